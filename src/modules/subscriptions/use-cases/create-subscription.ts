import { Injectable } from '@nestjs/common';
import { addDays, anchorAt, localDateOf } from '../../../domain/calendar/anchor.js';
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
import { type Plan, ScheduleBook } from '../schedule-book.js';
import { startOf } from '../start-of.js';
import type { Subscription } from '../subscription.entity.js';
import { anchorColumns } from '../subscription-calendar.js';
import { SubscriptionLifecycle } from '../subscription-lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions.repository.js';
import { BasketReader } from '../basket-reader.js';
import { consentOf } from '../consent-of.js';
import { TaxOf } from '../tax-of.js';
import { refuseBrokenRoute, requireRoute } from '../require-route.js';
import { usageThresholdOf } from '../usage-threshold-of.js';

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
    private readonly schedule: ScheduleBook,
    private readonly customers: CustomersRepository,
    private readonly merchants: MerchantsRepository,
    private readonly agreements: AgreementsRepository,
    private readonly coupons: RedeemCoupon,
    private readonly baskets: BasketReader,
    private readonly taxOf: TaxOf,
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
    requireRoute(merchant, basket, 'items');
    refuseBrokenRoute(merchant, basket, 'items');
    const now = await this.clock.now(tx, merchantId);
    const subscription = await this.insert(tx, merchant, customer, basket, request, idempotencyKey, now);
    await this.subscriptions.insertItems(tx, merchantId, subscription.id, basket.items);
    const phases = await this.phasesOf(tx, subscription, basket, request);
    await this.agreements.insert(tx, merchantId, {
      ...deriveAgreement({
        id: newId('agreement'),
        interval: basket.interval,
        startDate: localDateOf(now, subscription.timeZone),
        ...consentOf(request, basket, await this.taxOf.customer(tx, merchant, customer)),
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

  /** What needs no card first begins at once; all else waits for its customer. */
  private async begin(
    tx: Tx,
    subscription: Subscription,
    basket: Basket,
    request: CreateSubscriptionRequest,
    now: Date,
  ): Promise<void> {
    if (request.trial_without_card !== undefined) {
      const { timeZone, trialDays } = subscription;
      const trialEnd = addDays(now, trialDays, timeZone);
      const patch = { trialEnd, nextBillAt: trialEnd, ...anchorColumns(anchorAt(trialEnd, timeZone)) };
      await this.lifecycle.apply(tx, subscription, 'trial_started', now, patch, {
        trial_end: trialEnd.toISOString(),
      });
    } else if (basket.isFree) {
      await this.lifecycle.apply(tx, subscription, 'first_payment_succeeded', now, { nextBillAt: now });
    }
  }

  /** Later items, by the period with which they begin; checked now, so that none fails when its time comes. */
  private async phasesOf(
    tx: Tx,
    { merchantId, anchorIndex }: Subscription,
    basket: Basket,
    { phases = [], end_after_periods: end = Infinity }: CreateSubscriptionRequest,
  ): Promise<Plan[]> {
    const plans: Plan[] = [];
    for (const [i, { items, after_periods: after }] of phases.entries()) {
      const before = phases[i - 1]?.after_periods ?? 0;
      if (after <= before || after >= end) {
        const message = 'must be more than in the phase before, and less than end_after_periods';
        throw AppError.field('rule_violation', `phases[${i}].after_periods`, message);
      }
      const found = chooseBasket(await this.baskets.read(tx, merchantId, items, `phases[${i}].items`));
      if (found.currency !== basket.currency || found.intervalWords !== basket.intervalWords) {
        const message = `must be in ${basket.currency} and billed ${basket.intervalWords}, like the first phase`;
        throw AppError.field('rule_violation', `phases[${i}].items`, message);
      }
      if (basket.hasFeeInArrears || found.hasFeeInArrears) {
        const message =
          'cannot follow or bring a fee in arrears: a period would be billed by the items after it';
        throw AppError.field('rule_violation', `phases[${i}].items`, message);
      }
      const what = {
        kind: 'items' as const,
        items: items.map(({ price, quantity }) => ({ price, quantity: String(quantity ?? 1) })),
      };
      plans.push({ what, origin: 'phase', when: { periodIndex: anchorIndex + after } });
    }
    return plans;
  }

  private async insert(
    tx: Tx,
    merchant: Merchant,
    customer: Customer,
    basket: Basket,
    request: CreateSubscriptionRequest,
    idempotencyKey: string,
    now: Date,
  ): Promise<Subscription> {
    const timeZone = request.time_zone ?? customer.timeZone;
    const { interval } = basket;
    const other = await this.alignedTo(tx, customer, request);
    const start = startOf({ request, interval, trialDays: basket.trialDays, timeZone, other }, now);
    const periods = (count?: number) => (count === undefined ? null : (start.anchor.index ?? 0) + count);
    if ((request.minimum_periods ?? 0) > (request.end_after_periods ?? Infinity)) {
      throw AppError.field('rule_violation', 'minimum_periods', 'must not be more than end_after_periods');
    }
    return this.subscriptions.insert(tx, {
      merchantId: merchant.id,
      customerId: customer.id,
      status: subscriptionMachine.initial,
      currency: basket.currency,
      intervalUnit: basket.interval.unit,
      intervalCount: basket.interval.count,
      ...anchorColumns(start.anchor),
      nextPeriodIndex: 0,
      nextBillAt: null,
      currentPeriodStart: null,
      currentPeriodEnd: null,
      trialDays: start.trialDays,
      trialEnd: start.trialEnd,
      endIndex: periods(request.end_after_periods),
      committedIndex: periods(request.minimum_periods),
      withoutCard: request.trial_without_card ?? 'cancel',
      cancelAtPeriodEnd: false,
      cancelRequestedAt: null,
      cancelReason: null,
      canceledAt: null,
      endedAt: null,
      pastDueSince: null,
      graceUntil: null,
      cardId: null,
      returnUrl: request.return_url ?? null,
      invoiceReviewHours: request.invoice_review_hours ?? null,
      usageThresholdMinor: usageThresholdOf(request.usage_threshold, basket),
      idempotencyKey,
      metadata: request.metadata ?? {},
      createdAt: now,
      updatedAt: now,
    });
  }

  private async alignedTo(tx: Tx, customer: Customer, { anchor }: CreateSubscriptionRequest) {
    if (anchor?.align_to === undefined) return null;
    const found = await this.subscriptions.findByPublicId(tx, customer.merchantId, anchor.align_to);
    return found?.customerId === customer.id ? found : null;
  }
}
