import { FENCE_WAIT_MINUTES } from '../../domain/charge/inquiry-windows.js';
import {
  after,
  asTold,
  type Attempt,
  HOLD_DAYS,
  HOLD_LOOK_HOURS,
  HOLD_WARNING_HOURS,
  isSeenBefore,
  LATE_LOOKS_HOURS,
  lateDoubt,
  MANUAL_LOOK_HOURS,
  type Moment,
  type Verdict,
} from '../charges/index.js';
import {
  askAgain,
  byVerdict,
  doubt,
  expire,
  fenced,
  isDecisive,
  isStillOpen,
  MOST_DAYS_OF_ASKING,
  nth,
  settle,
  type Step,
  succeeded,
  UNKNOWN_LOOKS_MINUTES,
  withoutInquiry,
} from './steps.js';

/** When an open hosted page is looked at, should its webhook never come; the last one repeats. */
const PAGE_LOOKS_MINUTES = [5, 10, 15, 30, 60, 180];
/** A customer who is paying this minute is not cut off; the longest wait for their bank is shorter. */
export const PAYING_PATIENCE_MINUTES = 15;

/** Pure: attempt, what was seen, what time it is for the merchant, and which gateway it was seen at. */
export function nextStep(
  attempt: Attempt,
  verdict: Verdict,
  moment: Moment,
  gatewayName: string | null = null,
): Step {
  switch (attempt.status) {
    case 'sent':
    case 'unknown':
      return forUnknown(attempt, verdict, moment);
    case 'fenced':
      return forFenced(attempt, verdict, moment, gatewayName);
    case 'ready':
      return forPage(attempt, verdict, moment);
    case 'authorized':
      return forHold(attempt, verdict, moment);
    case 'declined':
    case 'abandoned':
    case 'rejected':
      return forClosed(attempt, verdict, moment);
    case 'prepared':
      return settle({
        kind: 'unsent',
        reason: 'the process that prepared it ended before anything was sent',
      });
    case 'manual':
      return forManual(attempt, verdict, moment);
    case 'succeeded':
      return { do: 'rest' };
  }
}

/** A negative sign is never enough: the session is closed first, and asked again after a wait. */
function forUnknown(attempt: Attempt, verdict: Verdict, moment: Moment): Step {
  if (isDecisive(verdict)) return byVerdict(attempt, verdict, moment);
  switch (verdict.kind) {
    case 'untouched':
      return expire({ kind: 'unsent', reason: 'the session was closed untouched: the call never arrived' });
    case 'under_way':
      return expire(fenced('the session was closed against payment', moment));
    case 'closed':
      return settle(fenced('the session is closed', moment));
    case 'unreadable':
      return askAgain(attempt, verdict.retryAfterSeconds, verdict.reason, moment);
  }
}

function forFenced(attempt: Attempt, verdict: Verdict, moment: Moment, gatewayName: string | null): Step {
  if (isDecisive(verdict)) return byVerdict(attempt, verdict, moment);
  const ripe = after(moment, { minutes: FENCE_WAIT_MINUTES }, attempt.fencedAt!);
  if (moment.now < ripe) return { do: 'wait', at: ripe };
  if (verdict.kind === 'unreadable')
    return askAgain(attempt, verdict.retryAfterSeconds, verdict.reason, moment);
  if (isStillOpen(verdict)) return closeAnew(attempt, moment);
  return withoutInquiry(gatewayName, verdict) ?? { do: 'inquire' };
}

/**
 * It counted as closed, perhaps by one false word, and can be paid. No answer of its gateway is a no until it is
 * closed, and a new wait is over. Whoever confirms closing and leaves it open is not asked for ever: each fence moves
 * `fencedAt`, so the days count from what no fence moves.
 */
function closeAnew(attempt: Attempt, moment: Moment): Step {
  const since = attempt.sentAt ?? attempt.expiresAt ?? attempt.preparedAt;
  if (moment.now >= after(moment, { days: MOST_DAYS_OF_ASKING }, since)) {
    const reason = `after ${MOST_DAYS_OF_ASKING} days the session, closed before, can still be paid`;
    return settle({ kind: 'to_human', reason });
  }
  return expire(fenced('the session counted as closed, was still open, and was closed anew', moment));
}

