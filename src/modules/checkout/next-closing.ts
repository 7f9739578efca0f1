import { after, type Moment } from '../charges/index.js';

/** When a page that could not be closed is tried again; the last one repeats. */
const WAITS_MINUTES = [1, 5, 15, 31, 180];

/**
 * Pure. Until it is closed its customer may still save a card there, so it is tried soon; but what stands in the way may
 * stay for days, and each try is a look and a request to close it.
 * @param checks looks at the page so far
 */
export function nextClosing(checks: number, retryAfterSeconds: number | null, moment: Moment): Date {
  const minutes = WAITS_MINUTES[Math.min(Math.max(checks - 1, 0), WAITS_MINUTES.length - 1)]!;
  return after(moment, { seconds: Math.max(minutes * 60, retryAfterSeconds ?? 0) });
}
