/** Counts by name, in the order in which names first came. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string, n = 1): void {
    if (n > 0) this.counts.set(name, (this.counts.get(name) ?? 0) + n);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, n) => sum + n, 0);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** `name 12, other 3`, the most first. */
  toString(): string {
    const sorted = [...this.counts].sort(([, a], [, b]) => b - a);
    return sorted.map(([name, n]) => `${name} ${n}`).join(', ') || 'none';
  }
}

/** What was done to the engine. */
export class Damage {
  readonly kills = new Tally();
  /** Attempts that had been prepared or sent by a process that was killed, and were not settled: by kind of kill. */
  readonly inHand = new Tally();
  /** Kills that left at least one such attempt. */
  readonly killsInWork = new Tally();
  readonly faults = new Tally();
  readonly pauses = new Tally();
  readonly database = new Tally();
  readonly commits = new Tally();
  /** Disturbances that another one prevented. */
  readonly foiled = new Tally();
  /** Deaths that nobody ordered: each is a defect of the engine. */
  readonly ownDeaths: string[] = [];
}
