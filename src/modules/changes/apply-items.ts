import { Injectable } from '@nestjs/common';
import type { Anchor } from '../../domain/calendar/anchor.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import {
  type Basket,
  type Subscription,
  SubscriptionLifecycle,
  ItemChangesRepository,
} from '../subscriptions/index.js';
import { CountAnew } from './count-anew.js';

/** A subscription has other items from now on, and perhaps another interval. */
@Injectable()
export class ApplyItems {
  constructor(
    private readonly items: ItemChangesRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly countAnew: CountAnew,
  ) {}

  async execute(
    tx: Tx,
    subscription: Subscription,
    basket: Basket,
    { anchor, at, reason }: { anchor: Anchor | null; at: Date; reason?: string },
    now: Date,
  ): Promise<void> {
    await this.items.replaceItems(tx, subscription, basket.items, at);
    const { unit: intervalUnit, count: intervalCount } = basket.interval;
    await this.lifecycle.patch(tx, subscription, now, { intervalUnit, intervalCount });
    if (anchor) {
      const previousEnd = subscription.currentPeriodEnd;
      await this.countAnew.apply(tx, subscription, { anchor, previousEnd }, 'interval_changed', now);
      // While it is paused or given up nothing is billed; resuming finds the new interval.
      if (subscription.nextBillAt !== null)
        await this.lifecycle.patch(tx, subscription, now, { nextBillAt: at });
    }
    await this.lifecycle.tell(tx, subscription, 'subscription.changed', now, {
      items: basket.planNames.join(', '),
      amount: basket.amount,
      interval: basket.intervalWords,
      effective_at: at.toISOString(),
      ...(reason !== undefined && { reason }),
    });
  }
}