function forPage(attempt: Attempt, verdict: Verdict, moment: Moment): Step {
  if (isDecisive(verdict)) return byVerdict(attempt, verdict, moment);
  if (verdict.kind === 'closed') return settle(fenced('the page is closed', moment));
  const { expiresAt } = attempt;
  if (expiresAt === null || expiresAt > moment.now) {
    const at = after(moment, { minutes: nth(PAGE_LOOKS_MINUTES, attempt.checks) });
    return { do: 'wait', at: expiresAt !== null && expiresAt < at ? expiresAt : at };
  }
  if (verdict.kind === 'unreadable') {
    return askAgain(attempt, verdict.retryAfterSeconds, verdict.reason, moment);
  }
  const patience = after(moment, { minutes: PAYING_PATIENCE_MINUTES }, expiresAt);
  if (verdict.kind === 'under_way' && verdict.isPending && moment.now < patience) {
    const soon = after(moment, { minutes: nth(UNKNOWN_LOOKS_MINUTES, attempt.checks) });
    return { do: 'wait', at: soon < patience ? soon : patience };
  }
  return verdict.kind === 'untouched'
    ? expire({ kind: 'unsent', reason: 'the page closed unused' })
    : expire(fenced('the page was closed against payment', moment));
}

/**
 * The merchant's to decide, here or at the platform; the clock only sees what was decided there, warns before the
 * bank lets it go, and asks a person when it has. That it is gone is not concluded from time alone.
 */
function forHold(attempt: Attempt, verdict: Verdict, moment: Moment): Step {
  // Held still is what it is known to be.
  if (isDecisive(verdict) && verdict.kind !== 'held') return byVerdict(attempt, verdict, moment);
  if (verdict.kind === 'closed') return settle(fenced('what the bank held is gone', moment));
  const end = attempt.holdUntil!;
  if (moment.now >= end) {
    const reason = `held for ${HOLD_DAYS} days and neither captured nor voided; the bank has let it go by now, or soon will`;
    return settle({ kind: 'to_human', reason });
  }
  const looks = after(moment, { hours: HOLD_LOOK_HOURS });
  const sooner = (at: Date) => (at < looks ? at : looks);
  const warnAt = after(moment, { hours: -HOLD_WARNING_HOURS }, end);
  if (attempt.holdWarnedAt !== null) return { do: 'wait', at: sooner(end) };
  return moment.now >= warnAt ? { do: 'warn', at: sooner(end) } : { do: 'wait', at: sooner(warnAt) };
}

/** A person decides; but where the platform comes to say by itself that it is paid, nobody has to. */
function forManual(attempt: Attempt, verdict: Verdict, moment: Moment): Step {
  if (verdict.kind === 'paid') return succeeded(verdict.payment);
  if (attempt.sessionId === null) return { do: 'rest' };
  return { do: 'wait', at: after(moment, { hours: MANUAL_LOOK_HOURS }) };
}

/**
 * Final answers can still turn into a payment, so each is looked at again so long after it was settled,
 * however often webhooks made us look in between. A look that could not be read is none.
 */
function forClosed(attempt: Attempt, verdict: Verdict, moment: Moment): Step {
  if (verdict.kind === 'paid') return succeeded(verdict.payment);
  const since = attempt.resolvedAt ?? attempt.preparedAt;
  const isLast = moment.now >= after(moment, { days: MOST_DAYS_OF_ASKING }, since);
  const reason = lateDoubt(attempt, isLast ? asTold(verdict) : verdict);
  if (reason !== null) {
    const isFirst = verdict.kind === 'contradiction' && !isLast && !isSeenBefore(attempt, reason);
    return isFirst ? doubt(reason, moment) : settle({ kind: 'late_doubt', reason });
  }
  if (verdict.kind === 'unreadable' && !isLast) {
    const seconds = Math.max(verdict.retryAfterSeconds ?? 0, nth(UNKNOWN_LOOKS_MINUTES, Infinity) * 60);
    return { do: 'wait', at: after(moment, { seconds }) };
  }
  const next = LATE_LOOKS_HOURS.map((hours) => after(moment, { hours }, since)).find((at) => at > moment.now);
  return next ? { do: 'wait', at: next } : { do: 'rest' };
}
