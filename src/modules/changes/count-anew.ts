import { Injectable } from '@nestjs/common';
import { boundary } from '../../domain/calendar/period.js';
import { type TakenUp, takeUp } from '../../domain/subscription/count-anew.js';
import type { SubscriptionEvent } from '../../domain/subscription/subscription-states.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import {
  afterTransition,
  anchorColumns,
  anchorOf,
  countedFromNow,
  intervalOf,
  type PeriodBreak,
  ScheduleBook,
  ScheduledChangesRepository,
  type Subscription,
  SubscriptionLifecycle,
} from '../subscriptions/index.js';

type Anew = NonNullable<TakenUp['anew']>;

/** How a subscription that stands still goes on: decided, and not done yet. */
export interface TakingUp {
  event: Extract<SubscriptionEvent, 'resume' | 'reactivate'>;
  taken: TakenUp;
  patch: Partial<Subscription>;
}

/** Where a subscription goes on. Pure. */
export function takeUpOf(
  subscription: Subscription,
  policy: 'now' | 'keep',
  at: Date,
  { isGivenBack = false } = {},
): TakenUp {
  const { nextPeriodIndex, currentPeriodEnd, trialEnd } = subscription;
  const cameOver = currentPeriodEnd === null && trialEnd === null;
  const [anchor, interval] = [anchorOf(subscription), intervalOf(subscription)];
  const standing = { anchor, interval, nextPeriodIndex, currentPeriodEnd, isGivenBack, cameOver };
  return takeUp(standing, policy, at);
}

/** The subscription as it would be then: a copy, for whoever wants to see what comes of it. */
export function asTakenUp(
  subscription: Subscription,
  at: Date,
  { event, taken, patch }: TakingUp,
): Subscription {
  const anchor = taken.anew && countedFromNow(subscription, taken.anew.anchor);
  return { ...afterTransition(subscription, event, at, patch), ...anchor };
}

/** Periods begin to be counted anew: the break has its row, and what was planned moves with the periods. */
@Injectable()
export class CountAnew {
  constructor(
    private readonly changes: ScheduledChangesRepository,
    private readonly schedule: ScheduleBook,
    private readonly lifecycle: SubscriptionLifecycle,
  ) {}

  async apply(
    tx: Tx,
    subscription: Subscription,
    { anchor, previousEnd }: Anew,
    reason: PeriodBreak['reason'],
    now: Date,
  ): Promise<void> {
    // Where its interval is another by now, the rest of a period with a fee afterwards was refused (ADR 141).
    const counted =
      reason === 'interval_changed' ? anchorColumns(anchor) : countedFromNow(subscription, anchor);
    await this.lifecycle.patch(tx, subscription, now, counted);
    const { merchantId, id: subscriptionId, nextPeriodIndex: periodIndex } = subscription;
    const key = { merchantId, subscriptionId, periodIndex };
    // As its invoice will say: an anchor has no fractions of a second, the moment of a request has.
    const startsAt = boundary(anchor, intervalOf(subscription), periodIndex);
    const meets = previousEnd === null || previousEnd.getTime() === startsAt.getTime();
    const row = meets ? null : { ...key, reason, previousEnd, startsAt, createdAt: now };
    await this.changes.setBreak(tx, key, row);
    await this.schedule.moveWithPeriods(tx, subscription, now);
  }
}
