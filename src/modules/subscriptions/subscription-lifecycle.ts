import { Injectable } from '@nestjs/common';
import { firstReminder } from '../../domain/charge/case-reminder.js';
import { next } from '../../domain/state-machine.js';
import {
  type SubscriptionEvent,
  subscriptionMachine,
} from '../../domain/subscription/subscription-states.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import { Settings } from '../../platform/config/settings.js';
import { type Writer, Writes } from '../../platform/database/writes.js';
import { ReleaseCoupons } from '../coupons/index.js';
import { EventsRepository } from '../events/index.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionsRepository } from './subscriptions.repository.js';

/** What each transition is called towards the outside. */
const TOLD_AS: Record<SubscriptionEvent, EventType | null> = {
  first_payment_succeeded: 'subscription.activated',
  trial_started: 'subscription.trial_started',
  trial_ended: 'subscription.trial_ended',
  payment_failed: 'subscription.past_due',
  payment_recovered: 'subscription.recovered',
  payment_resumed: 'subscription.recovered',
  first_payment_expired: 'subscription.ended',
  dunning_exhausted_cancel: 'subscription.canceled',
  dunning_exhausted_unpaid: 'subscription.unpaid',
  dunning_exhausted_pause: 'subscription.paused',
  pause: 'subscription.paused',
  resume: 'subscription.resumed',
  reactivate: 'subscription.reactivated',
  cancel: 'subscription.canceled',
  end: 'subscription.ended',
};

type Patch = Partial<Omit<Subscription, 'status' | 'merchantId' | 'id' | 'publicId'>>;

/** What a transition makes of its row. */
function changesBy(
  subscription: Subscription,
  event: SubscriptionEvent,
  at: Date,
  patch: Patch,
): Patch & Pick<Subscription, 'status'> {
  const status = next(subscriptionMachine, subscription.status, event);
  return { ...patch, ...FINISHED[status]?.(at, subscription), status };
}

/** A copy as it would be after a transition, for who wants to see what comes of it. @throws IllegalTransition */
export function afterTransition(
  subscription: Subscription,
  event: SubscriptionEvent,
  at: Date,
  patch: Patch = {},
): Subscription {
  return { ...subscription, ...changesBy(subscription, event, at, patch) };
}

/** The only place where a subscription's status changes. The row must be locked by the caller. */
@Injectable()
export class SubscriptionLifecycle {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly events: EventsRepository,
    private readonly coupons: ReleaseCoupons,
    private readonly settings: Settings,
  ) {}

  /** Moves along the table and tells it; `patch` goes with it. @throws IllegalTransition */
  async apply(
    writer: Writer,
    subscription: Subscription,
    event: SubscriptionEvent,
    at: Date,
    patch: Patch = {},
    data: Record<string, unknown> = {},
  ): Promise<void> {
    const neverBegan = subscription.status === 'incomplete';
    const { status, ...changes } = changesBy(subscription, event, at, patch);
    await this.patch(writer, subscription, at, changes, status);
    const type = TOLD_AS[event];
    if (type) await this.tell(writer, subscription, type, at, data);
    if (neverBegan && subscription.endedAt !== null) await this.releaseCoupons(writer, subscription, at);
  }

  private async releaseCoupons(writer: Writer, subscription: Subscription, at: Date): Promise<void> {
    if (writer instanceof Writes) throw new RangeError('A coupon is locked as it is released, not later');
    await this.coupons.execute(writer, subscription, at);
    if (subscription.discountCount > 0) await this.patch(writer, subscription, at, { discountCount: 0 });
  }

  /** Changes fields that are not the status. */
  async patch(
    writer: Writer,
    subscription: Subscription,
    at: Date,
    patch: Patch,
    status = subscription.status,
  ): Promise<void> {
    const changes = { ...patch, status, updatedAt: at };
    await this.subscriptions.update(writer, subscription.merchantId, subscription.id, changes);
    Object.assign(subscription, changes);
  }

  /** Nothing more is done with it until a person has looked and released it. */
  async setAside(
    writer: Writer,
    subscription: Subscription,
    at: Date,
    reason: string,
    more: Pick<Patch, 'billingFailures'> = {},
  ): Promise<void> {
    const remindAt = firstReminder(at, this.settings.CASE_REMINDER_HOURS);
    const asideSince = { quarantinedAt: at, quarantineReason: reason, remindAt };
    await this.patch(writer, subscription, at, { ...more, ...asideSince });
    await this.tell(writer, subscription, 'subscription.quarantined', at, { reason });
  }

  async remindAgain(writer: Writer, { merchantId, id }: Subscription, at: Date): Promise<void> {
    await this.subscriptions.update(writer, merchantId, id, { remindAt: at });
  }

  async tell(
    writer: Writer,
    subscription: Subscription,
    type: EventType,
    at: Date,
    data: Record<string, unknown>,
  ): Promise<void> {
    await this.events.append(writer, subscription.merchantId, {
      type,
      customerId: subscription.customerId,
      subscriptionId: subscription.id,
      occurredAt: at,
      data: { subscription_id: subscription.publicId, time_zone: subscription.timeZone, ...data },
    });
  }
}

/** Nothing is billed after the end; the database says the same with a CHECK. */
const over = (
  at: Date,
  { currentPeriodStart, hasUsage, pendingLineCount, nextChangeAt }: Subscription,
): Patch => ({
  nextBillAt: null,
  endedAt: at,
  cancelRequestedAt: null,
  pausedAt: null,
  pauseAccess: null,
  // What was planned is taken back by the clock, now and not when its time comes.
  ...(nextChangeAt !== null && { nextChangeAt: at }),
  // What is paid afterwards is looked for once; who never had a period owes but what a person added meanwhile.
  finalBillAt: currentPeriodStart !== null || hasUsage || pendingLineCount > 0 ? at : null,
});

const FINISHED: Partial<Record<Subscription['status'], (at: Date, subscription: Subscription) => Patch>> = {
  canceled: (at, subscription) => ({ ...over(at, subscription), canceledAt: at }),
  ended: over,
  unpaid: () => ({ nextBillAt: null }),
  paused: () => ({ nextBillAt: null }),
};
