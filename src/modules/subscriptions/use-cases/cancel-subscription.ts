import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { ApiKeysRepository, MerchantClock } from '../../merchants/index.js';
import { decideCancel, requireCancelable } from '../cancel-time.js';
import type { CancelSubscriptionRequest } from '../dto/cancel-subscription.request.js';
import { CollectionInFlight } from '../collection-in-flight.js';
import { ScheduleBook } from '../schedule-book.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionLifecycle } from '../subscription-lifecycle.js';
import { SubscriptionsRepository } from '../subscriptions.repository.js';
import { UnusedCredit } from '../unused-credit.js';

@Injectable()
export class CancelSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly collection: CollectionInFlight,
    private readonly unusedCredit: UnusedCredit,
    private readonly keys: ApiKeysRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(principal: Principal, publicId: string, request: CancelSubscriptionRequest): Promise<Subscription> {
    const { merchantId, scopes } = principal;
    if (request.force && !scopes.includes('admin'))
      throw AppError.field('forbidden', 'force', 'takes an API key with the scope admin');
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      const { at, broken } = decideCancel(request, subscription, now);
      const reason = request.reason ?? 'asked for over the API';
      const credit = request.credit === true;
      if (broken && !isRepeated(request, subscription))
        await this.tellBroken(tx, subscription, principal, { broken, at, reason }, now);
      if (request.when === 'now') await this.atOnce(tx, subscription, now, reason, credit);
      else if (request.when === 'period_end') await this.atPeriodEnd(tx, subscription, now, at, reason);
      else {
        const what = { kind: 'cancel' as const, reason, credit };
        await this.schedule.undoKind(tx, subscription, 'cancel', now, 'another date was asked for');
        await this.lifecycle.patch(tx, subscription, now, { cancelAtPeriodEnd: false });
        await this.schedule.plan(tx, subscription, { what, origin: 'request', when: { at } }, now);
      }
      return subscription;
    });
  }

  /** The term stays on its row: taken back, the cancel leaves the customer bound as before. */
  private async tellBroken(
    tx: Tx,
    subscription: Subscription,
    { merchantId, keyId }: Principal,
    { broken, at, reason }: { broken: Date; at: Date; reason: string },
    now: Date,
  ): Promise<void> {
    const key = (await this.keys.findById(tx, merchantId, keyId))!;
    await this.lifecycle.tell(tx, subscription, 'subscription.term_broken', now, {
      minimum_term_ends_at: broken.toISOString(),
      at: at.toISOString(),
      reason,
      api_key: key.publicId,
    });
  }

  /**
   * On the date that was planned the customer is gone, whatever is still being collected: put off, they would be billed
   * for periods that they had been told would not come. What cannot be given back because of that is told.
   */
  async onDate(tx: Tx, subscription: Subscription, at: Date, reason: string, credit: boolean): Promise<void> {
    requireCancelable(subscription);
    const withheld = credit ? await this.unusedCredit.giveIfSettled(tx, subscription, at) : null;
    await this.stop(tx, subscription, at, reason, withheld === null ? {} : { credit_withheld: withheld });
  }

  private async atOnce(
    tx: Tx,
    subscription: Subscription,
    now: Date,
    reason: string,
    credit: boolean,
  ): Promise<void> {
    requireCancelable(subscription);
    if (credit) await this.unusedCredit.give(tx, subscription, now);
    await this.stop(tx, subscription, now, reason, {});
  }

  /** A charge in flight is waited for: its money may have moved, and the answer decides what is owed. */
  private async stop(
    tx: Tx,
    subscription: Subscription,
    now: Date,
    reason: string,
    told: { credit_withheld?: string },
  ): Promise<void> {
    const { merchantId, id } = subscription;
    const stopped = await this.collection.stop(tx, merchantId, id, now, 'the subscription was canceled');
    if (stopped) {
      await this.lifecycle.apply(
        tx,
        subscription,
        'cancel',
        now,
        { cancelReason: reason },
        { reason, ...told },
      );
    } else if (subscription.cancelRequestedAt === null) {
      await this.lifecycle.patch(tx, subscription, now, {
        cancelRequestedAt: now,
        cancelReason: reason,
        nextBillAt: null,
      });
      await this.lifecycle.tell(tx, subscription, 'subscription.cancel_scheduled', now, {
        at: now.toISOString(),
        reason: `${reason}; waits for the answer to a payment under way`,
        ...told,
      });
    }
  }

  private async atPeriodEnd(
    tx: Tx,
    subscription: Subscription,
    now: Date,
    at: Date,
    reason: string,
  ): Promise<void> {
    if (subscription.cancelAtPeriodEnd) return;
    await this.schedule.undoKind(tx, subscription, 'cancel', now, 'the end of the period was asked for');
    await this.lifecycle.patch(tx, subscription, now, { cancelAtPeriodEnd: true, cancelReason: reason });
    await this.lifecycle.tell(tx, subscription, 'subscription.cancel_scheduled', now, {
      at: at.toISOString(),
      reason,
    });
  }
}

/** Such a cancel stands already, and was told. */
function isRepeated(
  { when }: CancelSubscriptionRequest,
  { cancelAtPeriodEnd, cancelRequestedAt }: Subscription,
): boolean {
  return when === 'period_end' ? cancelAtPeriodEnd : when === 'now' && cancelRequestedAt !== null;
}
