import { boundary, indexAt, periodAt } from '../calendar/period.js';
import { heldPart, isFeeAfterwards } from '../pricing/held-part.js';
import type { BillableItem } from '../pricing/price-items.js';
import type { ServicePeriod } from '../pricing/service-period.js';
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
    return more === 0
      ? facts
      : { ...facts, ...withPeriodBefore(facts, nextPeriodIndex + more), trialEnd: null };
  }
  if (when !== 'date') return facts;
  const runningUntil = status === 'trialing' ? trialEnd : currentPeriodEnd;
  if (runningUntil !== null && at! < runningUntil) return facts;
  const index = indexAt(anchor, interval, at!);
  const isBoundary = boundary(anchor, interval, index).getTime() === at!.getTime();
  const next = isBoundary ? index : index + 1;
  const unbilled = { currentPeriodStart: null, currentPeriodEnd: null };
  return { ...facts, ...unbilled, ...withPeriodBefore(facts, next), trialEnd: null };
}

/** A fee that is paid afterwards is billed by then for the period before that one. */
function withPeriodBefore(
  { anchor, interval, before, after }: ChangeFacts,
  nextPeriodIndex: number,
): Pick<ChangeFacts, 'before' | 'after' | 'nextPeriodIndex'> {
  const { index: _index, ...ended } = periodAt(anchor, interval, nextPeriodIndex - 1);
  return { before: asOfPeriod(before, ended), after: asOfPeriod(after, ended), nextPeriodIndex };
}

/** What such fees are owed for once that period is over; what is left of earlier ones is billed before. */
export function asOfPeriod(items: readonly BillableItem[], ended: ServicePeriod): BillableItem[] {
  return items.flatMap((item) => {
    if (!isFeeAfterwards(item)) return [item];
    return item.itemId === null ? [] : [{ ...item, ended: heldPart(ended, item.heldFrom ?? null, null) }];
  });
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

/** What runs are the days until an anchor, which cost their part: that anchor tells which, until they are billed. */
export function isAfterRest({
  anchor: { stub, index = 0 },
  nextPeriodIndex,
}: Pick<ChangeFacts, 'anchor' | 'nextPeriodIndex'>): boolean {
  return stub?.policy === 'prorated' && nextPeriodIndex === index;
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
