import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  ScheduleBook,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
  trialUntil,
} from '../../subscriptions/index.js';
import type { ChangeTrialEndRequest } from '../dto/change-trial-end.request.js';

/** The most that a plan may give, too. */
const MOST_DAYS = 730;

/** A running trial ends sooner or later. What was planned for its periods moves with them. */
@Injectable()
export class ChangeTrialEnd {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    merchantId: bigint,
    publicId: string,
    { trial_end: asked }: ChangeTrialEndRequest,
  ): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const trialEnd = decideEnd(subscription, asked, now);
      const before = subscription.trialEnd!.toISOString();
      await this.lifecycle.patch(tx, subscription, now, trialUntil(subscription, trialEnd));
      await this.schedule.moveWithPeriods(tx, subscription, now);
      const told = { trial_end: trialEnd.toISOString(), previous_trial_end: before };
      await this.lifecycle.tell(tx, subscription, 'subscription.trial_end_changed', now, told);
      return subscription;
    });
  }
}

/** @throws AppError where no trial is running, or the end is not ahead or too far */
function decideEnd({ publicId, status }: Subscription, asked: string | undefined, now: Date): Date {
  if (status !== 'trialing')
    throw new AppError('conflict', `Subscription ${publicId} is ${status}: no trial is running`);
  if (asked === undefined) return now;
  const end = new Date(asked);
  const most = new Date(now.getTime() + MOST_DAYS * 86_400_000);
  if (end > now && end <= most) return end;
  const message = `must be in the future and at most ${MOST_DAYS} days ahead; leave it out for now`;
  throw AppError.field('rule_violation', 'trial_end', message);
}
