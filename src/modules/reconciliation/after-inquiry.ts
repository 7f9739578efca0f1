import type { CardReading, Decline } from '../../gateway/payment-gateway.js';
import type { Attempt, Moment, Verdict } from '../charges/index.js';
import {
  askAgain,
  byVerdict,
  fenced,
  isDecisive,
  isStillOpen,
  settle,
  type Step,
  withoutInquiry,
} from './steps.js';

const INQUIRY_SPACING_MINUTES = 31;
const INQUIRIES_A_DAY = 3;

const STILL_AT_IT = { reason: 'its gateway is still at it', retryAfterSeconds: null };

/**
 * After the wait, the platform itself has asked the gateway: now a "no" is a fact, if the session is closed.
 * @param seen the look that led to asking
 */
export function afterInquiry(attempt: Attempt, verdict: Verdict, seen: Verdict, moment: Moment): Step {
  if (isDecisive(verdict)) return byVerdict(attempt, verdict, moment);
  if (attempt.status !== 'fenced' || isStillOpen(seen)) return whileOpen(attempt, verdict, moment);
  switch (verdict.kind) {
    case 'unreadable':
      return inquireAgain(attempt, verdict, moment);
    case 'under_way':
      // Its gateway is still at it, and may yet say that it is paid: that is no word about the money at all.
      if (verdict.isPending) return inquireAgain(attempt, STILL_AT_IT, moment);
      return unpaid(verdict, seen);
    case 'untouched':
    case 'closed':
      return unpaid(verdict, seen);
  }
}

/** The session could not be closed: whatever else its gateway says, the next minute may say otherwise. */
function whileOpen(attempt: Attempt, verdict: Verdict, moment: Moment): Step {
  switch (verdict.kind) {
    case 'closed':
      return settle(fenced('the session is closed', moment));
    case 'unreadable':
      return askAgain(attempt, null, `the session cannot be closed, and asked: ${verdict.reason}`, moment);
    default:
      return askAgain(
        attempt,
        null,
        'the session cannot be closed, and its gateway tells of no payment',
        moment,
      );
  }
}

function unpaid(verdict: Verdict, seen: Verdict): Step {
  // Where the gateway cannot be asked, the platform answers from what it knew before.
  const toHuman = withoutInquiry(null, verdict);
  if (toHuman !== null) return toHuman;
  const decline = declineOf(verdict) ?? declineOf(seen);
  return decline === null
    ? settle({ kind: 'unpaid', reason: 'asked after the wait: no money moved' })
    : settle({ kind: 'declined', decline, card: cardOf(verdict) });
}

/** The platform takes one inquiry of a payment in 30 minutes and three a day; more are only refused. */
function inquireAgain(
  attempt: Attempt,
  {
    retryAfterSeconds,
    reason,
  }: Pick<Extract<Verdict, { kind: 'unreadable' }>, 'retryAfterSeconds' | 'reason'>,
  moment: Moment,
): Step {
  const isLastOfDay = (attempt.inquiries + 1) % INQUIRIES_A_DAY === 0;
  const restOfDay = 24 * 60 - (INQUIRIES_A_DAY - 1) * INQUIRY_SPACING_MINUTES;
  const seconds = (isLastOfDay ? restOfDay : INQUIRY_SPACING_MINUTES) * 60;
  return askAgain(attempt, Math.max(retryAfterSeconds ?? 0, seconds), reason, moment);
}

function declineOf(verdict: Verdict): Decline | null {
  return 'decline' in verdict ? verdict.decline : null;
}

/** The card that was used on a page, where the answer tells it. */
function cardOf(verdict: Verdict): CardReading | null {
  return 'card' in verdict ? (verdict.card ?? null) : null;
}
