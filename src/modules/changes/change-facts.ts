import { Injectable } from '@nestjs/common';
import type { Anchor } from '../../domain/calendar/anchor.js';
import type { ChangeFacts } from '../../domain/change/change-types.js';
import { begunWith, coveringAt, givenBackAt } from '../../domain/proration/covering.js';
import { movedDay } from '../../domain/subscription/count-anew.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { BalancesRepository } from '../balances/index.js';
import { type Agreement, AgreementsRepository } from '../cards/index.js';
import {
  assembleBillables,
  type BillableRows,
  BillablesReader,
  chargedLine,
  ChargedLinesRepository,
  type Invoice,
  InvoicesRepository,
} from '../invoices/index.js';
import {
  anchorOf,
  type Basket,
  type BasketEntry,
  BasketReader,
  chooseBasket,
  inRowOrder,
  intervalOf,
  owedPeriod,
  type ScheduledChange,
  ScheduledChangesRepository,
  type Subscription,
} from '../subscriptions/index.js';
import type { ChangeItem } from './dto/change-subscription.request.js';
import { type WantedItem, wantedItems } from './wanted-items.js';

export interface ChangeRows {
  facts: ChangeFacts;
  basket: Basket;
  wanted: WantedItem[];
  /** The first invoice of it that is still being collected. */
  open: Invoice | null;
  /** What is kept for the customer in its currency. */
  balanceMinor: bigint;
  /** Public price id to row id, of before and after. */
  priceIds: ReadonlyMap<string, bigint>;
}

interface Asked {
  items: ChangeItem[];
  wanted?: WantedItem[];
  isPromised?: boolean;
}

/** What deciding about a change needs to know; read the same for a preview and for the change. */
@Injectable()
export class ChangeFactsReader {
  constructor(
    private readonly baskets: BasketReader,
    private readonly billables: BillablesReader,
    private readonly charged: ChargedLinesRepository,
    private readonly agreements: AgreementsRepository,
    private readonly invoices: InvoicesRepository,
    private readonly balances: BalancesRepository,
    private readonly planned: ScheduledChangesRepository,
  ) {}

  /** `isPromised`: it was for sale when it was asked for, and that holds. */
  async read(
    tx: Tx,
    subscription: Subscription,
    { items: entries, wanted: all, isPromised = false }: Asked,
    at: Date,
  ): Promise<ChangeRows> {
    const { merchantId, id } = subscription;
    const { rows: found, more } = await this.billables.readRowsWith(tx, subscription, {
      charged: this.charged.rowsNotOver(merchantId, id, at),
      agreements: this.agreements.inForce(merchantId, id),
      open: this.invoices.firstOpen(merchantId, id),
      balance: this.balances.inCurrency(merchantId, subscription.customerId, subscription.currency),
      pauses: this.planned.firstOf('pause', merchantId, id),
      days: this.planned.firstOf('billing_day', merchantId, id),
    });
    const current = assembleBillables(found).get(id)!;
    const rows = found.items;
    const publicPriceIds = new Map([...current.priceIds].map(([publicId, rowId]) => [rowId, publicId]));
    const held = rows.map((row) => ({
      item: row.publicId,
      price: publicPriceIds.get(row.priceId)!,
      quantity: row.quantity,
    }));
    const wanted = all
      ? all.map((one) => ({ ...one, kept: held.some(({ price }) => price === one.price) }))
      : wantedItems(held, entries);
    const sold = wanted.map((one) => ({ ...one, kept: one.kept || isPromised }));
    const { basket, entries: sale } = await this.basketOf(tx, subscription, sold, found);
    const inOrder = inRowOrder(rows.map(({ priceId }) => priceId), basket.items); // prettier-ignore
    const items = inOrder.map((item) => {
      const row = rows.find(({ priceId }) => priceId === item.priceId);
      const { chargedOnceAt = null, heldFrom = null } = row ?? {};
      return { ...item, publicId: `item_of_${item.priceId}`, subscriptionId: id, chargedOnceAt, heldFrom };
    });
    // The same terms and usage, so that only what changes is read besides.
    const prices = [...found.prices, ...sale.map(({ price }) => price)];
    const plans = [...found.plans, ...sale.map(({ plan }) => plan)];
    const after = assembleBillables({ ...found, items, prices, plans }).get(id)!;
    const charged = more.charged.map(chargedLine);
    const facts = {
      ...subscription,
      anchor: anchorOf(subscription),
      interval: intervalOf(subscription),
      before: current.items,
      after: after.items,
      newInterval: basket.interval,
      isOwed: owedPeriod(subscription)?.start.getTime() === subscription.currentPeriodStart?.getTime(),
      terms: after.terms,
      termsBefore: current.terms,
      pauseAt: more.pauses[0]?.at ?? null,
      movedAnchor: movedAnchorOf(subscription, more.days[0]),
      charged: coveringAt(charged, at),
      givenBack: givenBackAt(charged, at),
      begun: begunWith(charged),
      agreement: binding(more.agreements[0] ?? null),
    };
    const ofSale = sale.map(({ price }) => [price.publicId, price.id] as const);
    const ofCharged = facts.charged.map(({ priceId, priceRow }) => [priceId, priceRow] as const);
    return {
      facts,
      basket,
      wanted,
      open: more.open[0] ?? null,
      balanceMinor: more.balance[0]?.balanceMinor ?? 0n,
      priceIds: new Map([...ofCharged, ...current.priceIds, ...ofSale, ...after.priceIds]),
    };
  }

  private async basketOf(
    tx: Tx,
    { merchantId, currency }: Subscription,
    wanted: readonly WantedItem[],
    known: BillableRows,
  ): Promise<{ basket: Basket; entries: BasketEntry[] }> {
    const entries: BasketEntry[] = [];
    for (const { field, price, quantity, kept } of wanted) {
      const row = known.prices.find(({ publicId }) => publicId === price);
      if (row) {
        const plan = known.plans.find(({ id }) => id === row.planId)!;
        entries.push({ field, price: row, plan, quantity, kept });
        continue;
      }
      const [entry] = await this.baskets.read(tx, merchantId, [{ price, quantity: Number(quantity) }]);
      entries.push({ ...entry!, field, kept });
    }
    const foreign = entries.find(({ price }) => price.currency !== currency);
    if (foreign) {
      const message = `is in ${foreign.price.currency}; a subscription in ${currency} stays in ${currency}`;
      throw AppError.field('rule_violation', foreign.field, message);
    }
    return { basket: chooseBasket(entries), entries };
  }
}

function movedAnchorOf(subscription: Subscription, planned: ScheduledChange | undefined): Anchor | null {
  if (planned?.what.kind !== 'billing_day') return null;
  const running = { ...subscription, anchor: anchorOf(subscription), interval: intervalOf(subscription) };
  return movedDay(running, planned.what).anchor;
}

/** Binding once the customer has agreed: before that nothing was promised. */
export function binding(agreement: Agreement | null): ChangeFacts['agreement'] {
  return agreement && { ...agreement, isBinding: agreement.status === 'active' };
}
