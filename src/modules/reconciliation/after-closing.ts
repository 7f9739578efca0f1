import { FENCE_WAIT_MINUTES } from '../../domain/charge/inquiry-windows.js';
import type { ExpireResult } from '../../gateway/payment-gateway.js';
import { after, type Attempt, type GatewayOutcome, type Moment, type Verdict } from '../charges/index.js';
import { askAgain, byVerdict, fenced, isDecisive, settle, type Step, withoutInquiry } from './steps.js';

/** Two a day of an open session: the third that the platform takes is left for the one that may believe a no. */
const OPEN_INQUIRIES_HOURS = 12;

/**
 * Pure. A session that was seen untouched is closed now: whether that proves that nobody ever paid it. Between the
 * look and the confirmed closing somebody may have begun to, and closing stops no payment that is under way.
 * @param seen what a look after the closing told; null where nobody but us could have paid it
 * @param isStale the look before the closing is too old to prove anything
 */
export function afterClosing(
  attempt: Attempt,
  proven: GatewayOutcome,
  seen: Verdict | null,
  isStale: boolean,
  moment: Moment,
): Step {
  if (isStale) return settle(fenced('the session was closed long after it was seen untouched', moment));
  if (seen === null) return settle(proven);
  if (isDecisive(seen)) return byVerdict(attempt, seen, moment);
  if (seen.kind === 'closed' && seen.decline === null) return settle(proven);
  return settle(fenced('the session was closed, and somebody may have tried to pay it before', moment));
}

/**
 * Pure. Closing was not confirmed: it is tried again, and meanwhile the gateway is asked, once it must know. It may say
 * that the money came, and nobody else would for a week; its no proves nothing as long as the session is open.
 */
export function afterFailedClosing(
  attempt: Attempt,
  seen: Verdict,
  gatewayName: string | null,
  failure: { seconds: number | null; reason: string },
  moment: Moment,
): Step {
  const { sentAt, expiresAt, lastInquiryAt } = attempt;
  const since = sentAt ?? expiresAt;
  const mayKnow = since !== null && moment.now >= after(moment, { minutes: FENCE_WAIT_MINUTES }, since);
  const isAsked =
    lastInquiryAt !== null && moment.now < after(moment, { hours: OPEN_INQUIRIES_HOURS }, lastInquiryAt);
  return mayKnow && !isAsked && withoutInquiry(gatewayName, seen) === null
    ? { do: 'inquire' }
    : askAgain(attempt, failure.seconds, failure.reason, moment);
}

/** Why closing was not confirmed, and after how long the platform wants to be asked again. */
export function notClosed(result: Exclude<ExpireResult, { kind: 'expired' }>): {
  seconds: number | null;
  reason: string;
} {
  const why =
    result.kind === 'trouble'
      ? result.trouble.message
      : 'message' in result
        ? result.message
        : 'asked too often';
  const seconds = result.kind === 'rate_limited' ? result.retryAfterSeconds : null;
  return { seconds, reason: `the session cannot be closed: ${why}` };
}
