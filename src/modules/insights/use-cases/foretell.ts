import { Injectable } from '@nestjs/common';
import { isOfOneAmount } from '../../../domain/agreement/agreement-terms.js';
import { addMonths } from '../../../domain/calendar/add-months.js';
import type { NotChargedFacts } from '../../../domain/explain/not-charged-facts.js';
import type { InvoiceTerms } from '../../../domain/invoice/terms.js';
import { decideThreshold } from '../../../domain/subscription/usage-threshold.js';
import { type Forecast, forecast } from '../../../domain/subscription/forecast.js';
import type { ForecastInput } from '../../../domain/subscription/forecast-input.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { BalancesRepository } from '../../balances/index.js';
import { AgreementsRepository, CardsRepository } from '../../cards/index.js';
import { ThresholdFactsReader } from '../../charges/index.js';
import {
  type Billables,
  BillablesReader,
  billingInputOf,
  type ReviseCoupons,
  type ReviseLines,
  withLines,
} from '../../invoices/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { owedPart, type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { type Planned, PlannedChanges, type Revise } from '../planned-changes.js';

/** Longer than the longest interval, and any trial before it. */
export const MONTHS_TO_NEXT = 37;

export interface ForetoldView {
  subscription: Subscription;
  now: Date;
  horizon: Date;
  forecast: Forecast;
  /** What the customer's balance holds now, in minor units. */
  balanceMinor: bigint;
  /** It pays all of an invoice or nothing of it. */
  isWhole: boolean;
  /** Usage that has come to its threshold and is not billed for it yet. */
  heldBack: NotChargedFacts['heldBack'];
}

export interface ForetellingFacts {
  billables: Pick<Billables, 'items' | 'terms' | 'catchUp' | 'standing' | 'reviewHours'>;
  planned: Planned;
  hasUsableCard: boolean;
}

/** What will be billed, by the very decision that bills. */
@Injectable()
export class Foretell {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly billables: BillablesReader,
    private readonly cards: CardsRepository,
    private readonly clock: MerchantClock,
    private readonly balances: BalancesRepository,
    private readonly agreements: AgreementsRepository,
    private readonly planned: PlannedChanges,
    private readonly thresholds: ThresholdFactsReader,
  ) {}

  async forecast(merchantId: bigint, publicId: string, months: number): Promise<ForetoldView> {
    return this.uow.read(async (tx) => {
      const subscription = await this.subscriptions.findByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      return this.read(tx, subscription, months);
    });
  }

  /** The first of them, or the reason why there is none. */
  async upcoming(merchantId: bigint, publicId: string): Promise<ForetoldView> {
    const view = await this.forecast(merchantId, publicId, MONTHS_TO_NEXT);
    const first = view.forecast.entries.findIndex(({ kind }) => kind === 'bill');
    if (first >= 0) {
      const forecast = { entries: [view.forecast.entries[first]!], end: null, stoppedAt: null };
      return { ...view, forecast };
    }
    const why = view.forecast.end?.reason ?? 'Nothing is billed within three years.';
    throw new AppError('conflict', `There is no upcoming invoice: ${why}`);
  }

  async read(tx: Tx, subscription: Subscription, months: number): Promise<ForetoldView> {
    return this.view(tx, subscription, await this.facts(tx, subscription), months);
  }

  /**
   * What is known of a subscription, as it is or as an act would leave it; `coupons` says which it
   * would have, `lines` which would wait for its next invoice, and `revise` what would be planned.
   */
  async facts(
    tx: Tx,
    subscription: Subscription,
    { coupons, lines, revise }: { coupons?: ReviseCoupons; lines?: ReviseLines; revise?: Revise } = {},
  ): Promise<ForetellingFacts> {
    const { merchantId, id, cardId } = subscription;
    const found = (await this.billables.read(tx, merchantId, [subscription], coupons)).get(id)!;
    const billables = lines ? withLines(found, lines) : found;
    const card = cardId === null ? null : await this.cards.findById(tx, merchantId, cardId);
    const planned = await this.planned.read(tx, subscription, coupons, revise);
    return { billables, planned, hasUsableCard: card?.status === 'active' };
  }

  async view(
    tx: Tx,
    subscription: Subscription,
    facts: ForetellingFacts,
    months: number,
  ): Promise<ForetoldView> {
    const { merchantId, timeZone } = subscription;
    const now = await this.clock.now(tx, merchantId);
    const horizon = addMonths(now, months, timeZone);
    const input = await this.inputOf(tx, subscription, facts);
    const known = { ...(await this.balanceOf(tx, subscription)), heldBack: heldBackOf(input, now) };
    return { subscription, now, horizon, forecast: forecast(input, now, horizon), ...known };
  }

  /** What the customer has, and how it pays the invoices of this subscription. */
  async balanceOf(
    tx: Tx,
    { merchantId, id, customerId, currency }: Subscription,
  ): Promise<Pick<ForetoldView, 'balanceMinor' | 'isWhole'>> {
    const balanceMinor = await this.balances.amountOf(tx, merchantId, customerId, currency);
    // Of nothing there is neither all nor a part, and nearly all customers have nothing.
    const agreement = balanceMinor > 0n ? await this.agreements.findBySubscription(tx, merchantId, id) : null;
    return { balanceMinor, isWhole: isOfOneAmount(agreement) };
  }

  private async inputOf(
    tx: Tx,
    subscription: Subscription,
    { billables, planned, hasUsableCard }: ForetellingFacts,
  ): Promise<ForecastInput> {
    const { currentPeriodStart: start, currentPeriodEnd: end } = subscription;
    const input = billingInputOf(subscription, billables, { hasUsableCard });
    const discounts = unite([billables, ...planned.billables].map(({ terms }) => terms.discounts));
    return {
      ...input,
      terms: { ...input.terms, discounts },
      nextBillAt: subscription.nextBillAt,
      current: start && end && { start, end },
      owed: owedPart(subscription),
      planned: planned.changes,
      charged: planned.charged,
      agreement: planned.agreement,
      committedIndex: subscription.committedIndex,
      threshold: await this.thresholds.read(tx, subscription, billables),
      periodsLeft: billables.standing.discountRows.map(({ periodsLeft }) => periodsLeft),
    };
  }
}

function heldBackOf({ threshold }: ForecastInput, now: Date): NotChargedFacts['heldBack'] {
  const decision = threshold && decideThreshold(threshold, now);
  if (decision?.kind !== 'wait' || decision.heldBack === null) return null;
  return { ...decision.heldBack, why: decision.reason, until: decision.until };
}

/** A coupon of some plans reaches their prices, those that are there and those that will be. */
function unite(lists: readonly InvoiceTerms['discounts'][]): InvoiceTerms['discounts'] {
  const [first] = lists;
  return first!.map((discount, i) => ({
    ...discount,
    priceIds: discount.priceIds && [...new Set(lists.flatMap((list) => list[i]!.priceIds ?? []))],
  }));
}
