const MINUTE_MS = 60_000;
/** Between the tries of one message: a payment may be written into the books minutes or hours after it was told. */
const WAITS_MS = [1, 5, 30, 120, 240].map((minutes) => minutes * MINUTE_MS);
/** For how long what matches nothing is tried again. */
export const MATCHED_WITHIN_MS = 24 * 60 * MINUTE_MS;

/**
 * When a message that matched nothing is tried again; null when its day is over.
 * @param tries made so far, beside the one when it came
 */
export function nextMatchAt(receivedAt: Date, tries: number, now: Date): Date | null {
  const wait = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]!;
  const end = receivedAt.getTime() + MATCHED_WITHIN_MS;
  if (now.getTime() >= end) return null;
  // The last try is made when the day is over, not before.
  return new Date(Math.min(now.getTime() + wait, end));
}
