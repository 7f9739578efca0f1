import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { InvoicesRepository } from '../../invoices/index.js';
import {
  type Checkout,
  HostedCheckout,
  type Subscription,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { refuseUnlessAwaited } from '../checkout-answers.js';
import { ConsentFactsReader } from '../consent-facts.js';
import { FirstPayment } from './first-payment.js';
import { SetUpCard } from './set-up-card.js';

/**
 * The hosted page of an incomplete subscription: to pay once, or to save a card when a trial comes first or
 * nothing is paid in advance.
 */
@Injectable()
export class OpenCheckout extends HostedCheckout {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly firstPayment: FirstPayment,
    private readonly setUpCard: SetUpCard,
    private readonly invoices: InvoicesRepository,
    private readonly facts: ConsentFactsReader,
  ) {
    super();
  }

  override async open(merchantId: bigint, subscriptionId: bigint): Promise<Checkout> {
    const subscription = await this.uow.read((tx) =>
      this.subscriptions.findById(tx, merchantId, subscriptionId),
    );
    if (!subscription) throw AppError.notFound('subscription', String(subscriptionId));
    refuseUnlessAwaited(subscription);
    const way = (await this.needsOnlyCard(subscription)) ? this.setUpCard : this.firstPayment;
    return way.open(subscription);
  }

  /** Nothing can be paid on a page when the first period costs nothing in advance: the card is saved instead. */
  private async needsOnlyCard(subscription: Subscription): Promise<boolean> {
    const { merchantId, id, trialDays } = subscription;
    if (trialDays > 0) return true;
    return this.uow.read(async (tx) => {
      const isBilled = (await this.invoices.findByPeriod(tx, merchantId, id, 0)) !== null;
      return !isBilled && (await this.facts.nextAmount(tx, subscription)) === 0n;
    });
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
