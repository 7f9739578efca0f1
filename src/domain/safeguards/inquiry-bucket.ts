/** Of the platform's 30 inquiries a minute over all transactions; the others are for people at its own pages. */
export const INQUIRIES_PER_MINUTE = 25;
const MINUTE_MS = 60_000;

export type InquiryDecision =
  { kind: 'go'; inquiredAt: Date[] } | { kind: 'wait'; retryAfterSeconds: number };

/** How many of these were made in the minute before `now`. */
export function inquiriesOfLastMinute(inquiredAt: readonly Date[], now: Date): number {
  return inquiredAt.filter((at) => now.getTime() - at.getTime() < MINUTE_MS).length;
}

/**
 * Whether one more inquiry may be made, given when the last ones were. Counts any 60 seconds, not the minutes
 * of a clock: two full minutes side by side would be 50 in a few seconds. `waitScale` shortens the minute as it
 * shortens all waits.
 */
export function decideInquiry(inquiredAt: readonly Date[], now: Date, waitScale = 1): InquiryDecision {
  const windowMs = MINUTE_MS * waitScale;
  // What lies ahead was made by a process whose clock is fast; it counts as made now.
  const recent = inquiredAt
    .filter((at) => now.getTime() - at.getTime() < windowMs)
    .slice(-INQUIRIES_PER_MINUTE);
  if (recent.length < INQUIRIES_PER_MINUTE) return { kind: 'go', inquiredAt: [...recent, now] };
  const free = Math.min(...recent.map((at) => at.getTime())) + windowMs;
  const seconds = Math.ceil((free - now.getTime()) / 1000);
  return { kind: 'wait', retryAfterSeconds: Math.min(Math.max(seconds, 1), 60) };
}
