import { Injectable } from '@nestjs/common';
import { type Part, readTogether, type Results } from '../../platform/database/read-together.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Plan, PlansRepository, Price, PricesRepository } from '../plans/index.js';
import { owedPeriod, type Subscription, SubscriptionItem, SubscriptionsRepository } from '../subscriptions/index.js'; // prettier-ignore
import { type UsageTotal, UsageTotalsRepository } from '../usage/index.js';
import {
  assembleBillables,
  type BillableRows,
  type Billables,
  type ItemToBill,
} from './assemble-billables.js';
import { mayCostLess, type UsageToBill } from './billable-item.js';
import { ChargedUsageRepository } from './charged-usage.repository.js';
import { PayersRepository } from './terms/payers.repository.js';
import {
  AS_THEY_ARE,
  type ReviseCoupons,
  type StandingTerms,
  TermsOfSubscriptions,
} from './terms/standing-terms.js';

@Injectable()
export class BillablesReader {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly usageTotals: UsageTotalsRepository,
    private readonly terms: TermsOfSubscriptions,
    private readonly payers: PayersRepository,
    private readonly charged: ChargedUsageRepository,
  ) {}

  /** Of a whole batch: the terms in one statement a table; the items of each merchant in three, four with usage. */
  async readAll(tx: Tx, subscriptions: readonly Subscription[]): Promise<Map<bigint, Billables>> {
    const standing = await this.terms.read(tx, subscriptions);
    const result = new Map<bigint, Billables>();
    for (const [merchantId, mine] of byMerchant(subscriptions)) {
      const items = await this.itemsOf(tx, merchantId, mine);
      const found = assembleBillables(await this.rowsOf(tx, merchantId, mine, items, standing));
      for (const [id, billables] of found) result.set(id, billables);
    }
    return result;
  }

  /** Of many subscriptions of one merchant. */
  async read(
    tx: Tx,
    merchantId: bigint,
    subscriptions: readonly Subscription[],
    coupons: ReviseCoupons = AS_THEY_ARE,
  ): Promise<Map<bigint, Billables>> {
    return assembleBillables(await this.readRows(tx, merchantId, subscriptions, coupons));
  }

  /** What `read` assembles, for who wants to know what other items would bill without reading it all again. */
  async readRows(
    tx: Tx,
    merchantId: bigint,
    subscriptions: readonly Subscription[],
    coupons: ReviseCoupons = AS_THEY_ARE,
  ): Promise<BillableRows> {
    const items = await this.itemsOf(tx, merchantId, subscriptions);
    const standing = await this.terms.read(tx, subscriptions, coupons);
    return this.rowsOf(tx, merchantId, subscriptions, items, standing);
  }

  /**
   * As above of one subscription, in one statement together with what else is asked about it. Only what its row says
   * that it has, such as usage, coupons or added lines, is read besides.
   */
  async readRowsWith<const More extends Record<string, Part>>(
    tx: Tx,
    subscription: Subscription,
    more: More,
  ): Promise<{ rows: BillableRows; more: Results<More> }> {
    const { merchantId, customerId } = subscription;
    const own = {
      ...partsOfItems(subscription),
      payers: this.payers.ofCustomer({ merchantId, id: customerId }),
    };
    const found: unknown = await readTogether(tx, { ...more, ...own });
    const { items: ever, prices, plans, payers } = found as Results<typeof own>;
    const known = new Map(payers.map((one) => [one.customerId, one]));
    const standing = await this.terms.read(tx, [subscription], AS_THEY_ARE, known);
    const rows = subscription.hasUsage
      ? await this.rowsOf(tx, merchantId, [subscription], itemsAndGone(ever), standing)
      : { subscriptions: [subscription], ...itemsAndGone(ever), usage: [], prices, plans, standing };
    return { rows, more: found as Results<More> };
  }

  /** As if the subscriptions had these items, and these discounts besides, for what is not done yet. */
  async readWith<Item extends ItemToBill>(
    tx: Tx,
    merchantId: bigint,
    subscriptions: readonly Subscription[],
    items: readonly Item[],
    coupons: ReviseCoupons = AS_THEY_ARE,
  ): Promise<Map<bigint, Billables<Item>>> {
    const standing = await this.terms.read(tx, subscriptions, coupons);
    return assembleBillables(await this.rowsOf(tx, merchantId, subscriptions, { items, gone: [] }, standing));
  }

  private async itemsOf(tx: Tx, merchantId: bigint, subscriptions: readonly Subscription[]) {
    const since = new Date(Math.min(...subscriptions.map((one) => owedSince(one).getTime())));
    const ids = subscriptions.map(({ id }) => id);
    return itemsAndGone(await this.subscriptions.itemsOwed(tx, merchantId, ids, since));
  }

  private async rowsOf<Item extends ItemToBill>(
    tx: Tx,
    merchantId: bigint,
    subscriptions: readonly Subscription[],
    { items, gone }: Pick<BillableRows<Item>, 'items' | 'gone'>,
    standing: ReadonlyMap<bigint, StandingTerms>,
  ): Promise<BillableRows<Item>> {
    const withUsage = subscriptions.filter(({ hasUsage }) => hasUsage).map(({ id }) => id);
    const totals = await this.usageTotals.unbilledOf(tx, merchantId, withUsage);
    const prices = await this.prices.findByIds(tx, merchantId, [
      ...new Set([...items, ...gone, ...totals].map(({ priceId }) => priceId)),
    ]);
    const plans = await this.plans.findByIds(tx, merchantId, [
      ...new Set(prices.map((price) => price.planId)),
    ]);
    const usage = await this.withCharged(tx, merchantId, totals, prices);
    return { subscriptions, items, gone, usage, prices, plans, standing };
  }

  /** Read only where something may have to be given back. */
  private async withCharged(
    tx: Tx,
    merchantId: bigint,
    totals: readonly UsageTotal[],
    prices: readonly Price[],
  ): Promise<UsageToBill[]> {
    const byId = new Map(prices.map((price) => [price.id, price]));
    const ids = totals.filter((total) => mayCostLess(total, byId)).map(({ id }) => id);
    const charged = await this.charged.ofTotals(tx, merchantId, ids);
    return totals.map((total) => ({ ...total, charged: charged.get(total.id) ?? null }));
  }
}

