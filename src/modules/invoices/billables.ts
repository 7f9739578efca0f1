import { Injectable } from '@nestjs/common';
import { type InvoiceTerms, PLAIN_TERMS } from '../../domain/invoice/terms.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import { type CatchUpPolicy, strictestCatchUp } from '../../domain/subscription/catch-up.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Plan, PlansRepository, type Price, PricesRepository } from '../plans/index.js';
import { type Subscription, type SubscriptionItem, SubscriptionsRepository } from '../subscriptions/index.js';
import { type UsageTotal, UsageTotalsRepository } from '../usage/index.js';
import { billableOf, leftOver } from './billable-item.js';

/** What billing has to know of an item, whether it is there or would be. */
export type ItemToBill = Pick<
  SubscriptionItem,
  'subscriptionId' | 'publicId' | 'priceId' | 'quantity' | 'chargedOnceAt'
>;

/** What a subscription bills, ready for the pure computation, and where its prices lie. */
export interface Billables<Item extends ItemToBill = SubscriptionItem> {
  items: BillableItem[];
  /** Those of them that are paid once. */
  once: Item[];
  /** What their usage was read from. */
  usage: UsageTotal[];
  /** Coupons, tax and lines added by hand. */
  terms: InvoiceTerms;
  /** What becomes of missed periods: the strictest of its plans. */
  catchUp: CatchUpPolicy;
  /** Public price id to row id. */
  priceIds: ReadonlyMap<string, bigint>;
}

interface Found<Item> {
  items: Item[];
  usage: UsageTotal[];
  prices: ReadonlyMap<bigint, Price>;
  plans: ReadonlyMap<bigint, Plan>;
}

@Injectable()
export class BillablesReader {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
    private readonly plans: PlansRepository,
    private readonly usageTotals: UsageTotalsRepository,
  ) {}

  /** Of many subscriptions of one merchant at once, in three statements; a fourth when one of them has usage. */
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
  async readWith<Item extends ItemToBill>(
    tx: Tx,
    merchantId: bigint,
    subscriptions: readonly Subscription[],
    items: readonly Item[],
  ): Promise<Map<bigint, Billables<Item>>> {
    const withUsage = subscriptions.filter(({ hasUsage }) => hasUsage).map(({ id }) => id);
    const usage = await this.usageTotals.unbilledOf(tx, merchantId, withUsage);
    const prices = await this.prices.findByIds(tx, merchantId, [
      ...new Set([...items, ...usage].map(({ priceId }) => priceId)),
    ]);
    const plans = await this.plans.findByIds(tx, merchantId, [
      ...new Set(prices.map((price) => price.planId)),
    ]);
    const found = { prices: byId(prices), plans: byId(plans) };
    const priceIds = new Map(prices.map((price) => [price.publicId, price.id]));
    const itemsOf = grouped(items);
    const usageOf = grouped(usage);
    return new Map(
      subscriptions.flatMap((subscription) => {
        const { id } = subscription;
        const mine = {
          ...found,
          items: itemsOf.get(id) ?? [],
          usage: billable(usageOf.get(id), subscription),
        };
        if (mine.items.length === 0 && mine.usage.length === 0) return [];
        return [[id, { ...assemble(subscription, mine), terms: PLAIN_TERMS, priceIds }]];
      }),
    );
  }
}

/** Of a period that is not over yet nothing is billed, unless nothing comes after it. */
function billable(usage: UsageTotal[] = [], subscription: Subscription): UsageTotal[] {
  const { currentPeriodEnd: end, endedAt } = subscription;
  if (endedAt !== null) return usage;
  return end === null ? [] : usage.filter(({ periodEnd }) => periodEnd <= end);
}

function assemble<Item extends ItemToBill>(
  subscription: Subscription,
  { items, usage, prices, plans }: Found<Item>,
): Pick<Billables<Item>, 'items' | 'once' | 'usage' | 'catchUp'> {
  const nameOf = ({ planId }: Price): string => plans.get(planId)!.name;
  const once: Item[] = [];
  const billables = items.flatMap((item) => {
    const price = prices.get(item.priceId)!;
    const one = billableOf(item, price, nameOf(price), subscription, usage);
    if (one?.kind === 'one_off') once.push(item);
    return one ? [one] : [];
  });
  const gone = new Set(usage.map(({ priceId }) => priceId));
  for (const { priceId } of items) gone.delete(priceId);
  const left = [...gone].map((priceId) => {
    const price = prices.get(priceId)!;
    return leftOver(price, nameOf(price), usage);
  });
  const catchUp = strictestCatchUp(
    items.map(({ priceId }) => plans.get(prices.get(priceId)!.planId)!.catchUp),
  );
  return { items: [...billables, ...left], once, usage, catchUp };
}

function byId<T extends { id: bigint }>(rows: T[]): Map<bigint, T> {
  return new Map(rows.map((row) => [row.id, row]));
}

function grouped<T extends { subscriptionId: bigint }>(rows: readonly T[]): Map<bigint, T[]> {
  const groups = new Map<bigint, T[]>();
  for (const row of rows) {
    const group = groups.get(row.subscriptionId);
    if (group) group.push(row);
    else groups.set(row.subscriptionId, [row]);
  }
  return groups;
}
