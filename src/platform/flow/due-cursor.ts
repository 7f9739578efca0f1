import type { Clock } from '../clock/clock.js';
import type { TimeScope } from '../clock/time-scope.js';

/** However busy the process is, it looks at everything that is due this often. */
const LOOK_AT_ALL_MS = 30_000;

/**
 * Where a claim of due rows goes on. Rows that were claimed leave dead entries at the front of their index,
 * and while somebody holds a long snapshot (a backup, a report) PostgreSQL can remove none of them: each
 * claim would wade through all that was done since. So the next claim begins where the last one ended, and
 * only a claim that comes back with less than it asked for begins at the front again.
 */
export class DueCursor {
  private from: Date | '-infinity' = '-infinity';
  private lookedAtAllMs = -Infinity;

  constructor(private readonly clock: Clock) {}

  /**
   * Claims through `claim`, which must be asked until it gives nothing: then nothing due was passed over. A
   * test clock's work is little, and is always taken from the front.
   */
  async claim<T>(
    scope: TimeScope,
    limit: number,
    claim: (limit: number, notBefore: Date | '-infinity') => Promise<T[]>,
    dueAtOf: (row: T) => Date,
  ): Promise<T[]> {
    if (scope.kind === 'test_clock') return claim(limit, '-infinity');
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.lookedAtAllMs > LOOK_AT_ALL_MS) this.from = '-infinity';
    let rows = await claim(limit, this.from);
    if (rows.length === 0 && this.from !== '-infinity') {
      this.from = '-infinity';
      rows = await claim(limit, '-infinity');
    }
    if (this.from === '-infinity') this.lookedAtAllMs = nowMs;
    const last = rows.at(-1);
    this.from = rows.length === limit && last ? dueAtOf(last) : '-infinity';
    return rows;
  }
}