/** From when on what it had may be owed still; what went before is billed. */
function owedSince(subscription: Subscription): Date {
  return owedPeriod(subscription)?.start ?? subscription.createdAt;
}

function itemsAndGone(all: readonly SubscriptionItem[]): Pick<BillableRows, 'items' | 'gone'> {
  return {
    items: all.filter(({ removedAt }) => removedAt === null),
    gone: all.filter(({ removedAt }) => removedAt !== null),
  };
}

/** Of one subscription, with the prices and plans that its items have, and those that are owed still. */
function partsOfItems(subscription: Subscription) {
  const values = [subscription.merchantId, subscription.id, owedSince(subscription)];
  const ofIt = (row: 't' | 'i') =>
    `${row}.merchant_id = $1 AND ${row}.subscription_id = $2 AND (${row}.removed_at IS NULL OR ${row}.removed_at > $3)`;
  const here = ofIt('i');
  const items: Part<SubscriptionItem> = {
    entity: SubscriptionItem,
    tail: `WHERE ${ofIt('t')} ORDER BY t.id`,
    values,
  };
  const prices: Part<Price> = {
    entity: Price,
    tail: `WHERE t.merchant_id = $1 AND t.id IN (SELECT i.price_id FROM subscription_items i WHERE ${here})`,
    values,
  };
  const plans: Part<Plan> = {
    entity: Plan,
    tail: `WHERE t.merchant_id = $1 AND t.id IN (
      SELECT p.plan_id FROM subscription_items i
      JOIN prices p ON p.merchant_id = i.merchant_id AND p.id = i.price_id WHERE ${here})`,
    values,
  };
  return { items, prices, plans };
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
