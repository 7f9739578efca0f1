import { Injectable } from '@nestjs/common';
import { can } from '../../../domain/state-machine.js';
import { subscriptionMachine } from '../../../domain/subscription/subscription-states.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import type { CancelSubscriptionRequest } from '../dto/cancel-subscription.request.js';
import { CollectionInFlight } from '../collection-in-flight.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionLifecycle } from '../subscription-lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions.repository.js';

@Injectable()
export class CancelSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly collection: CollectionInFlight,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, request: CancelSubscriptionRequest): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      if (!can(subscriptionMachine, subscription.status, 'cancel')) {
        throw new AppError(
          'conflict',
          `Subscription ${publicId} is ${subscription.status} and cannot be canceled`,
        );
      }
      const now = await this.clock.now(tx, merchantId);
      const reason = request.reason ?? 'asked for over the API';
      if (request.when === 'period_end') await this.atPeriodEnd(tx, subscription, now, reason);
      else await this.atOnce(tx, subscription, now, reason);
      return subscription;
    });
  }

  private async atPeriodEnd(tx: Tx, subscription: Subscription, now: Date, reason: string): Promise<void> {
    if (subscription.nextBillAt === null) {
      throw AppError.field(
        'conflict',
        'when',
        `a subscription that is ${subscription.status} can only be canceled now`,
      );
    }
    if (subscription.cancelAtPeriodEnd) return;
    await this.lifecycle.patch(tx, subscription, now, { cancelAtPeriodEnd: true, cancelReason: reason });
    await this.lifecycle.tell(tx, subscription, 'subscription.cancel_scheduled', now, {
      at: subscription.nextBillAt.toISOString(),
      reason,
    });
  }

  /** A charge in flight is waited for: its money may have moved, and the answer decides what is owed. */
  private async atOnce(tx: Tx, subscription: Subscription, now: Date, reason: string): Promise<void> {
    const { merchantId, id } = subscription;
    const stopped = await this.collection.stop(tx, merchantId, id, now, 'the subscription was canceled');
    if (stopped) {
      await this.lifecycle.apply(tx, subscription, 'cancel', now, { cancelReason: reason }, { reason });
    } else if (subscription.cancelRequestedAt === null) {
      await this.lifecycle.patch(tx, subscription, now, {
        cancelRequestedAt: now,
        cancelReason: reason,
        nextBillAt: null,
      });
      await this.lifecycle.tell(tx, subscription, 'subscription.cancel_scheduled', now, {
        at: now.toISOString(),
        reason: `${reason}; waits for the answer to a payment under way`,
      });
    }
  }
}
