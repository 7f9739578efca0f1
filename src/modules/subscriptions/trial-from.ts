import { addDays, anchorAt } from '../../domain/calendar/anchor.js';
import type { Subscription } from './subscription.entity.js';
import { anchorColumns } from './subscription-calendar.js';

type Columns = Pick<Subscription, 'trialEnd' | 'nextBillAt'> & Partial<ReturnType<typeof anchorColumns>>;

/**
 * A trial that begins now: where it ends, its first paid period begins. One that ends at an anchor is counted from
 * there, whenever its card came. Pure.
 */
export function trialFrom(
  { trialEnd: fixed, trialDays, timeZone }: Pick<Subscription, 'trialEnd' | 'trialDays' | 'timeZone'>,
  now: Date,
): Columns & { trialEnd: Date } {
  const trialEnd = fixed ?? addDays(now, trialDays, timeZone);
  if (fixed) return { trialEnd, nextBillAt: trialEnd };
  return trialUntil({ timeZone }, trialEnd);
}

/** Periods are counted from the end of the trial. Pure. */
export function trialUntil({ timeZone }: Pick<Subscription, 'timeZone'>, trialEnd: Date) {
  return { trialEnd, nextBillAt: trialEnd, ...anchorColumns(anchorAt(trialEnd, timeZone)) };
}
