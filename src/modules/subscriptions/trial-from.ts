import { addDays } from '../../domain/calendar/anchor.js';
import { anchorOfBeginning } from '../../domain/subscription/count-anew.js';
import type { Subscription } from './subscription.entity.js';
import { anchorColumns, anchorOf, intervalOf } from './subscription-calendar.js';

type Columns = Pick<Subscription, 'trialEnd' | 'nextBillAt'> & Partial<ReturnType<typeof anchorColumns>>;

/**
 * A trial that begins now: where it ends, its first paid period begins. One that ends at an anchor is counted from
 * there, whenever its card came. Pure.
 */
export function trialFrom(subscription: Subscription, now: Date): Columns & { trialEnd: Date } {
  const { trialEnd: fixed, trialDays, timeZone } = subscription;
  if (fixed) return { trialEnd: fixed, nextBillAt: fixed };
  return trialUntil(subscription, addDays(now, trialDays, timeZone));
}

/** Periods are counted from the end of the trial; or from the anchor that was asked for, with the days until there before. Pure. */
export function trialUntil(subscription: Subscription, trialEnd: Date) {
  const anchor = anchorOfBeginning(anchorOf(subscription), intervalOf(subscription), trialEnd);
  return { trialEnd, nextBillAt: trialEnd, ...anchorColumns(anchor) };
}
