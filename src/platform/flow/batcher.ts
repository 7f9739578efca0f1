import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

export interface BatcherOptions {
  /** Items in one batch. */
  most: number;
  /** Batches under way at once. */
  lanes: number;
  /** How long a batch gathers before it begins; for what nobody waits for. 0 when absent: this turn's calls. */
  gatherMs?: number;
  /** Whose batch takes longer hears that it failed, and the lane goes on: a connection that hangs must not end it for good. */
  mostMs?: number;
}

/**
 * Joins calls that come at the same time into batches, as a database joins commits: while a batch is
 * under way the next one gathers, so that an idle process answers at once and a busy one does much in few
 * steps. Where somebody waits for the answer there is no timer to tune.
 */
export class Batcher<T, R> {
  private readonly queue: Waiting<T, R>[] = [];
  private running = 0;

  /** `work` gives a result for each item, in order. What it throws reaches every caller of the batch. */
  constructor(
    private readonly work: (items: T[]) => Promise<R[]>,
    private readonly options: BatcherOptions,
  ) {}

  run(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.queue.push({ item, resolve, reject });
      if (this.running < this.options.lanes) void this.lane();
    });
  }

  private async lane(): Promise<void> {
    this.running++;
    try {
      // All that comes in this turn of the event loop goes together.
      await nextTurn();
      while (this.queue.length > 0) {
        const { gatherMs = 0, most } = this.options;
        if (gatherMs > 0 && this.queue.length < most) await sleep(gatherMs);
        await this.batch(this.queue.splice(0, most));
      }
    } finally {
      this.running--;
    }
  }

  private async batch(waiting: Waiting<T, R>[]): Promise<void> {
    try {
      const results = await this.inTime(this.work(waiting.map(({ item }) => item)));
      if (results.length !== waiting.length) {
        throw new RangeError(`A batch of ${waiting.length} gave ${results.length} results`);
      }
      waiting.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  private async inTime(work: Promise<R[]>): Promise<R[]> {
    const { mostMs } = this.options;
    if (mostMs === undefined) return work;
    const end = new AbortController();
    const tooLate = sleep(mostMs, undefined, { signal: end.signal, ref: false }).then(() => {
      throw new Error(`A batch took longer than ${mostMs} ms; whether it will be done is not known`);
    });
    try {
      return await Promise.race([work, tooLate]);
    } finally {
      end.abort();
      void tooLate.catch(() => undefined);
      void work.catch(() => undefined);
    }
  }
}
