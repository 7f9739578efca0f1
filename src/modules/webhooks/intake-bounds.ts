import { Injectable } from '@nestjs/common';

/** Messages that are being read, stored or waited for at once in one process, and their bodies. */
const MOST_MESSAGES = 2_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Connections that are kept waiting unread beyond that. */
const MOST_UNREAD = 4_000;

/**
 * What the intake of one process holds. A database that hangs answers nobody, and messages go on coming: without an end
 * to what is held the process would die of them, and with it all that it had promised to store.
 */
@Injectable()
export class IntakeBounds {
  private messages = 0;
  private bytes = 0;
  private unread = 0;

  get isFull(): boolean {
    return this.messages >= MOST_MESSAGES || this.bytes >= MOST_BYTES;
  }

  /** Until the function it answers is called, once or more. */
  hold(bytes: number): () => void {
    this.messages++;
    this.bytes += bytes;
    return once(() => {
      this.messages--;
      this.bytes -= bytes;
    });
  }

  /** Null when so many wait already that one more is not kept either. */
  waitUnread(): (() => void) | null {
    if (this.unread >= MOST_UNREAD) return null;
    this.unread++;
    return once(() => void this.unread--);
  }
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}
