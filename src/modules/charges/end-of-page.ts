import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { InvoiceLifecycle, isByHand } from '../invoices/index.js';
import { SubscriptionLifecycle } from '../subscriptions/index.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { isOver } from './decide-attempt.js';
import type { SettlementContext } from './settlement-context.js';
import { StopCollection } from './stop-collection.js';
import { after, RETRY_SPACING_HOURS } from './waits.js';

/**
 * A hosted page ended without a payment. One for a first payment ends the subscription that never began. One
 * from a link changes nothing: the charge kept its place and its plan while the page was open, and a customer
 * who tried and failed has used up none of the retries that their saved card has left.
 */
@Injectable()
export class EndOfPage {
  constructor(
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly subscriptionLifecycle: SubscriptionLifecycle,
    private readonly stopCollection: StopCollection,
  ) {}

  async apply(tx: Tx, context: SettlementContext, { byPerson = false } = {}): Promise<void> {
    const { subscription, charge, invoice, now } = context;
    if (isByHand(invoice)) return this.leaveToCustomer(tx, context, byPerson);
    // Nothing was ever billed, so this was to be the first payment.
    const isFirst = subscription!.currentPeriodStart === null;
    if (isFirst && (charge.status === 'awaiting_customer' || charge.status === 'blocked')) {
      return this.expireFirstPayment(tx, context);
    }
    if (!byPerson || charge.status !== 'blocked') return;
    const reason = 'a person found that the customer had not paid';
    if (isOver(subscription!, invoice)) return this.stopCollection.end(tx, charge, now, reason);
    const earliest = after(context, { hours: RETRY_SPACING_HOURS }, context.attempt.preparedAt);
    const at = earliest < now ? now : earliest;
    await this.chargeLifecycle.apply(tx, charge, 'unblock', now, {}, { action: 'attempt', at, reason });
  }

  /** What a person made waits for its customer; the link opens another page. */
  private async leaveToCustomer(
    tx: Tx,
    { charge, now }: SettlementContext,
    byPerson: boolean,
  ): Promise<void> {
    if (byPerson && charge.status === 'blocked')
      await this.chargeLifecycle.apply(tx, charge, 'leave_to_customer', now);
  }

  private async expireFirstPayment(
    tx: Tx,
    { subscription, charge, invoice, now }: SettlementContext,
  ): Promise<void> {
    const reason = 'the first payment was not made in time';
    await this.chargeLifecycle.apply(tx, charge, 'cancel', now);
    await this.invoiceLifecycle.void(tx, invoice, now, reason);
    if (subscription?.status === 'incomplete' && subscription.cancelRequestedAt === null) {
      await this.subscriptionLifecycle.apply(tx, subscription, 'first_payment_expired', now, {}, { reason });
    }
  }
}
