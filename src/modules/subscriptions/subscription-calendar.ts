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

/**
 * The period after which phases are counted that are asked for now: the running one. Neither a trial nor the
 * rest of a period until an anchor is one, or the same number would mean another month in POST than in PUT.
 */
export function countedFrom({ status, anchorIndex, stubStart, nextPeriodIndex }: CountedColumns): number {
  if (stubStart !== null && nextPeriodIndex <= anchorIndex) return anchorIndex;
  return status === 'trialing' ? nextPeriodIndex : nextPeriodIndex - 1;
}

type CountedColumns = Pick<Subscription, 'status' | 'anchorIndex' | 'stubStart' | 'nextPeriodIndex'>;
