import { Injectable } from '@nestjs/common';
import { isOfOneAmount } from '../../../domain/agreement/agreement-terms.js';
import type { ForecastEntry } from '../../../domain/subscription/forecast.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { RedeemCoupon, type StandingDiscount } from '../../coupons/index.js';
import { Foretell, type ForetellingFacts, type ForetoldView, itemsOf, MONTHS_TO_NEXT, PlannedChanges } from '../../insights/index.js'; // prettier-ignore
import { BillablesReader } from '../../invoices/index.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  afterTransition,
  boundaryOf,
  type CreateSubscriptionRequest,
  type DecidedSubscription,
  imagineSubscription,
  NewSubscriptions,
  type Subscription,
  trialFrom,
} from '../../subscriptions/index.js';
import { fieldPath } from '../../../platform/http/field-path.js';
import { type ComingPhase, comingPhases, monthsUntilLast } from '../coming-phases.js';

/** Rows are counted from 1, so that nothing is ever found of this one. */
const NO_ROW = 0n;

export interface NewSubscriptionPreview {
  subscription: Subscription;
  /** What its customer does first: pays on a page, gives a card there, or nothing. */
  firstStep: 'pay_page' | 'card_page' | 'none';
  decided: DecidedSubscription;
  entries: ForecastEntry[];
  phases: ComingPhase[];
  end: ForetoldView['forecast']['end'];
  balanceMinor: bigint;
  isWhole: boolean;
}

/**
 * What a new subscription would ask for: decided by the code that creates one, and foretold of the row that it would
 * write, as if its customer paid at this moment.
 */
@Injectable()
export class PreviewNewSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly orders: NewSubscriptions,
    private readonly coupons: RedeemCoupon,
    private readonly billables: BillablesReader,
    private readonly planned: PlannedChanges,
    private readonly foretell: Foretell,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, request: CreateSubscriptionRequest): Promise<NewSubscriptionPreview> {
    return this.uow.read(async (tx) => {
      const now = await this.clock.now(tx, merchantId);
      const decided = await this.orders.decide(tx, merchantId, request, now);
      const discounts = await this.discounts(tx, decided, request.coupons ?? [], now);
      const row = Object.assign(imagineSubscription({ ...decided.row, idempotencyKey: null }), {
        id: NO_ROW,
        discountCount: discounts.length,
      });
      const subscription = begun(row, now);
      const facts = await this.facts(tx, subscription, decided, discounts, now);
      const months = MONTHS_TO_NEXT + monthsUntilLast(subscription, decided.phases, now);
      const view = await this.foretell.view(tx, subscription, facts, months);
      const { entries, end } = view.forecast;
      const phases = comingPhases(subscription, decided.phases, entries);
      const firstStep = firstStepOf(decided, request, entries[0]);
      const balance = { balanceMinor: view.balanceMinor, isWhole: isOfOneAmount(decided.agreement) };
      return { subscription, firstStep, decided, entries, phases, end, ...balance };
    });
  }

  private discounts(
    tx: Tx,
    { row: { merchantId, customerId }, basket: { currency, planIds: plans } }: DecidedSubscription,
    codes: string[],
    now: Date,
  ): Promise<StandingDiscount[]> {
    const redeemer = { merchantId, subscriptionId: NO_ROW, customerId, currency, plans, field: 'coupons' };
    const asked = codes.map((code, i) => ({ code, field: fieldPath('coupons', i) }));
    return this.coupons.imagine(tx, redeemer, asked, now);
  }

  /** With the card that it will have by then. */
  private async facts(
    tx: Tx,
    subscription: Subscription,
    { basket, phases }: DecidedSubscription,
    discounts: StandingDiscount[],
    now: Date,
  ): Promise<ForetellingFacts> {
    const { merchantId, id } = subscription;
    const items = itemsOf(basket, subscription, new Map());
    const found = await this.billables.readWith(tx, merchantId, [subscription], items, () => discounts);
    const changes = phases.map(({ what, when: { periodIndex } }) => ({
      what,
      periodIndex,
      at: boundaryOf(subscription, periodIndex),
      consent: null,
    }));
    // The first period is billed before any phase, and with it what is paid once.
    const charged = new Map(basket.items.map(({ priceId }) => [priceId, now]));
    const planned = await this.planned.of(tx, subscription, changes, charged, () => discounts);
    return { billables: found.get(id)!, planned, hasUsableCard: true };
  }
}

/** As its customer's first step, taken now, leaves it: a trial runs, or its first period is due. */
function begun(row: Subscription, now: Date): Subscription {
  return row.trialDays > 0
    ? afterTransition(row, 'trial_started', now, trialFrom(row, now))
    : afterTransition(row, 'first_payment_succeeded', now, { nextBillAt: now });
}

function firstStepOf(
  { basket, row }: DecidedSubscription,
  request: CreateSubscriptionRequest,
  first: ForecastEntry | undefined,
): NewSubscriptionPreview['firstStep'] {
  if (request.trial_without_card !== undefined || basket.isFree) return 'none';
  return row.trialDays > 0 || first?.invoice.total.minor === 0n ? 'card_page' : 'pay_page';
}
