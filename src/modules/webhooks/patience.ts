import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/http/app-error.js';
import { IntakeBounds } from './intake-bounds.js';

/** Ottu waits 15 s for an answer and asks again only if there was none in that time. */
export const HELD_FOR_MS = 20_000;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2_000;

/**
 * Holds on to what came while it cannot be stored. Any answer but 200 is final to Ottu, also "try again later": what
 * is answered with 5xx while the database restarts is lost for good. So it is tried until it is stored, and if that
 * takes too long Ottu hears nothing for so long that it sends the message once more.
 */
@Injectable()
export class Patience {
  private readonly logger = new Logger(Patience.name);

  constructor(
    private readonly clock: Clock,
    private readonly bounds: IntakeBounds,
  ) {}

  /** Ends after `HELD_FOR_MS`, also when a try never does: of such a one the bytes count until it ends after all. */
  with<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let letGo: () => void = () => undefined;
      const stop = this.clock.startTimer(HELD_FOR_MS, () => {
        letGo = this.bounds.hold(bytes).letGo;
        reject(new Error('a webhook was not stored in time: the database does not answer'));
      });
      const ended = this.untilStored(work).finally(() => {
        stop();
        letGo();
      });
      ended.then(resolve, reject);
    });
  }

  private async untilStored<T>(work: () => Promise<T>): Promise<T> {
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
        await this.pause(Math.min(wait, left));
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise<void>((resolve) => this.clock.startTimer(ms, resolve));
  }
}
