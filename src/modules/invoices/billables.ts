import { Injectable } from '@nestjs/common';
import { type InvoiceTerms, PLAIN_TERMS } from '../../domain/invoice/terms.js';
import { money } from '../../domain/money/money.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import { type CatchUpPolicy, strictestCatchUp } from '../../domain/subscription/catch-up.js';
import { unitAmountOf } from '../../domain/pricing/unit-amount.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { PlansRepository, PricesRepository } from '../plans/index.js';
import { type Subscription, type SubscriptionItem, SubscriptionsRepository } from '../subscriptions/index.js';

/** What a subscription bills, ready for the pure computation, and where its prices lie. */
export interface Billables {
  items: BillableItem[];
  /** Coupons, tax and lines added by hand. */
  terms: InvoiceTerms;
  /** What becomes of missed periods: the strictest of its plans. */
  catchUp: CatchUpPolicy;
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
    return this.readWith(
      tx,
      merchantId,
      subscriptions,
      await this.subscriptions.itemsOf(tx, merchantId, ids),
    );
  }

  /** As if the subscriptions had these items, for a change that is not made yet. */
  async readWith(
    tx: Tx,
    merchantId: bigint,
    _subscriptions: readonly Subscription[],
    items: readonly Pick<SubscriptionItem, 'subscriptionId' | 'publicId' | 'priceId' | 'quantity'>[],
  ): Promise<Map<bigint, Billables>> {
    const prices = await this.prices.findByIds(tx, merchantId, [
      ...new Set(items.map((item) => item.priceId)),
    ]);
    const plans = await this.plans.findByIds(tx, merchantId, [
      ...new Set(prices.map((price) => price.planId)),
    ]);
    const priceById = new Map(prices.map((price) => [price.id, price]));
    const planById = new Map(plans.map((plan) => [plan.id, plan]));
    const priceIds = new Map(prices.map((price) => [price.publicId, price.id]));
    const result = new Map<bigint, Billables>();
    for (const item of items) {
      const price = priceById.get(item.priceId)!;
      const plan = planById.get(price.planId)!;
      const entry = result.get(item.subscriptionId) ?? {
        items: [],
        terms: PLAIN_TERMS,
        catchUp: plan.catchUp,
        priceIds,
      };
      entry.catchUp = strictestCatchUp([entry.catchUp, plan.catchUp]);
      entry.items.push({
        itemId: item.publicId,
        priceId: price.publicId,
        description: plan.name,
        model: { kind: 'per_unit', unitAmount: unitAmountOf(money(price.amountMinor, price.currency)) },
        kind: 'recurring',
        quantity: item.quantity,
        billing: 'in_advance',
        ended: null,
      });
      result.set(item.subscriptionId, entry);
    }
    return result;
  }
}
