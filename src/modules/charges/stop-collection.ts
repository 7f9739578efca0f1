import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { Drafts, InvoiceLifecycle, InvoicesRepository, isByHand } from '../invoices/index.js';
import { CollectionInFlight, type Subscription, SubscriptionLifecycle } from '../subscriptions/index.js';
import { AttemptsRepository } from './attempts.repository.js';
import type { Charge } from './charge.entity.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { ChargesRepository } from './charges.repository.js';

/** Ends the collecting of what a subscription still owes, unless money may be on its way. */
@Injectable()
export class StopCollection extends CollectionInFlight {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly charges: ChargesRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly invoices: InvoicesRepository,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly drafts: Drafts,
    private readonly subscriptionLifecycle: SubscriptionLifecycle,
  ) {
    super();
  }

  override async stop(
    tx: Tx,
    merchantId: bigint,
    subscriptionId: bigint,
    at: Date,
    reason: string,
  ): Promise<boolean> {
    // Of a period that nobody was asked for yet nothing is owed, as nothing is given back of one that was paid.
    await this.drafts.discardOfPeriods(tx, merchantId, subscriptionId, at, reason);
    const charges = await this.charges.lockUnfinished(tx, merchantId, subscriptionId);
    const open = await this.attempts.lockOpenOfSubscription(tx, merchantId, subscriptionId);
    // A manual attempt waits for a person, perhaps for days; it holds up its invoice and nothing else.
    const awaited = open.filter((attempt) => attempt.status !== 'manual');
    for (const attempt of awaited.filter(({ status, expiresAt }) => status === 'ready' && expiresAt! > at)) {
      // The customer may be paying this moment: the page is closed first, and asked how it ended. Said
      // once: who comes by again and again must not make us ask each time.
      await this.attempts.update(tx, merchantId, attempt.id, { expiresAt: at, nextCheckAt: at });
    }
    if (awaited.length > 0) return false;
    for (const charge of charges.filter(({ status }) => status !== 'blocked'))
      await this.end(tx, charge, at, reason);
    return true;
  }

  /** After an answer came in: takes the cancel that waited for it. */
  async finishRequestedCancel(tx: Tx, subscription: Subscription, at: Date): Promise<void> {
    if (subscription.cancelRequestedAt === null) return;
    const reason = subscription.cancelReason ?? 'asked for';
    if (await this.stop(tx, subscription.merchantId, subscription.id, at, reason)) {
      await this.subscriptionLifecycle.apply(tx, subscription, 'cancel', at, {}, { reason });
    }
  }

  /** What a person made is owed whatever becomes of the subscription. */
  private async leaveToCustomer(tx: Tx, charge: Charge, at: Date, reason: string): Promise<void> {
    if (charge.status === 'awaiting_customer') return;
    await this.chargeLifecycle.apply(tx, charge, 'leave_to_customer', at);
    await this.chargeLifecycle.tell(tx, charge, 'charge.left_to_customer', at, { reason });
  }

  /** Of one charge, for which no money is on its way any more. */
  async end(tx: Tx, charge: Charge, at: Date, reason: string): Promise<void> {
    const found = await this.invoices.lockById(tx, charge.merchantId, charge.invoiceId);
    if (isByHand(found)) return this.leaveToCustomer(tx, charge, at, reason);
    const neverBegan = charge.status === 'awaiting_customer';
    await this.chargeLifecycle.apply(tx, charge, 'cancel', at);
    if (neverBegan) await this.invoiceLifecycle.void(tx, found, at, reason);
    else await this.invoiceLifecycle.markUncollectible(tx, found, at, reason);
  }
}
