import { Injectable } from '@nestjs/common';
import { anchorAt, localDateOf } from '../../../domain/calendar/anchor.js';
import { deriveAgreement } from '../../../domain/agreement/agreement-terms.js';
import { subscriptionMachine } from '../../../domain/subscription/subscription-states.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { newId } from '../../../platform/ids/type-id.js';
import { AgreementsRepository } from '../../cards/index.js';
import { RedeemCoupon } from '../../coupons/index.js';
import { type Customer, CustomersRepository } from '../../customers/index.js';
import { type Merchant, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import type { CreateSubscriptionRequest } from '../dto/create-subscription.request.js';
import { type Basket, chooseBasket } from '../choose-basket.js';
import { HostedCheckout } from '../hosted-checkout.js';
import type { Subscription } from '../subscription.entity.js';
import { anchorColumns } from '../subscription-calendar.js';
import { SubscriptionLifecycle } from '../subscription-lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions.repository.js';
import { BasketReader } from '../basket-reader.js';
import { consentOf } from '../consent-of.js';

/**
 * Writes the standing order, then opens the hosted page for it. The two are apart: if the process or
 * Ottu fails between them, the same request (same Idempotency-Key) finds its subscription and goes on.
 */
@Injectable()
export class CreateSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly customers: CustomersRepository,
    private readonly merchants: MerchantsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly coupons: RedeemCoupon,
    private readonly baskets: BasketReader,
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
        (await this.subscriptions.findByIdempotencyKey(tx, merchantId, idempotencyKey)) ??
        (await this.write(tx, merchantId, request, idempotencyKey)),
    );
    if (subscription.status === 'incomplete') await this.checkout.open(merchantId, subscription.id);
    return subscription;
  }

  private async write(
    tx: Tx,
    merchantId: bigint,
    request: CreateSubscriptionRequest,
    idempotencyKey: string,
  ): Promise<Subscription> {
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const customer = await this.customers.findByPublicId(tx, merchantId, request.customer);
    if (!customer)
      throw AppError.field('rule_violation', 'customer', `there is no customer ${request.customer}`);
    const basket = chooseBasket(await this.baskets.read(tx, merchantId, request.items), request.trial_days);
    requireRoute(merchant, basket);
    const now = await this.clock.now(tx, merchantId);
    const subscription = await this.insert(tx, merchant, customer, basket, request, idempotencyKey, now);
    await this.subscriptions.insertItems(tx, merchantId, subscription.id, basket.items);
    await this.agreements.insert(tx, merchantId, {
      ...deriveAgreement({
        id: newId('agreement'),
        interval: basket.interval,
        startDate: localDateOf(now, subscription.timeZone),
        ...consentOf(request, basket),
      }),
      subscriptionId: subscription.id,
      customerId: customer.id,
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
    if (basket.isFree)
      await this.lifecycle.apply(tx, subscription, 'first_payment_succeeded', now, { nextBillAt: now });
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
      const field = `coupons.${i}`;
      await this.coupons.execute(
        tx,
        { merchantId, subscriptionId, customerId, currency, plans, field },
        code,
        now,
      );
    }
    if (codes.length > 0) await this.lifecycle.patch(tx, subscription, now, { discountCount: codes.length });
  }

  private insert(
    tx: Tx,
    merchant: Merchant,
    customer: Customer,
    basket: Basket,
    request: CreateSubscriptionRequest,
    idempotencyKey: string,
    now: Date,
  ): Promise<Subscription> {
    return this.subscriptions.insert(tx, {
      merchantId: merchant.id,
      customerId: customer.id,
      status: subscriptionMachine.initial,
      currency: basket.currency,
      intervalUnit: basket.interval.unit,
      intervalCount: basket.interval.count,
      ...anchorColumns(anchorAt(now, request.time_zone ?? customer.timeZone)),
      nextPeriodIndex: 0,
      nextBillAt: null,
      currentPeriodStart: null,
      currentPeriodEnd: null,
      trialDays: basket.trialDays,
      trialEnd: null,
      cancelAtPeriodEnd: false,
      cancelRequestedAt: null,
      cancelReason: null,
      canceledAt: null,
      endedAt: null,
      pastDueSince: null,
      graceUntil: null,
      cardId: null,
      returnUrl: request.return_url ?? null,
      idempotencyKey,
      metadata: request.metadata ?? {},
      createdAt: now,
      updatedAt: now,
    });
  }
}

function requireRoute(merchant: Merchant, basket: Basket): void {
  if (basket.isFree || merchant.routing[basket.currency] !== undefined) return;
  const routed = Object.keys(merchant.routing).join(', ') || 'none';
  throw AppError.field(
    'rule_violation',
    'items',
    `no gateway is set for ${basket.currency}; this merchant can charge: ${routed}`,
  );
}
