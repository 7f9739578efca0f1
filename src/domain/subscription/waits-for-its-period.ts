interface Standing {
  /** Null while nothing is billed: paused, or collection of it was given up. */
  nextBillAt: Date | null;
  nextPeriodIndex: number;
}

/**
 * While nothing is billed no period begins, so what begins with a later one than the next waits, however long its time
 * is past: it moves with the periods when they go on. Made in a pause, a phase at half price would be over that nobody
 * has had. What begins with the next period needs none before it.
 */
export function waitsForItsPeriod(
  { nextBillAt, nextPeriodIndex }: Standing,
  { periodIndex }: { periodIndex: number | null },
): boolean {
  return nextBillAt === null && periodIndex !== null && periodIndex > nextPeriodIndex;
}
