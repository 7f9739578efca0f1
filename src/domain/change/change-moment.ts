import { boundary, indexAt } from '../calendar/period.js';
import type { ChangeAsked, ChangeFacts } from './change-types.js';

/** It begins with a period, so that nothing is shared within one. */
export function isAtBoundary(when: ChangeAsked['when']): boolean {
  return when === 'period_end' || when === 'after_periods';
}

/**
 * What is known as of the moment for which it is asked. Of a period that is not billed yet nothing can be shared: that
 * is done when the moment is there, with what was paid by then. Pure.
 */
export function factsThen(facts: ChangeFacts, { when, at, afterPeriods }: ChangeAsked): ChangeFacts {
  const { anchor, interval, nextPeriodIndex, status, trialEnd, currentPeriodEnd } = facts;
  if (when === 'after_periods') {
    const more = afterPeriods! - 1;
    // A trial is the running period, and over with it.
    return more === 0 ? facts : { ...facts, trialEnd: null, nextPeriodIndex: nextPeriodIndex + more };
  }
  if (when !== 'date') return facts;
  const runningUntil = status === 'trialing' ? trialEnd : currentPeriodEnd;
  if (runningUntil !== null && at! < runningUntil) return facts;
  const index = indexAt(anchor, interval, at!);
  const isBoundary = boundary(anchor, interval, index).getTime() === at!.getTime();
  const next = isBoundary ? index : index + 1;
  const unbilled = { currentPeriodStart: null, currentPeriodEnd: null };
  return { ...facts, ...unbilled, trialEnd: null, nextPeriodIndex: next };
}

/** Of facts as of then. */
export function effectiveOf(facts: ChangeFacts, { when, at }: ChangeAsked, now: Date): Date {
  if (when === 'now') return now;
  if (when === 'date') return at!;
  return when === 'period_end'
    ? facts.nextBillAt!
    : boundary(facts.anchor, facts.interval, facts.nextPeriodIndex);
}

/** Whether a period begins with it, as periods were counted before. */
export function beginsPeriod(
  { anchor, interval, nextPeriodIndex }: ChangeFacts,
  asked: ChangeAsked,
): boolean {
  if (asked.when !== 'date') return isAtBoundary(asked.when);
  return boundary(anchor, interval, nextPeriodIndex).getTime() === asked.at!.getTime();
}

/** It is planned for when the subscription will be over. */
export function isPastItsEnd(
  { anchor, interval, endIndex, nextPeriodIndex, cancelAtPeriodEnd, nextBillAt }: ChangeFacts,
  { when, at, afterPeriods }: ChangeAsked,
): boolean {
  if (when === 'after_periods') return endIndex !== null && nextPeriodIndex + afterPeriods! - 1 >= endIndex;
  if (when !== 'date') return false;
  if (cancelAtPeriodEnd && nextBillAt !== null && at! >= nextBillAt) return true;
  return endIndex !== null && at! >= boundary(anchor, interval, endIndex);
}
