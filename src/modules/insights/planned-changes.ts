import { Injectable } from '@nestjs/common';
import { beyondConsent, type ConsentNeed } from '../../domain/agreement/consent-need.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import type { ForecastInput, PlannedChange } from '../../domain/subscription/forecast-input.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { AgreementsRepository } from '../cards/index.js';
import { binding } from '../changes/index.js';
import {
  AS_THEY_ARE,
  type Billables,
  BillablesReader,
  ChargedLinesRepository,
  type ReviseCoupons,
} from '../invoices/index.js';
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

type Sharing = Pick<ForecastInput, 'charged' | 'agreement'>;

export interface Planned extends Sharing {
  changes: PlannedChange[];
  /** What is billed of the items that will be there, beside those that are. */
  billables: Pick<Billables, 'terms'>[];
}

const NOTHING_SHARED: Sharing = { charged: [], agreement: null };
const NOTHING_PLANNED: Planned = { changes: [], billables: [], ...NOTHING_SHARED };

/** Of each price since when it is charged, if it is paid once. */
export type Held = ReadonlyMap<bigint, Date | null>;

export type ToCome = Pick<ScheduledChange, 'what' | 'at' | 'periodIndex' | 'consent'> &
  Partial<Pick<ScheduledChange, 'origin' | 'publicId'>>;

type ItemsPlanned = Extract<ScheduledWhat, { kind: 'items' }>;

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
    private readonly charged: ChargedLinesRepository,
  ) {}

  /** `coupons` says which it would have. */
  async read(
    tx: Tx,
    subscription: Subscription,
    coupons: ReviseCoupons = AS_THEY_ARE,
    revise?: Revise,
  ): Promise<Planned> {
    const { merchantId, id, nextChangeAt, endedAt } = subscription;
    if (endedAt !== null || (nextChangeAt === null && !revise)) return NOTHING_PLANNED;
    const pending = await this.changes.pendingOf(tx, merchantId, id);
    const changes = revise ? revise(pending) : pending;
    if (changes.length === 0) return NOTHING_PLANNED;
    const rows = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    const held: Held = new Map(rows.map(({ priceId, chargedOnceAt }) => [priceId, chargedOnceAt]));
    return this.of(tx, subscription, changes, held, coupons);
  }

  /** Of what is planned, or would be, for a subscription that is there, or would be. */
  async of(
    tx: Tx,
    subscription: Subscription,
    changes: readonly ToCome[],
    before: Held,
    coupons: ReviseCoupons = AS_THEY_ARE,
  ): Promise<Planned> {
    const result: Pick<Planned, 'changes' | 'billables'> = { changes: [], billables: [] };
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
      const isAgreed = !change.consent || (await this.isAgreed(tx, subscription, change.consent));
      const basket = await this.basketOf(tx, subscription, what.items);
      if (!basket) continue;
      const items = itemsOf(basket, subscription, held);
      const found = await this.billables.readWith(tx, merchantId, [subscription], items, coupons);
      const billables = found.get(id)!;
      result.billables.push(billables);
      result.changes.push(otherItems(change, what, isAgreed, billables.items, basket));
      if (isAgreed) held = new Map(items.map(({ priceId, chargedOnceAt }) => [priceId, chargedOnceAt]));
    }
    return { ...result, ...(await this.factsOf(tx, subscription, result.changes)) };
  }

  /** What is given back within a period is a part of this, where something is planned that may do so. */
  private async factsOf(tx: Tx, subscription: Subscription, changes: PlannedChange[]): Promise<Sharing> {
    const mayGiveBack = changes.some(
      (one) => (one.kind === 'items' && one.proration !== null) || (one.kind === 'cancel' && one.credit),
    );
    if (!mayGiveBack) return NOTHING_SHARED;
    const { merchantId, id } = subscription;
    // What is over before the first of them cannot be given back by any.
    const charged = await this.charged.notOverAndOwed(tx, merchantId, id, changes[0]!.at);
    return { charged, agreement: binding(await this.agreements.findBySubscription(tx, merchantId, id)) };
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
    heldFrom: null,
  }));
}

/** One that was planned for a consent is shared as of when that came; at the end of its period it begins with the next. */
function prorationOf({ at }: ToCome, { on_date, on_consent }: ItemsPlanned) {
  if (on_date) return on_date.proration;
  return on_consent && at.toISOString() !== on_consent.until ? on_consent.proration : null;
}

function otherItems(
  planned: ToCome,
  what: ItemsPlanned,
  isAgreed: boolean,
  items: BillableItem[],
  { interval }: Basket,
): PlannedChange {
  const { at, periodIndex } = planned;
  const sold = items.filter(({ itemId }) => itemId !== null);
  const proration = prorationOf(planned, what);
  return { kind: 'items', at, periodIndex, items: sold, interval, proration, isAgreed };
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
      return { kind: 'cancel', at, periodIndex, reason: what.reason, credit: what.credit };
    case 'billing_day':
      return { kind: 'billing_day', at, periodIndex, day: what.day, stub: what.stub };
  }
}
