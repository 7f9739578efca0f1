import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/http/app-error.js';

/** Ottu waits 15 s for an answer and asks again only if there was none in that time. */
const HELD_FOR_MS = 20_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;
/** Of all messages that wait at once in one process. */
const MOST_HELD_BYTES = 64 * 1024 * 1024;

/**
 * Holds on to what came while it cannot be stored. Any answer but 200 is final to Ottu, also "try again later": what
 * is answered with 5xx while the database restarts is lost for good. So it is tried until it is stored, and if that
 * takes too long Ottu hears nothing for so long that it sends the message once more.
 */
@Injectable()
export class Patience {
  private readonly logger = new Logger(Patience.name);
  private held = 0;

  constructor(private readonly clock: Clock) {}

  async with<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const began = this.clock.monotonicMs();
    let wait = FIRST_WAIT_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof AppError) throw error;
        const left = HELD_FOR_MS - (this.clock.monotonicMs() - began);
        if (left <= 0) throw error;
        this.logger.warn({ err: error }, 'A webhook could not be stored; its sender is kept waiting');
        await this.hold(bytes, Math.min(wait, left), left);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  }

  /** Whoever finds the memory full waits to the end at once, and is sent again. */
  private async hold(bytes: number, ms: number, left: number): Promise<void> {
    const isFull = this.held + bytes > MOST_HELD_BYTES;
    if (!isFull) this.held += bytes;
    await new Promise<void>((resolve) => this.clock.startTimer(isFull ? left : ms, resolve));
    if (!isFull) this.held -= bytes;
  }
}
