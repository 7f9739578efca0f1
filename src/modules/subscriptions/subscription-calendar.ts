import type { Anchor } from '../../domain/calendar/anchor.js';
import type { Interval } from '../../domain/calendar/interval.js';
import type { Subscription } from './subscription.entity.js';

/** How an anchor lies in the columns of a subscription. */
export function anchorColumns(
  anchor: Anchor,
): Pick<Subscription, 'anchorDate' | 'anchorDay' | 'anchorTime' | 'timeZone'> {
  return {
    anchorDate: anchor.localDate,
    anchorDay: anchor.dayOfMonth,
    anchorTime: anchor.localTime,
    timeZone: anchor.timeZone,
  };
}

export function anchorOf(subscription: Subscription): Anchor {
  return {
    localDate: subscription.anchorDate,
    dayOfMonth: subscription.anchorDay,
    localTime: subscription.anchorTime,
    timeZone: subscription.timeZone,
  };
}

export function intervalOf(subscription: Subscription): Interval {
  return { unit: subscription.intervalUnit, count: subscription.intervalCount };
}
