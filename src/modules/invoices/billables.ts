import { Injectable } from '@nestjs/common';
import type { InvoiceTerms } from '../../domain/invoice/terms.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Price, PlansRepository, PricesRepository } from '../plans/index.js';
import { type Subscription, type SubscriptionItem, SubscriptionsRepository } from '../subscriptions/index.js';
import { billableOf } from './billable-item.js';
import { type StandingTerms, TermsOfSubscriptions } from './terms/standing-terms.js';

/** What a subscription bills, ready for the pure computation, and where its prices lie. */
export interface Billables {
  items: BillableItem[];
  /** Coupons, tax and lines added by hand. */
  terms: InvoiceTerms;
  /** Their rows, which the invoice uses up, and whether the customer has a balance. */
  standing: StandingTerms;
  /** Those of them that are paid once. */
  once: SubscriptionItem[];
  /** Public price id to row id. */
  priceIds: ReadonlyMap<string, bigint>;
}

@Injectable()
export class BillablesReader {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly terms: TermsOfSubscriptions,
  ) {}

  /** Of a whole batch: the terms in one statement a table, the items of each merchant in three. */
  async readAll(tx: Tx, subscriptions: readonly Subscription[]): Promise<Map<bigint, Billables>> {
    const standing = await this.terms.read(tx, subscriptions);
    const result = new Map<bigint, Billables>();
    for (const [merchantId, mine] of byMerchant(subscriptions)) await this.add(tx, merchantId, mine, standing, result); // prettier-ignore
    return result;
  }

  /** Of many subscriptions of one merchant. */
  async read(
    tx: Tx,
    merchantId: bigint,
    subscriptions: readonly Subscription[],
  ): Promise<Map<bigint, Billables>> {
    const result = new Map<bigint, Billables>();
    await this.add(tx, merchantId, subscriptions, await this.terms.read(tx, subscriptions), result);
    return result;
  }

  private async add(
    tx: Tx,
    merchantId: bigint,
    subscriptions: readonly Subscription[],
    standing: ReadonlyMap<bigint, StandingTerms>,
    result: Map<bigint, Billables>,
  ): Promise<void> {
    const ids = subscriptions.map(({ id }) => id);
    const items = await this.subscriptions.itemsOf(tx, merchantId, ids);
    const prices = await this.prices.findByIds(tx, merchantId, [
      ...new Set(items.map((item) => item.priceId)),
    ]);
    const plans = await this.plans.findByIds(tx, merchantId, [
      ...new Set(prices.map((price) => price.planId)),
    ]);
    const byId = new Map(subscriptions.map((subscription) => [subscription.id, subscription]));
    const priceById = new Map(prices.map((price) => [price.id, price]));
    const planById = new Map(plans.map((plan) => [plan.id, plan]));
    const priceIds = new Map(prices.map((price) => [price.publicId, price.id]));
    const planOf = (price: Price) => planById.get(price.planId)!;
    for (const item of items) {
      const price = priceById.get(item.priceId)!;
      let entry = result.get(item.subscriptionId);
      if (!entry) {
        const terms = standing.get(item.subscriptionId)!;
        const { tax, pendingLines } = terms;
        const discounts = discountsOf(terms, prices, (one) => planOf(one).publicId);
        entry = { items: [], once: [], terms: { discounts, tax, pendingLines }, standing: terms, priceIds };
        result.set(item.subscriptionId, entry);
      }
      const billable = billableOf(item, price, planOf(price).name, byId.get(item.subscriptionId)!);
      if (billable) entry.items.push(billable);
      if (billable?.kind === 'one_off') entry.once.push(item);
    }
  }
}

/** A coupon of some plans is one of their prices. */
function discountsOf(
  { discountRows }: StandingTerms,
  prices: readonly Price[],
  planIdOf: (price: Price) => string,
): InvoiceTerms['discounts'] {
  return discountRows.map(({ coupon, plans }) => ({
    ...coupon,
    priceIds:
      plans && prices.filter((price) => plans.includes(planIdOf(price))).map(({ publicId }) => publicId),
  }));
}

function byMerchant(subscriptions: readonly Subscription[]): Map<bigint, Subscription[]> {
  const groups = new Map<bigint, Subscription[]>();
  for (const one of subscriptions) {
    const group = groups.get(one.merchantId);
    if (group) group.push(one);
    else groups.set(one.merchantId, [one]);
  }
  return groups;
}
