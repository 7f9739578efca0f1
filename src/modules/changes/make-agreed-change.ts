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
 * A change of the running period that waited for a consent: made as of now, by the code of every change of now, so that
 * it is shared as it would have been had it been asked for at this moment. By then it is judged by what is in force.
 */
@Injectable()
export class MakeAgreedChange {
  constructor(
    private readonly makeChange: MakeChange,
    private readonly schedule: ScheduleBook,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly prices: PricesRepository,
  ) {}

  /** @throws AppError when it cannot be made any more */
  async execute(tx: Tx, subscription: Subscription, planned: ScheduledChange, now: Date): Promise<void> {
    const what = planned.what as Items;
    const { proration, until } = what.on_consent!;
    const end = new Date(until);
    if (now >= end)
      throw new AppError('conflict', 'The customer has not agreed to it before its period was over');
    const items = await this.entriesOf(tx, subscription, what);
    const change: Change = {
      items,
      when: 'now',
      proration,
      origin: 'request',
      reason: 'the customer agreed to it',
      isPromised: true,
    };
    const why = await this.makeChange.awaits(tx, subscription, change);
    if (why !== null) {
      const soon = new Date(now.getTime() + MINUTES_TO_TRY_AGAIN * 60_000);
      return this.schedule.putOff(tx, subscription, planned, soon < end ? soon : end, now);
    }
    const decided = await this.makeChange.decide(tx, subscription, change, now);
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
