import { Injectable, Logger } from '@nestjs/common';
import type { TimeScope } from '../../../platform/clock/time-scope.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { later, MAX_FAILURES } from '../../charges/index.js';
import {
  CollectionInFlight,
  type Subscription,
  SubscriptionLifecycle,
  DueSubscriptionsRepository,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { PAGE_LIFE_HOURS } from '../checkout-answers.js';
import { CardSetupsRepository } from '../card-setups.repository.js';

/** How long a subscription may wait for its first payment; longer than any of its pages lives. */
export const UNSTARTED_HOURS = PAGE_LIFE_HOURS + 1;

/** Ends subscriptions whose customer never came: no page opened, or the last one closed unused. */
@Injectable()
export class EndUnstarted {
  private readonly logger = new Logger(EndUnstarted.name);

  constructor(
    private readonly uow: UnitOfWork,
    private readonly dueSubscriptions: DueSubscriptionsRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly setups: CardSetupsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly collection: CollectionInFlight,
  ) {}

  async execute(scope: TimeScope, now: Date, limit: number): Promise<number> {
    const before = later(now, { hours: -UNSTARTED_HOURS });
    const stale = await this.uow.read((tx) => this.dueSubscriptions.unstartedSince(tx, scope, before, limit));
    let ended = 0;
    for (const subscription of stale) {
      try {
        ended += (await this.end(subscription, now)) ? 1 : 0;
      } catch (error) {
        await this.countFailure(subscription, error as Error, now);
      }
    }
    return ended;
  }

  /** One that throws each time is set aside, so that the others behind it go on. */
  private countFailure({ merchantId, id, publicId }: Subscription, error: Error, now: Date): Promise<void> {
    this.logger.error({ err: error, subscription_id: publicId }, 'Ending an unstarted subscription failed');
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockById(tx, merchantId, id);
      // Paid or ended meanwhile: what failed is nothing that is left to do.
      if (subscription.status !== 'incomplete') return;
      const billingFailures = subscription.billingFailures + 1;
      if (billingFailures < MAX_FAILURES)
        return this.lifecycle.patch(tx, subscription, now, { billingFailures });
      const reason = `ending it failed ${billingFailures} times: ${error.message.slice(0, 300)}`;
      return this.lifecycle.setAside(tx, subscription, now, reason, { billingFailures });
    });
  }

  private end({ merchantId, id }: Subscription, now: Date): Promise<boolean> {
    const reason = 'the first payment was not made in time';
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockById(tx, merchantId, id);
      if (subscription.status !== 'incomplete') return false;
      const setup = await this.setups.findOpen(tx, merchantId, id);
      if (setup?.status === 'open') return false;
      if (setup) await this.setups.end(tx, merchantId, setup.id, now, null);
      if (!(await this.collection.stop(tx, merchantId, id, now, reason))) return false;
      await this.lifecycle.apply(tx, subscription, 'first_payment_expired', now, {}, { reason });
      return true;
    });
  }
}
