import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { AgreementsRepository } from '../../cards/index.js';
import { RedeemCoupon } from '../../coupons/index.js';
import { CustomersRepository } from '../../customers/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { Basket } from '../choose-basket.js';
import type { CreateSubscriptionRequest } from '../dto/create-subscription.request.js';
import { HostedCheckout } from '../hosted-checkout.js';
import { NewSubscriptions } from '../new-subscriptions.js';
import { ScheduleBook } from '../schedule-book.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionLifecycle } from '../subscription-lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions.repository.js';
import { trialFrom } from '../trial-from.js';
import { fieldPath } from '../../../platform/http/field-path.js';

/**
 * Writes the standing order, then opens the hosted page for it. The two are apart: if the process or
 * Ottu fails between them, the same request (same Idempotency-Key) finds its subscription and goes on.
 */
@Injectable()
export class CreateSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly customers: CustomersRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly agreements: AgreementsRepository,
    private readonly coupons: RedeemCoupon,
    private readonly orders: NewSubscriptions,
    private readonly clock: MerchantClock,
    private readonly checkout: HostedCheckout,
  ) {}

  async execute(
    merchantId: bigint,
    request: CreateSubscriptionRequest,
    idempotencyKey: string,
  ): Promise<Subscription> {
    const subscription = await this.uow.run(
      async (tx) =>
        (await this.madeBefore(tx, merchantId, request, idempotencyKey)) ??
        (await this.write(tx, merchantId, request, idempotencyKey)),
    );
    if (subscription.status === 'incomplete') await this.checkout.open(merchantId, subscription.id);
    return subscription;
  }

  /** What it sells may have been changed since; who pays for it has not. */
  private async madeBefore(
    tx: Tx,
    merchantId: bigint,
    request: CreateSubscriptionRequest,
    idempotencyKey: string,
  ): Promise<Subscription | null> {
    const before = await this.subscriptions.findByIdempotencyKey(tx, merchantId, idempotencyKey);
    if (!before) return null;
    const customer = await this.customers.findByPublicId(tx, merchantId, request.customer);
    refuseOtherUse(before, before.customerId === customer?.id);
    return before;
  }

  private async write(
    tx: Tx,
    merchantId: bigint,
    request: CreateSubscriptionRequest,
    idempotencyKey: string,
  ): Promise<Subscription> {
    const now = await this.clock.now(tx, merchantId);
    const { customer, basket, row, agreement, phases } = await this.orders.decide(tx, merchantId, request, now); // prettier-ignore
    const subscription = await this.subscriptions.insert(tx, { ...row, idempotencyKey });
    await this.subscriptions.insertItems(tx, merchantId, subscription.id, basket.items);
    const { id: subscriptionId, customerId } = subscription;
    await this.agreements.insert(tx, merchantId, {
      ...agreement,
      subscriptionId,
      customerId,
      createdAt: now,
    });
    await this.lifecycle.tell(tx, subscription, 'subscription.created', now, {
      customer_id: customer.publicId,
      plan: basket.planNames.join(', '),
      amount: basket.amount,
      interval: basket.intervalWords,
      trial_days: basket.trialDays,
    });
    await this.redeem(tx, subscription, basket, request.coupons ?? [], now);
    await this.begin(tx, subscription, basket, request, now);
    for (const plan of phases) await this.schedule.plan(tx, subscription, plan, now);
    return subscription;
  }

  /** In the order given, which is the one in which they apply. */
  private async redeem(
    tx: Tx,
    subscription: Subscription,
    { currency, planIds: plans }: Basket,
    codes: string[],
    now: Date,
  ): Promise<void> {
    const { merchantId, id: subscriptionId, customerId } = subscription;
    for (const [i, code] of codes.entries()) {
      const field = fieldPath('coupons', i);
      await this.coupons.execute(
        tx,
        { merchantId, subscriptionId, customerId, currency, plans, field },
        code,
        now,
      );
    }
    if (codes.length > 0) await this.lifecycle.patch(tx, subscription, now, { discountCount: codes.length });
  }

  /** What needs no card first begins at once; all else waits for its customer. */
  private async begin(
    tx: Tx,
    subscription: Subscription,
    basket: Basket,
    request: CreateSubscriptionRequest,
    now: Date,
  ): Promise<void> {
    if (request.trial_without_card !== undefined) {
      const trial = trialFrom(subscription, now);
      const told = { trial_end: trial.trialEnd.toISOString() };
      await this.lifecycle.apply(tx, subscription, 'trial_started', now, trial, told);
    } else if (basket.isFree) {
      await this.lifecycle.apply(tx, subscription, 'first_payment_succeeded', now, { nextBillAt: now });
    }
  }
}
