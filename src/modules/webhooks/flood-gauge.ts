/** Many more than a payment ever has: it is created, tried a few times, paid, and told of two or three times. */
const MOST_AN_HOUR = 100;
const HOUR_MS = 3_600_000;
/** Payments that are counted at once; beyond that counting begins anew, which only lets more be stored. */
const MOST_COUNTED = 50_000;

/**
 * How many genuine messages about one payment were stored within an hour, by this process: a platform gone mad could
 * fill the disk with what nobody denies to be its own. Counted in memory, so that the usual message costs nothing.
 */
export class FloodGauge {
  private readonly counts = new Map<string, { since: number; stored: number }>();

  /** Whether one more may be stored; if so it counts, unless it is given back. */
  take(key: string, nowMs: number): boolean {
    const known = this.counts.get(key);
    if (known === undefined || nowMs - known.since >= HOUR_MS) {
      if (this.counts.size >= MOST_COUNTED) this.counts.clear();
      this.counts.set(key, { since: nowMs, stored: 1 });
      return true;
    }
    if (known.stored >= MOST_AN_HOUR) return false;
    known.stored++;
    return true;
  }

  /** It was not stored after all, and comes again. */
  giveBack(key: string): void {
    const known = this.counts.get(key);
    if (known && known.stored > 0) known.stored--;
  }
}
