import type { InboundWebhook, WebhookStatus } from './inbound-webhook.entity.js';

const MINUTE_MS = 60_000;
/** Between the tries of one message: a payment may be written into the books minutes or hours after it was told. */
const WAITS_MS = [1, 5, 30, 120, 240].map((minutes) => minutes * MINUTE_MS);
/** For how long what matches nothing is tried again. */
export const MATCHED_WITHIN_MS = 24 * 60 * MINUTE_MS;

/**
 * When a message that matched nothing is tried again; null when its day is over.
 * @param from when it came, or was replayed
 * @param tries made so far, beside the one when it came
 */
export function nextMatchAt(from: Date, tries: number, now: Date): Date | null {
  const wait = WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]!;
  const end = from.getTime() + MATCHED_WITHIN_MS;
  if (now.getTime() >= end) return null;
  // The last try is made when the day is over, not before.
  return new Date(Math.min(now.getTime() + wait, end));
}

/**
 * What a replay leaves of the tries of a message. One that matches nothing still goes on with its day; one that was
 * refused until now begins it, however long ago it came.
 */
export function triesAfterReplay(
  { status, nextMatchAt: planned }: Pick<InboundWebhook, 'status' | 'nextMatchAt'>,
  effect: { status: WebhookStatus },
  now: Date,
): Partial<Pick<InboundWebhook, 'nextMatchAt' | 'matchTries' | 'matchFrom'>> {
  if (effect.status !== 'unmatched') return { nextMatchAt: null };
  if (status === 'unmatched') return { nextMatchAt: planned };
  return { nextMatchAt: nextMatchAt(now, 0, now), matchTries: 0, matchFrom: now };
}
