import { Injectable } from '@nestjs/common';

/** Messages that are being read, stored or waited for at once in one process, and their bodies. */
const MOST_MESSAGES = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Connections that are kept waiting unread beyond that. */
const MOST_UNREAD = 4_000;
/** More than any message of Ottu has, and all that is set aside before the first byte of one has come. */
const USUAL_BYTES = 64 * 1024;

export interface Held {
  /** What came of its body counts where it is more than was set aside. */
  readonly arrived: (bytes: number) => void;
  /** Once or more. */
  readonly letGo: () => void;
}

/**
 * What the intake of one process holds. A database that hangs answers nobody, and messages go on coming: without an end
 * to what is held the process would die of them, and with it all that it had promised to store.
 */
@Injectable()
export class IntakeBounds {
  private messages = 0;
  private bytes = 0;
  private readonly unread = new Set<() => void>();

  get isFull(): boolean {
    return this.messages >= MOST_MESSAGES || this.bytes >= MOST_BYTES;
  }

  hold(setAside: number): Held {
    let [counted, came] = [setAside, 0];
    this.messages++;
    this.bytes += setAside;
    const letGo = once(() => {
      this.messages--;
      this.bytes -= counted;
      this.readOn();
    });
    const arrived = (bytes: number) => {
      came += bytes;
      const more = Math.max(0, came - counted);
      counted += more;
      this.bytes += more;
    };
    return { arrived, letGo };
  }

  /** `goOn` is called as soon as there is room; null when so many wait already that one more is not kept either. */
  waitUnread(goOn: () => void): (() => void) | null {
    if (this.unread.size >= MOST_UNREAD) return null;
    const mine = () => goOn();
    this.unread.add(mine);
    return () => void this.unread.delete(mine);
  }

  /** The longest waiting first; each holds something itself as it goes on. */
  private readOn(): void {
    for (const goOn of this.unread) {
      if (this.isFull) return;
      this.unread.delete(goOn);
      goOn();
    }
  }
}

/** What a request says of its length is believed only as far as it is usual: who sends nothing may say anything. */
export function bytesToSetAside(contentLength: string | undefined): number {
  const told = Number(contentLength ?? USUAL_BYTES);
  return told >= 0 && told < USUAL_BYTES ? told : USUAL_BYTES;
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
