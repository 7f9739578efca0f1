import { Injectable } from '@nestjs/common';
import { type AgreementTerms, deriveAgreement } from '../../domain/agreement/agreement-terms.js';
import { localDateOf } from '../../domain/calendar/anchor.js';
import { subscriptionMachine } from '../../domain/subscription/subscription-states.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import { newId } from '../../platform/ids/type-id.js';
import { type Customer, CustomersRepository } from '../customers/index.js';
import { type Merchant, MerchantsRepository } from '../merchants/index.js';
import { BasketReader } from './basket-reader.js';
import { type Basket, chooseBasket } from './choose-basket.js';
import { consentOf } from './consent-of.js';
import type { CreateSubscriptionRequest } from './dto/create-subscription.request.js';
import { refuseBrokenRoute, requireRoute } from './require-route.js';
import type { Plan } from './schedule-book.js';
import { startOf } from './start-of.js';
import { anchorColumns } from './subscription-calendar.js';
import { type NewSubscription, SubscriptionsRepository } from './subscriptions.repository.js';
import { TaxOf } from './tax-of.js';
import { usageThresholdOf } from './usage-threshold-of.js';

/** A subscription as it would be written. */
export interface DecidedSubscription {
  customer: Customer;
  basket: Basket;
  row: Omit<NewSubscription, 'idempotencyKey'>;
  /** What the customer is to agree to. */
  agreement: AgreementTerms;
  /** Later items, each by the period with which it begins. */
  phases: PhasePlan[];
}

export type PhasePlan = Plan & { when: { periodIndex: number } };

/** What a request for a new subscription comes to; read and judged the same for a preview and for the creating. */
@Injectable()
export class NewSubscriptions {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly customers: CustomersRepository,
    private readonly merchants: MerchantsRepository,
    private readonly baskets: BasketReader,
    private readonly taxOf: TaxOf,
  ) {}

  /** Nothing is written. @throws AppError naming the field that is at fault */
  async decide(
    tx: Tx,
    merchantId: bigint,
    request: CreateSubscriptionRequest,
    now: Date,
  ): Promise<DecidedSubscription> {
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const customer = await this.customers.findByPublicId(tx, merchantId, request.customer);
    if (!customer)
      throw AppError.field('rule_violation', 'customer', `there is no customer ${request.customer}`);
    const basket = chooseBasket(await this.baskets.read(tx, merchantId, request.items), request.trial_days);
    requireRoute(merchant, basket, 'items');
    refuseBrokenRoute(merchant, basket, 'items');
    const row = await this.rowOf(tx, merchant, customer, basket, request, now);
    const { plans: phases, baskets } = await this.phasesOf(tx, row, basket, request);
    const tax = await this.taxOf.customer(tx, merchant, customer);
    const agreement = deriveAgreement({
      id: newId('agreement'),
      interval: basket.interval,
      startDate: localDateOf(now, row.timeZone),
      ...consentOf(request, basket, { phases: baskets, untilAnchor: row.stubPolicy }, tax),
    });
    return { customer, basket, row, agreement, phases };
  }

  /** Later items, by the period with which they begin; checked now, so that none fails when its time comes. */
  private async phasesOf(
    tx: Tx,
    { merchantId, anchorIndex }: DecidedSubscription['row'],
    basket: Basket,
    { phases = [], end_after_periods: end = Infinity }: CreateSubscriptionRequest,
  ): Promise<{ plans: PhasePlan[]; baskets: Basket[] }> {
    const plans: PhasePlan[] = [];
    const baskets: Basket[] = [];
    for (const [i, { items, after_periods: after }] of phases.entries()) {
      const before = phases[i - 1]?.after_periods ?? 0;
      if (after <= before || after >= end) {
        const message = 'must be more than in the phase before, and less than end_after_periods';
        throw AppError.field('rule_violation', fieldPath('phases', i, 'after_periods'), message);
      }
      const found = chooseBasket(
        await this.baskets.read(tx, merchantId, items, fieldPath('phases', i, 'items')),
      );
      if (found.currency !== basket.currency || found.intervalWords !== basket.intervalWords) {
        const message = `must be in ${basket.currency} and billed ${basket.intervalWords}, like the first phase`;
        throw AppError.field('rule_violation', fieldPath('phases', i, 'items'), message);
      }
      const what = {
        kind: 'items' as const,
        items: items.map(({ price, quantity }) => ({ price, quantity: String(quantity ?? 1) })),
      };
      plans.push({ what, origin: 'phase', when: { periodIndex: anchorIndex + after } });
      baskets.push(found);
    }
    return { plans, baskets };
  }

  private async rowOf(
    tx: Tx,
    merchant: Merchant,
    customer: Customer,
    basket: Basket,
    request: CreateSubscriptionRequest,
    now: Date,
  ): Promise<DecidedSubscription['row']> {
    const timeZone = request.time_zone ?? customer.timeZone;
    const { interval } = basket;
    const other = await this.alignedTo(tx, customer, request);
    const start = startOf(
      { request, interval, trialDays: basket.trialDays, planStub: basket.stub, timeZone, other },
      now,
    );
    const periods = (count: number) => (count === 0 ? null : (start.anchor.index ?? 0) + count);
    const minimum = minimumOf(request, basket);
    return {
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
      endIndex: periods(request.end_after_periods ?? 0),
      committedIndex: periods(minimum),
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
      metadata: request.metadata ?? {},
      createdAt: now,
      updatedAt: now,
    };
  }

  private async alignedTo(tx: Tx, customer: Customer, { anchor }: CreateSubscriptionRequest) {
    if (anchor?.align_to === undefined) return null;
    const found = await this.subscriptions.findByPublicId(tx, customer.merchantId, anchor.align_to);
    return found?.customerId === customer.id ? found : null;
  }
}

/** For how many periods the customer is bound: as the request says, else by the longest minimum among the plans. */
export function minimumOf(
  { minimum_periods: asked, end_after_periods: end = Infinity }: CreateSubscriptionRequest,
  { minimumPeriods }: Pick<Basket, 'minimumPeriods'>,
): number {
  const minimum = asked ?? minimumPeriods;
  if (minimum <= end) return minimum;
  if (asked !== undefined)
    throw AppError.field('rule_violation', 'minimum_periods', 'must not be more than end_after_periods');
  const message = `must not be less than ${minimum}, the minimum term of what is sold; name minimum_periods for another`;
  throw AppError.field('rule_violation', 'end_after_periods', message);
}
