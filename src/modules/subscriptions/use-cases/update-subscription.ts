import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { MerchantClock } from '../../merchants/index.js';
import type { UpdateSubscriptionRequest } from '../dto/update-subscription.request.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionLifecycle } from '../subscription-lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions.repository.js';

type Corrected = Pick<Subscription, 'invoiceReviewHours' | 'returnUrl' | 'metadata'>;

/** What is kept of a subscription and moves no money is corrected, also of one that is over. */
@Injectable()
export class UpdateSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string, request: UpdateSubscriptionRequest): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const fields = Object.entries(request).flatMap(([name, value]) => (value === undefined ? [] : [name]));
      if (fields.length === 0) return subscription;
      const now = await this.clock.now(tx, merchantId);
      await this.lifecycle.patch(tx, subscription, now, corrected(subscription, request));
      await this.lifecycle.tell(tx, subscription, 'subscription.updated', now, { fields: fields.join(', ') });
      return subscription;
    });
  }
}

/** Absent keeps, null takes away. */
function corrected(subscription: Subscription, request: UpdateSubscriptionRequest): Corrected {
  const { invoice_review_hours: hours, return_url: url, metadata } = request;
  return {
    invoiceReviewHours: hours === undefined ? subscription.invoiceReviewHours : hours,
    returnUrl: url === undefined ? subscription.returnUrl : url,
    metadata: metadata ?? subscription.metadata,
  };
}
