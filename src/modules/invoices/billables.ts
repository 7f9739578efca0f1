import { Injectable } from '@nestjs/common';
import { type InvoiceTerms, PLAIN_TERMS } from '../../domain/invoice/terms.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { PlansRepository, PricesRepository } from '../plans/index.js';
import { type Subscription, type SubscriptionItem, SubscriptionsRepository } from '../subscriptions/index.js';
import { billableOf } from './billable-item.js';

/** What a subscription bills, ready for the pure computation, and where its prices lie. */
export interface Billables {
  items: BillableItem[];
  /** Coupons, tax and lines added by hand. */
  terms: InvoiceTerms;
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
  ) {}

  /** Of many subscriptions of one merchant at once, in three statements. */
  async read(
    tx: Tx,
    merchantId: bigint,
    subscriptions: readonly Subscription[],
  ): Promise<Map<bigint, Billables>> {
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
    const planNames = new Map(plans.map((plan) => [plan.id, plan.name]));
    const priceIds = new Map(prices.map((price) => [price.publicId, price.id]));
    const result = new Map<bigint, Billables>();
    for (const item of items) {
      const price = priceById.get(item.priceId)!;
      const entry = result.get(item.subscriptionId) ?? { items: [], once: [], terms: PLAIN_TERMS, priceIds };
      const billable = billableOf(item, price, planNames.get(price.planId)!, byId.get(item.subscriptionId)!);
      if (billable) entry.items.push(billable);
      if (billable?.kind === 'one_off') entry.once.push(item);
      result.set(item.subscriptionId, entry);
    }
    return result;
  }
}
