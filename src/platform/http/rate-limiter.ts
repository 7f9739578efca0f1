/** So many keys are remembered at most; when there are more, all are forgotten rather than memory filled. */
const MOST_KEYS = 50_000;

/**
 * At most `most` uses of a key in each window. In memory, one per process: it protects this process and what
 * it calls from a caller who cannot stop, and no promise rests on its exactness.
 */
export class RateLimiter {
  private readonly used = new Map<string, { count: number; until: number }>();

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
  ) {}

  /** `nowMs` is a monotonic time. False when the key has been used too often. */
  take(key: string, nowMs: number): boolean {
    const current = this.used.get(key);
    if (current !== undefined && nowMs < current.until) {
      current.count += 1;
      return current.count <= this.most;
    }
    if (this.used.size >= MOST_KEYS) this.used.clear();
    this.used.set(key, { count: 1, until: nowMs + this.windowMs });
    return true;
  }
}
