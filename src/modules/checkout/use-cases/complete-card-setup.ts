import { Injectable } from '@nestjs/common';
import { anchorOfBeginning } from '../../../domain/subscription/count-anew.js';
import type { CardReading } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AgreementsRepository } from '../../cards/index.js';
import { after, CardOnFile } from '../../charges/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import {
  anchorColumns,
  anchorOf,
  intervalOf,
  ScheduleBook,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
  trialFrom,
} from '../../subscriptions/index.js';
import type { CardSetup } from '../card-setup.entity.js';
import { CardSetupsRepository } from '../card-setups.repository.js';
import { CustomerLinks } from '../customer-links.js';

/** Whatever bank was asked while its page was closed has answered by then. */
const LATE_LOOK_MINUTES = 30;

/**
 * The card is saved: a trial begins now, and its first paid period where it ends; or another card, or a new
 * consent, takes the place of the one on file.
 */
@Injectable()
export class CompleteCardSetup {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly setups: CardSetupsRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly schedule: ScheduleBook,
    private readonly cardOnFile: CardOnFile,
    private readonly agreements: AgreementsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly links: CustomerLinks,
    private readonly clock: MerchantClock,
  ) {}

  execute({ merchantId, id, subscriptionId }: CardSetup, reading: CardReading): Promise<void> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionId);
      const setup = await this.setups.lockById(tx, merchantId, id);
      if (setup.status === 'completed') return;
      const now = await this.clock.now(tx, merchantId);
      if (setup.purpose === 'consent' && !(await this.isStillAsked(tx, setup)))
        return this.setups.end(tx, merchantId, id, now, null);
      await this.setups.update(tx, merchantId, id, {
        status: 'completed',
        nextCheckAt: null,
        updatedAt: now,
      });
      if (setup.purpose === 'consent') {
        await this.cardOnFile.consentAnew(tx, subscription, setup.agreementId!, reading, now);
        return this.schedule.consentGiven(tx, subscription, now);
      }
      await this.cardOnFile.given(tx, subscription, reading, now, setup.agreementId);
      if (subscription.status !== 'incomplete') return;
      if (subscription.trialEnd === null && subscription.trialDays === 0)
        return this.begin(tx, subscription, now);
      const trial = trialFrom(subscription, now);
      const told = { trial_end: trial.trialEnd.toISOString() };
      await this.lifecycle.apply(tx, subscription, 'trial_started', now, trial, told);
      await this.schedule.moveWithPeriods(tx, subscription, now);
    });
  }

  /** Nothing is paid in advance: with the card it is active, and its first period, which costs nothing yet, is due. */
  private async begin(tx: Tx, subscription: Subscription, now: Date): Promise<void> {
    const anchor = anchorOfBeginning(anchorOf(subscription), intervalOf(subscription), now);
    const begins = { nextBillAt: now, ...anchorColumns(anchor) };
    await this.lifecycle.apply(tx, subscription, 'first_payment_succeeded', now, begins, {
      reason: 'a card is saved and nothing is paid in advance',
    });
    await this.schedule.moveWithPeriods(tx, subscription, now);
  }

  /** Since its page ended the customer may have been asked for other terms: nobody has consented to those. */
  private async isStillAsked(tx: Tx, { merchantId, agreementId, createdAt }: CardSetup): Promise<boolean> {
    const { status, updatedAt } = await this.agreements.lockById(tx, merchantId, agreementId!);
    return status === 'pending' && updatedAt <= createdAt;
  }

  /**
   * The page closed without a card. Read once more after a while: its customer may have been at the bank, whose approval
   * saves the card on the closed page as well. A subscription that never began ends with the other ones of its kind.
   */
  expire({ merchantId, id, nextCheckAt: asClaimed }: CardSetup): Promise<void> {
    return this.uow.run(async (tx) => {
      const { status, nextCheckAt } = await this.setups.lockById(tx, merchantId, id);
      // A webhook told of it while it was looked at: what was seen is older than that.
      if (status === 'expired' && nextCheckAt?.getTime() !== asClaimed?.getTime()) return;
      const moment = await this.clock.moment(tx, merchantId);
      const lookAgainAt = status === 'open' ? after(moment, { minutes: LATE_LOOK_MINUTES }) : null;
      await this.setups.end(tx, merchantId, id, moment.now, lookAgainAt);
    });
  }

  /**
   * Long after its end the page can neither be read as closed nor be closed: it is in nobody's way any more, and read
   * on for a while. Where it is paid and no card is told, the card on file may be one that Ottu does not charge any more.
   */
  giveUp({ merchantId, id, subscriptionId }: CardSetup, lookAgainAt: Date, isPaid: boolean): Promise<void> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionId);
      const { status, orderNo, pgCode } = await this.setups.lockById(tx, merchantId, id);
      const now = await this.clock.now(tx, merchantId);
      await this.setups.end(tx, merchantId, id, now, lookAgainAt);
      // Who has no subscription yet gives a card when they begin one.
      const needsCard = subscription.status !== 'incomplete' && subscription.endedAt === null;
      if (status !== 'open' || !isPaid || !needsCard) return;
      const merchant = (await this.merchants.findById(tx, merchantId))!;
      await this.lifecycle.tell(tx, subscription, 'card.missing', now, {
        order_no: orderNo,
        gateway: pgCode,
        url: await this.links.toGiveCard(tx, merchant, subscription, now),
      });
    });
  }
}
