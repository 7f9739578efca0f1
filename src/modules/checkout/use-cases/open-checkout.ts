import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  type Checkout,
  HostedCheckout,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { ConsentFactsReader } from '../consent-facts.js';
import { FirstPayment } from './first-payment.js';
import { SetUpCard } from './set-up-card.js';

/** The hosted page of an incomplete subscription: to pay once, or to save a card when a trial comes first. */
@Injectable()
export class OpenCheckout extends HostedCheckout {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly firstPayment: FirstPayment,
    private readonly setUpCard: SetUpCard,
    private readonly amounts: ConsentFactsReader,
  ) {
    super();
  }

  override async open(merchantId: bigint, subscriptionId: bigint): Promise<Checkout> {
    const subscription = await this.uow.read((tx) =>
      this.subscriptions.findById(tx, merchantId, subscriptionId),
    );
    if (!subscription) throw AppError.notFound('subscription', String(subscriptionId));
    if (subscription.status !== 'incomplete' || subscription.cancelRequestedAt !== null) {
      throw new AppError(
        'conflict',
        `Subscription ${subscription.publicId} does not wait for a first payment`,
      );
    }
    const way = (await this.costsNothingAtFirst(subscription)) ? this.setUpCard : this.firstPayment;
    return way.open(subscription);
  }

  /** A trial comes first, or a coupon takes all of the first period: there is a card to save and nothing to pay. */
  private async costsNothingAtFirst(subscription: Subscription): Promise<boolean> {
    if (subscription.trialDays > 0) return true;
    if (subscription.discountCount === 0) return false;
    return (await this.uow.read((tx) => this.amounts.nextAmount(tx, subscription))) === 0n;
  }

  async openByPublicId(merchantId: bigint, publicId: string): Promise<Checkout> {
    const subscription = await this.uow.read((tx) =>
      this.subscriptions.findByPublicId(tx, merchantId, publicId),
    );
    if (!subscription) throw AppError.notFound('subscription', publicId);
    return this.open(merchantId, subscription.id);
  }

  override async current(merchantId: bigint, subscriptionId: bigint): Promise<Checkout | null> {
    return (
      (await this.firstPayment.current(merchantId, subscriptionId)) ??
      (await this.setUpCard.current(merchantId, subscriptionId))
    );
  }
}
