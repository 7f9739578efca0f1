import { Injectable } from '@nestjs/common';
import { beyondConsent, type ConsentNeed } from '../../domain/agreement/consent-need.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import type { PlannedChange } from '../../domain/subscription/forecast-input.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { type Change, MakeChange } from '../changes/index.js';
import { AgreementsRepository } from '../cards/index.js';
import type { StandingDiscount } from '../coupons/index.js';
import { type Billables, BillablesReader } from '../invoices/index.js';
import {
  type Basket,
  BasketReader,
  boundaryOf,
  chooseBasket,
  inRowOrder,
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

/** Of each price since when it is charged, if it is paid once. */
export type Held = ReadonlyMap<bigint, Date | null>;

export type ToCome = Pick<ScheduledChange, 'what' | 'at' | 'periodIndex' | 'consent'> &
  Partial<Pick<ScheduledChange, 'origin'>>;

/** What would be planned, where an act that is only looked at would plan something or take it back. */
export type Revise = (pending: readonly ToCome[]) => ToCome[];

/** What is planned for a subscription, as a forecast needs it; what could not be done any more is left out. */
@Injectable()
export class PlannedChanges {
  constructor(
    private readonly changes: ScheduledChangesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly baskets: BasketReader,
    private readonly billables: BillablesReader,
    private readonly agreements: AgreementsRepository,
    private readonly makeChange: MakeChange,
  ) {}

  /** `imagined` are coupons that it would have besides. */
  async read(
    tx: Tx,
    subscription: Subscription,
    imagined: readonly StandingDiscount[] = [],
    revise?: Revise,
  ): Promise<Planned> {
    const { merchantId, id, nextChangeAt, endedAt } = subscription;
    if (endedAt !== null || (nextChangeAt === null && !revise)) return { changes: [], billables: [] };
    const pending = await this.changes.pendingOf(tx, merchantId, id);
    const changes = revise ? revise(pending) : pending;
    if (changes.length === 0) return { changes: [], billables: [] };
    const rows = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    const held: Held = new Map(rows.map(({ priceId, chargedOnceAt }) => [priceId, chargedOnceAt]));
    return this.of(tx, subscription, changes, held, imagined);
  }

  /** Of what is planned, or would be, for a subscription that is there, or would be. */
  async of(
    tx: Tx,
    subscription: Subscription,
    changes: readonly ToCome[],
    before: Held,
    imagined: readonly StandingDiscount[] = [],
  ): Promise<Planned> {
    const result: Planned = { changes: [], billables: [] };
    const { merchantId, id } = subscription;
    let held = before;
    // What begins with a period may have moved with the periods past what has a date.
    const inOrder = changes
      .map((planned) => ({ ...planned, at: beginningOf(planned, subscription) }))
      .sort((a, b) => a.at.getTime() - b.at.getTime());
    for (const change of inOrder) {
      const { what } = change;
      if (what.kind !== 'items') {
        result.changes.push(plannedOf(change, what));
        continue;
      }
      if (change.consent && !(await this.isAgreed(tx, subscription, change.consent))) continue;
      const basket = await this.basketOf(tx, subscription, what.items);
      if (!basket) continue;
      const share = await this.shareOf(tx, subscription, change, what);
      if (share === 'refused') continue;
      const items = itemsOf(basket, subscription, held);
      const found = await this.billables.readWith(tx, merchantId, [subscription], items, imagined);
      const billables = found.get(id)!;
      result.billables.push(billables);
      result.changes.push({ ...otherItems(change, billables.items, basket), share });
      held = new Map(items.map(({ priceId, chargedOnceAt }) => [priceId, chargedOnceAt]));
    }
    return result;
  }

  /**
   * What a change on a date within the running period comes to there, by the code that will make it; refused where it
   * would not be made. Of a later period nobody knows yet what will have been paid; of one that stands still when the
   * date comes the forecast makes nothing.
   */
  private async shareOf(
    tx: Tx,
    subscription: Subscription,
    { at }: Pick<ToCome, 'at'>,
    { items, on_date: dated }: Extract<ScheduledWhat, { kind: 'items' }>,
  ) {
    const { currentPeriodEnd: end, nextBillAt, status } = subscription;
    const isWithin = end !== null && at < end && nextBillAt !== null && at < nextBillAt;
    if (!dated || !isWithin || (status !== 'active' && status !== 'past_due')) return null;
    const { proration } = dated;
    const wanted = items.map(({ price, quantity }) => ({
      field: 'items',
      price,
      quantity: BigInt(quantity),
      kept: false,
    }));
    const change: Change = {
      items: [],
      wanted,
      when: 'date',
      at,
      proration,
      origin: 'request',
      isPromised: true,
    };
    try {
      const { decision } = await this.makeChange.decide(tx, subscription, change, at);
      return { lines: decision.shared, isLeftToNext: proration === 'next_invoice' };
    } catch (error) {
      if (error instanceof AppError) return 'refused';
      throw error;
    }
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

/** Where it begins as periods are counted now, also when they are to be counted anew. */
function beginningOf({ at, periodIndex }: ToCome, subscription: Subscription): Date {
  return periodIndex === null ? at : boundaryOf(subscription, periodIndex);
}

/** What a subscription would bill, were these its items. */
export function itemsOf(basket: Basket, { id: subscriptionId }: Subscription, held: Held) {
  return inRowOrder([...held.keys()], basket.items).map((item) => ({
    ...item,
    publicId: `item_of_${item.priceId}`,
    subscriptionId,
    chargedOnceAt: held.get(item.priceId) ?? null,
  }));
}

function otherItems({ at, periodIndex, what }: ToCome, items: BillableItem[], { interval }: Basket) {
  const isDated = what.kind === 'items' && what.on_date !== undefined;
  const sold = items.filter(({ itemId }) => itemId !== null);
  return { kind: 'items' as const, at, periodIndex, items: sold, interval, isDated };
}

function plannedOf(
  { at, periodIndex }: ToCome,
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
