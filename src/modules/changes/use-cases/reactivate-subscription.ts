import { Injectable } from '@nestjs/common';
import { agreementAllows } from '../../../domain/agreement/agreement-terms.js';
import { localDateOf } from '../../../domain/calendar/anchor.js';
import { isFeeAfterwards } from '../../../domain/pricing/held-part.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { AgreementsRepository, CardsRepository } from '../../cards/index.js';
import { GivenUp } from '../../charges/index.js';
import { BillablesReader, ChargedLinesRepository, InvoicesRepository } from '../../invoices/index.js';
import { MerchantClock } from '../../merchants/index.js';
import {
  ScheduleBook,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import { CountAnew, takeUpOf, type TakingUp } from '../count-anew.js';
import { Unsettled } from '../unsettled.js';

/**
 * A canceled subscription goes on under the consent that its customer gave and never took back. What was paid
 * for and is not over goes on first; else a period begins now, and the card is charged for it.
 */
@Injectable()
export class ReactivateSubscription {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly countAnew: CountAnew,
    private readonly unsettled: Unsettled,
    private readonly givenUp: GivenUp,
    private readonly charged: ChargedLinesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly billables: BillablesReader,
    private readonly agreements: AgreementsRepository,
    private readonly cards: CardsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<Subscription> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockByPublicId(tx, merchantId, publicId);
      if (!subscription) throw AppError.notFound('subscription', publicId);
      const now = await this.clock.now(tx, merchantId);
      await this.lockConsent(tx, subscription);
      const { event, taken, patch } = await this.decide(tx, subscription, now);
      await this.schedule.undoAll(tx, subscription, now, 'the subscription had been canceled');
      await this.givenUp.forget(tx, subscription, now);
      const next = { next_bill_at: taken.nextBillAt.toISOString() };
      await this.lifecycle.apply(tx, subscription, event, now, patch, next);
      if (taken.anew) await this.countAnew.apply(tx, subscription, taken.anew, 'reactivated', now);
      return subscription;
    });
  }

  /** Where it would go on; nothing is written. @throws AppError when it is not allowed */
  async decide(tx: Tx, subscription: Subscription, now: Date): Promise<TakingUp> {
    const { publicId, status } = subscription;
    if (status !== 'canceled') {
      const detail = `Subscription ${publicId} is ${status}: only a canceled one can be reactivated`;
      throw new AppError('conflict', detail);
    }
    await this.requireConsent(tx, subscription, now);
    await this.unsettled.refuse(tx, subscription, 'reactivating');
    await this.givenUp.refuseWhileBlocked(tx, subscription, 'reactivating');
    const fees = await this.feesAfterwards(tx, subscription);
    const covering = await this.charged.covering(tx, subscription.merchantId, subscription.id, now);
    const charged = covering.filter(({ priceId }) => !fees.has(priceId));
    // A cancel that gave back the unused days has ended what was paid for.
    const isEnded = charged.length > 0 && charged.every((line) => line.isEnded);
    const isGivenBack = isEnded || (await this.wasGivenUp(tx, subscription));
    const taken = takeUpOf(subscription, 'now', now, { isGivenBack });
    const patch = {
      nextBillAt: taken.nextBillAt,
      canceledAt: null,
      endedAt: null,
      cancelAtPeriodEnd: false,
      cancelReason: null,
      pastDueSince: null,
      graceUntil: null,
      // What was used before and is not billed yet goes into the next invoice.
      finalBillAt: null,
      // Fees were billed up to the cancel; in former times up to the end of the period.
      feesOwedFrom: latest([now, ...covering.filter(({ priceId }) => fees.has(priceId)).map(({ period }) => period.end)]), // prettier-ignore
      trialEnd: endOfTrial(subscription, now),
    };
    return { event: 'reactivate', taken, patch };
  }

  /** So that it is not taken back while it is relied on. */
  private async lockConsent(tx: Tx, { merchantId, id }: Subscription): Promise<void> {
    const agreement = await this.agreements.findBySubscription(tx, merchantId, id);
    if (agreement) await this.agreements.lockBySubscription(tx, merchantId, id);
  }

  /** Nobody paid for the period that was running, so nothing of it is left to be used. */
  private async wasGivenUp(tx: Tx, { merchantId, id, nextPeriodIndex }: Subscription): Promise<boolean> {
    const last = await this.invoices.findByPeriod(tx, merchantId, id, nextPeriodIndex - 1);
    return last?.status === 'void' || last?.status === 'uncollectible';
  }

  /**
   * Prices of fees that are paid afterwards. Those are billed up to the cancel by its last invoice: before that is made
   * nobody could tell which of them are owed still.
   */
  private async feesAfterwards(tx: Tx, subscription: Subscription): Promise<Set<string>> {
    const { merchantId, id, publicId, finalBillAt } = subscription;
    const { items } = (await this.billables.read(tx, merchantId, [subscription])).get(id)!;
    const fees = new Set(items.filter(isFeeAfterwards).map(({ priceId }) => priceId));
    if (fees.size === 0 || finalBillAt === null) return fees;
    const why =
      'fees that are paid afterwards are billed first, up to its cancel; ask again once that is done';
    throw new AppError('conflict', `Subscription ${publicId} cannot be reactivated yet: ${why}`);
  }

  private async requireConsent(tx: Tx, subscription: Subscription, now: Date): Promise<void> {
    const { merchantId, id, publicId, cardId, timeZone } = subscription;
    const card = cardId === null ? null : await this.cards.findById(tx, merchantId, cardId);
    const agreement = card && (await this.agreements.findBySubscription(tx, merchantId, id));
    const today = localDateOf(now, timeZone);
    // The amount is judged with the invoice that it is for.
    const standing = { amountVariability: 'variable' as const, amountMinor: null, maxAmountMinor: null };
    const allowed = agreement && agreementAllows({ ...agreement, ...standing, today, chargeMinor: 0n });
    if (card?.status === 'active' && allowed?.ok) return;
    const why = allowed?.ok === false ? allowed.reason : 'There is no card on file that can be charged.';
    throw new AppError('conflict', `Subscription ${publicId} cannot be reactivated; begin a new one. ${why}`);
  }
}

function latest(moments: readonly Date[]): Date {
  return new Date(Math.max(...moments.map((one) => one.getTime())));
}

/** What begins now is paid for, and so is its usage: what is left of a trial would place it where nobody bills it. */
function endOfTrial({ trialEnd }: Subscription, now: Date): Date | null {
  return trialEnd !== null && trialEnd > now ? now : trialEnd;
}
