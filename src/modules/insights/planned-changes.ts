import { Injectable } from '@nestjs/common';
import { beyondConsent, type ConsentNeed } from '../../domain/agreement/consent-need.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import type { PlannedChange } from '../../domain/subscription/forecast-input.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { AgreementsRepository } from '../cards/index.js';
import { type Billables, BillablesReader } from '../invoices/index.js';
import {
  type Basket,
  BasketReader,
  chooseBasket,
  type ScheduledChange,
  ScheduledChangesRepository,
  type ScheduledWhat,
  type Subscription,
  SubscriptionsRepository,
} from '../subscriptions/index.js';

export interface Planned {
  changes: PlannedChange[];
  /** What is billed of the items that will be there, beside those that are. */
  billables: Pick<Billables, 'terms'>[];
}

type Held = Map<bigint, Date | null>;

/** What is planned for a subscription, as a forecast needs it; what could not be done any more is left out. */
@Injectable()
export class PlannedChanges {
  constructor(
    private readonly changes: ScheduledChangesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly baskets: BasketReader,
    private readonly billables: BillablesReader,
    private readonly agreements: AgreementsRepository,
  ) {}

  async read(tx: Tx, subscription: Subscription): Promise<Planned> {
    const result: Planned = { changes: [], billables: [] };
    if (subscription.nextChangeAt === null || subscription.endedAt !== null) return result;
    const { merchantId, id } = subscription;
    const rows = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    let held: Held = new Map(rows.map(({ priceId, chargedOnceAt }) => [priceId, chargedOnceAt]));
    for (const change of await this.changes.pendingOf(tx, merchantId, id)) {
      const { what } = change;
      if (what.kind !== 'items') {
        result.changes.push(plannedOf(change, what));
        continue;
      }
      if (change.consent && !(await this.isAgreed(tx, subscription, change.consent))) continue;
      const basket = await this.basketOf(tx, subscription, what.items);
      if (!basket) continue;
      const items = itemsOf(basket, subscription, held);
      const billables = (await this.billables.readWith(tx, merchantId, [subscription], items)).get(id)!;
      result.billables.push(billables);
      result.changes.push(otherItems(change, billables.items, basket));
      held = new Map(items.map(({ priceId, chargedOnceAt }) => [priceId, chargedOnceAt]));
    }
    return result;
  }

  private async isAgreed(tx: Tx, { merchantId, id }: Subscription, need: ConsentNeed): Promise<boolean> {
    const agreement = await this.agreements.findBySubscription(tx, merchantId, id);
    return agreement?.status === 'active' && beyondConsent(agreement, need) === null;
  }

  private async basketOf(
    tx: Tx,
    { merchantId }: Subscription,
    items: { price: string; quantity: string }[],
  ): Promise<Basket | null> {
    try {
      const asked = items.map(({ price, quantity }) => ({ price, quantity: Number(quantity) }));
      const entries = await this.baskets.read(tx, merchantId, asked);
      return chooseBasket(entries.map((entry) => ({ ...entry, kept: true })));
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  }
}

function itemsOf(basket: Basket, { id: subscriptionId }: Subscription, held: Held) {
  return basket.items.map((item) => ({
    ...item,
    publicId: `item_of_${item.priceId}`,
    subscriptionId,
    chargedOnceAt: held.get(item.priceId) ?? null,
  }));
}

function otherItems(
  { at, periodIndex }: ScheduledChange,
  items: BillableItem[],
  { interval }: Basket,
): PlannedChange {
  return { kind: 'items', at, periodIndex, items: items.filter(({ itemId }) => itemId !== null), interval };
}

function plannedOf(
  { at, periodIndex }: ScheduledChange,
  what: Exclude<ScheduledWhat, { kind: 'items' }>,
): PlannedChange {
  switch (what.kind) {
    case 'pause':
      return {
        kind: 'pause',
        at,
        periodIndex,
        resumeAt: what.resume_at === null ? null : new Date(what.resume_at),
      };
    case 'resume':
      return { kind: 'resume', at, periodIndex, policy: what.anchor };
    case 'cancel':
      return { kind: 'cancel', at, periodIndex, reason: what.reason };
  }
}
