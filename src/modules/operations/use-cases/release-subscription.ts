import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { ApiKeysRepository, MerchantClock } from '../../merchants/index.js';
import { SubscriptionLifecycle, SubscriptionsRepository } from '../../subscriptions/index.js';
import type { Released } from '../dto/released.response.js';

/** What made the billing fail is mended: it goes on where it stopped, with all its tries. */
@Injectable()
export class ReleaseSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly keys: ApiKeysRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute({ merchantId, keyId }: Principal, publicId: string): Promise<Released> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      if (subscription.quarantinedAt === null) {
        throw new AppError(
          'conflict',
          `Subscription ${publicId} is not set aside, so there is nothing to release`,
        );
      }
      const [now, reason] = [await this.clock.now(tx, merchantId), subscription.quarantineReason];
      const released = { quarantinedAt: null, quarantineReason: null, remindAt: null };
      const fresh = { ...released, catchUpUntil: now, billingFailures: 0 };
      await this.lifecycle.patch(tx, subscription, now, fresh);
      const key = (await this.keys.findById(tx, merchantId, keyId))!;
      await this.lifecycle.tell(tx, subscription, 'subscription.released', now, {
        reason,
        api_key: key.publicId,
      });
      return { id: publicId, goesOnAt: subscription.nextBillAt };
    });
  }
}
