import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { PricesRepository } from '../plans/index.js';
import {
  ScheduleBook,
  type ScheduledChange,
  type ScheduledWhat,
  type Subscription,
  SubscriptionsRepository,
} from '../subscriptions/index.js';
import type { ChangeItem } from './dto/change-subscription.request.js';
import { type Change, MakeChange } from './make-change.js';

/** How soon a change is tried again that the customer has agreed to, while an earlier payment is open. */
const MINUTES_TO_TRY_AGAIN = 30;

type Items = Extract<ScheduledWhat, { kind: 'items' }>;

/**
 * A change within a period that waited, for a consent or for its date: made by the code of every change of now, so that
 * it is shared as it would have been had it been asked for at that moment. By then it is judged by what is in force.
 */
@Injectable()
export class MakeAgreedChange {
  constructor(
    private readonly makeChange: MakeChange,
    private readonly schedule: ScheduleBook,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
  ) {}

  /**
   * When the customer agreed: as of then, however late the clock looks. While a payment is open, as on a date.
   * @throws AppError when it cannot be made any more
   */
  async onConsent(tx: Tx, subscription: Subscription, planned: ScheduledChange, now: Date): Promise<void> {
    const what = planned.what as Items;
    const { proration, until } = what.on_consent!;
    const end = new Date(until);
    if (planned.at > end)
      throw new AppError('conflict', 'The customer has not agreed to it before its period was over');
    const reason = 'the customer agreed to it';
    const change = { ...(await this.changeOf(tx, subscription, what)), proration, reason };
    return this.makeBefore(tx, subscription, { planned, change, end, at: planned.at }, now);
  }

  /**
   * On the date for which it was planned, within a period: as of then, however late the clock looks. While a payment is
   * open it is tried again until the period is over, and then made with the next one, where nothing is to be shared.
   */
  async onDate(tx: Tx, subscription: Subscription, planned: ScheduledChange, now: Date): Promise<void> {
    const what = planned.what as Items;
    const { proration } = what.on_date!;
    const reason = 'as was planned';
    const change = { ...(await this.changeOf(tx, subscription, what)), proration, reason };
    const end = subscription.nextBillAt;
    return this.makeBefore(tx, subscription, { planned, change, end, at: planned.at }, now);
  }

  private async changeOf(tx: Tx, subscription: Subscription, what: Items) {
    const items = await this.entriesOf(tx, subscription, what);
    return { items, when: 'now' as const, origin: 'request' as const, isPromised: true };
  }

  private async makeBefore(
    tx: Tx,
    subscription: Subscription,
    { planned, change, end, at }: { planned: ScheduledChange; change: Change; end: Date | null; at: Date },
    now: Date,
  ): Promise<void> {
    const why = await this.makeChange.awaits(tx, subscription, change);
    if (why !== null && end !== null) {
      const soon = new Date(now.getTime() + MINUTES_TO_TRY_AGAIN * 60_000);
      return this.schedule.putOff(tx, subscription, planned, soon < end ? soon : end, now);
    }
    if (why !== null) throw new AppError('conflict', why);
    const decided = await this.makeChange.decide(tx, subscription, change, at);
    await this.schedule.applied(tx, subscription, planned, now);
    await this.makeChange.write(tx, subscription, change, decided, now);
  }

  /** From the items that there are now to those that were asked for. */
  private async entriesOf(tx: Tx, { merchantId, id }: Subscription, { items }: Items): Promise<ChangeItem[]> {
    const rows = await this.subscriptions.itemsOf(tx, merchantId, [id]);
    const prices = await this.prices.findByIds(tx, merchantId, rows.map(({ priceId }) => priceId)); // prettier-ignore
    const publicIds = new Map(prices.map((price) => [price.id, price.publicId]));
    const held = rows.map((row) => ({ item: row.publicId, price: publicIds.get(row.priceId)! }));
    const kept = held.map(({ item, price }): ChangeItem => {
      const wanted = items.find((one) => one.price === price);
      return wanted ? { item, quantity: Number(wanted.quantity) } : { item, remove: true };
    });
    const fresh = items.filter(({ price }) => !held.some((one) => one.price === price));
    return [...kept, ...fresh.map(({ price, quantity }) => ({ price, quantity: Number(quantity) }))];
  }
}
