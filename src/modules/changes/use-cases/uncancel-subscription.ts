import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  ScheduleBook,
  ScheduledChangesRepository,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';

/** A cancel that was to come is taken back, whether at the end of the period or on a date. */
@Injectable()
export class UncancelSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly changes: ScheduledChangesRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const patch = await this.decide(tx, subscription);
      const now = await this.clock.now(tx, merchantId);
      await this.schedule.undoKind(tx, subscription, 'cancel', now, 'it was taken back');
      await this.lifecycle.patch(tx, subscription, now, patch);
      await this.lifecycle.tell(tx, subscription, 'subscription.uncanceled', now, {});
      return subscription;
    });
  }

  /** What of its row that changes; nothing is written. @throws AppError when there is nothing to take back */
  async decide(tx: Tx, subscription: Subscription) {
    const { merchantId, id, publicId, status } = subscription;
    if (subscription.endedAt !== null) {
      const detail = `Subscription ${publicId} is ${status}: its cancel has taken effect; reactivate it instead`;
      throw new AppError('conflict', detail);
    }
    if (subscription.cancelRequestedAt !== null) {
      const detail = `The cancel of subscription ${publicId} waits only for the answer to a payment and cannot be taken back`;
      throw new AppError('conflict', detail);
    }
    const pending = await this.changes.pendingOf(tx, merchantId, id);
    if (!subscription.cancelAtPeriodEnd && !pending.some(({ kind }) => kind === 'cancel'))
      throw new AppError('conflict', `No cancel of subscription ${publicId} is planned`);
    return { cancelAtPeriodEnd: false, cancelReason: null };
  }
}
