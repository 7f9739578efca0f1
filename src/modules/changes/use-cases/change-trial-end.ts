import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AgreementsRepository } from '../../cards/index.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  ScheduleBook,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
  trialUntil,
} from '../../subscriptions/index.js';
import { decideTrialEnd } from '../decide-trial-end.js';
import type { ChangeTrialEndRequest } from '../dto/change-trial-end.request.js';

/** A running trial ends sooner or later. What was planned for its periods moves with them. */
@Injectable()
export class ChangeTrialEnd {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly agreements: AgreementsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, request: ChangeTrialEndRequest): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const trialEnd = await this.decide(tx, subscription, request, now);
      const before = subscription.trialEnd!.toISOString();
      await this.lifecycle.patch(tx, subscription, now, trialUntil(subscription, trialEnd));
      // A shorter one may leave no other look at the consent before the first charge.
      await this.agreements.reviewOfAmount(tx, subscription, { now });
      await this.schedule.moveWithPeriods(tx, subscription, now);
      const told = { trial_end: trialEnd.toISOString(), previous_trial_end: before };
      await this.lifecycle.tell(tx, subscription, 'subscription.trial_end_changed', now, told);
      return subscription;
    });
  }

  /** When it would end; nothing is written. @throws AppError */
  async decide(
    tx: Tx,
    subscription: Subscription,
    { trial_end: asked }: ChangeTrialEndRequest,
    now: Date,
  ): Promise<Date> {
    const waitsForConsent = await this.schedule.waitsForConsent(tx, subscription);
    const at = asked === undefined ? null : new Date(asked);
    return decideTrialEnd({ subscription, waitsForConsent, asked: at, now });
  }
}
