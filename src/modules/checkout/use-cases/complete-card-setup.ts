import { Injectable } from '@nestjs/common';
import { anchorOfBeginning } from '../../../domain/subscription/count-anew.js';
import type { CardReading } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { CardOnFile } from '../../charges/index.js';
import { MerchantClock } from '../../merchants/index.js';
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
    private readonly clock: MerchantClock,
  ) {}

  execute({ merchantId, id, subscriptionId }: CardSetup, reading: CardReading): Promise<void> {
    return this.uow.run(async (tx) => {
      const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionId);
      const setup = await this.setups.lockById(tx, merchantId, id);
      if (setup.status === 'completed') return;
      const now = await this.clock.now(tx, merchantId);
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

  /** The page closed without a card. A subscription that never began ends with the other ones of its kind. */
  expire({ merchantId, id }: CardSetup): Promise<void> {
    return this.uow.run(async (tx) => {
      const now = await this.clock.now(tx, merchantId);
      await this.setups.update(tx, merchantId, id, { status: 'expired', nextCheckAt: null, updatedAt: now });
    });
  }
}
