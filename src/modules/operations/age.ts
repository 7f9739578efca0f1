/** Whole seconds, never negative: two clocks may differ by a moment. */
export function secondsBetween(since: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1000));
}
