import type { InquiryDecision } from './inquiry-bucket.js';

/** The platform takes nothing in a payment's first ten minutes, then one in thirty and three a day. */
const MINUTE_MS = 60_000;
const FIRST_AFTER_MS = 10.5 * MINUTE_MS;
/** Half a minute more than the platform asks for: a query that is long on its way comes close to the next one. */
const SPACING_MS = 30.5 * MINUTE_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
export const INQUIRIES_OF_PAYMENT_A_DAY = 3;

/**
 * Whether one more status query may be made about a payment, by whoever wants to know: what becomes of it, of its
 * refund, capture or void. Counts any 24 hours, for in whose time zone the platform's day begins is not told.
 * @param createdAt null where it is not known
 * @param waitScale shortens the waits as it shortens all others
 */
export function decidePaymentInquiry(
  { inquiredAt, createdAt }: { inquiredAt: readonly Date[]; createdAt: Date | null },
  now: Date,
  waitScale = 1,
): InquiryDecision {
  const made = inquiredAt.map((at) => Math.min(at.getTime(), now.getTime())).sort((a, b) => a - b);
  const last = made.at(-1);
  const thirdLast = made.at(-INQUIRIES_OF_PAYMENT_A_DAY);
  const free = [
    // What is still to come was written down by another clock than this one, and says nothing here.
    createdAt === null || createdAt > now ? 0 : createdAt.getTime() + FIRST_AFTER_MS * waitScale,
    last === undefined ? 0 : last + SPACING_MS * waitScale,
    thirdLast === undefined ? 0 : thirdLast + DAY_MS * waitScale,
  ];
  const waitMs = Math.max(...free) - now.getTime();
  if (waitMs > 0) return { kind: 'wait', retryAfterSeconds: Math.ceil(waitMs / 1000) };
  return { kind: 'go', inquiredAt: [...inquiredAt, now].slice(-INQUIRIES_OF_PAYMENT_A_DAY) };
}
