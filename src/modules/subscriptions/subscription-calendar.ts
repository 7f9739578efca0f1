import type { Anchor } from '../../domain/calendar/anchor.js';
import type { Interval } from '../../domain/calendar/interval.js';
import type { Subscription } from './subscription.entity.js';

/** How an anchor lies in the columns of a subscription. */
export function anchorColumns(
  anchor: Anchor,
): Pick<
  Subscription,
  'anchorDate' | 'anchorDay' | 'anchorTime' | 'timeZone' | 'anchorIndex' | 'stubStart' | 'stubPolicy'
> {
  return {
    anchorDate: anchor.localDate,
    anchorDay: anchor.dayOfMonth,
    anchorTime: anchor.localTime,
    timeZone: anchor.timeZone,
    anchorIndex: anchor.index ?? 0,
    stubStart: anchor.stub?.start ?? null,
    stubPolicy: anchor.stub?.policy ?? null,
  };
}

export function anchorOf(subscription: Subscription): Anchor {
  const { anchorIndex: index, stubStart, stubPolicy } = subscription;
  return {
    localDate: subscription.anchorDate,
    dayOfMonth: subscription.anchorDay,
    localTime: subscription.anchorTime,
    timeZone: subscription.timeZone,
    ...(index > 0 && { index }),
    ...(stubStart && stubPolicy && { stub: { start: stubStart, policy: stubPolicy } }),
  };
}

export function intervalOf(subscription: Subscription): Interval {
  return { unit: subscription.intervalUnit, count: subscription.intervalCount };
}
