import { Injectable } from '@nestjs/common';
import type { AttemptState } from '../../domain/charge/attempt-states.js';
import { chargeMachine } from '../../domain/charge/charge-states.js';
import { money } from '../../domain/money/money.js';
import { can } from '../../domain/state-machine.js';
import { eventWhenPaid } from '../../domain/subscription/subscription-states.js';
import type { PaymentReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AgreementsRepository } from '../cards/index.js';
import { InvoiceLifecycle } from '../invoices/index.js';
import { LedgerRepository } from '../ledger/index.js';
import { SubscriptionLifecycle } from '../subscriptions/index.js';
import { AttemptsRepository } from './attempts.repository.js';
import { CardOnFile } from './card-on-file.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { ChargesRepository } from './charges.repository.js';
import type { SettledBy, SettlementContext } from './settlement-context.js';
import { SurplusMoney } from './surplus-money.js';
import { after } from './waits.js';

/** Money arrived. */
@Injectable()
export class SettleSuccess {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly charges: ChargesRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly subscriptionLifecycle: SubscriptionLifecycle,
    private readonly agreements: AgreementsRepository,
    private readonly ledger: LedgerRepository,
    private readonly cardOnFile: CardOnFile,
    private readonly surplusMoney: SurplusMoney,
  ) {}

  async apply(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    payment: PaymentReading,
    by: SettledBy,
  ): Promise<void> {
    const { attempt, invoice, now } = context;
    // Nothing is owed on a paid or void invoice: this money is not ours to keep.
    const surplus = invoice.status === 'paid' || invoice.status === 'void';
    const needsCard = attempt.kind === 'cit' && payment.card === null;
    const changes = {
      status,
      surplus,
      settledBy: by,
      resolvedAt: now,
      sessionId: attempt.sessionId ?? payment.sessionId,
      referenceNumber: payment.referenceNumber,
      // The money is in, the card is still to be fetched: asked for again shortly.
      nextCheckAt: needsCard ? after(context, { minutes: 1 }) : null,
      checks: 0,
    };
    await this.attempts.update(tx, attempt.merchantId, attempt.id, changes);
    Object.assign(attempt, changes);
    await this.agreements.countCycle(tx, attempt.merchantId, attempt.agreementId);
    if (surplus) await this.keepAside(tx, context);
    else await this.collect(tx, context);
    if (attempt.kind === 'cit' && payment.card) await this.saveCard(tx, context, payment);
  }

  private async collect(tx: Tx, context: SettlementContext): Promise<void> {
    const { attempt, charge, invoice, now } = context;
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.succeeded', now);
    await this.ledger.post(tx, attempt.merchantId, {
      source: 'attempt_succeeded',
      sourceId: attempt.id,
      occurredAt: now,
      debit: 'cash_at_gateway',
      credit: 'receivable',
      amount: money(attempt.amountMinor, attempt.currency),
    });
    await this.invoiceLifecycle.pay(tx, invoice, now);
    const event = can(chargeMachine, charge.status, 'attempt_succeeded')
      ? 'attempt_succeeded'
      : 'late_success';
    await this.chargeLifecycle.apply(tx, charge, event, now, { succeededAt: now });
    await this.chargeLifecycle.tell(tx, charge, 'charge.succeeded', now);
    await this.moveSubscription(tx, context);
  }

  private async moveSubscription(
    tx: Tx,
    { subscription, charge, invoice, now }: SettlementContext,
  ): Promise<void> {
    const event = eventWhenPaid(subscription.status);
    if (event === 'first_payment_succeeded') {
      await this.subscriptionLifecycle.apply(tx, subscription, event, now, {
        currentPeriodStart: invoice.periodStart,
        currentPeriodEnd: invoice.periodEnd,
        nextPeriodIndex: invoice.periodIndex + 1,
        nextBillAt: subscription.cancelRequestedAt ? null : invoice.periodEnd,
      });
    } else if (event !== null && (await this.charges.countOthersPastDue(tx, charge)) === 0) {
      await this.subscriptionLifecycle.apply(tx, subscription, event, now, {
        pastDueSince: null,
        graceUntil: null,
        nextBillAt: subscription.cancelRequestedAt
          ? null
          : (subscription.nextBillAt ?? subscription.currentPeriodEnd),
      });
    }
  }

  private async keepAside(tx: Tx, { attempt, now }: SettlementContext): Promise<void> {
    await this.ledger.post(tx, attempt.merchantId, {
      source: 'attempt_surplus',
      sourceId: attempt.id,
      occurredAt: now,
      debit: 'cash_at_gateway',
      credit: 'surplus',
      amount: money(attempt.amountMinor, attempt.currency),
    });
    await this.chargeLifecycle.tellAttempt(tx, attempt, 'attempt.surplus', now);
    await this.surplusMoney.setAside(tx, attempt, now);
  }

  private async saveCard(tx: Tx, { attempt, subscription, now }: SettlementContext, payment: PaymentReading) {
    const card = await this.cardOnFile.remember(tx, subscription, payment.card!, now);
    await this.attempts.update(tx, attempt.merchantId, attempt.id, { cardId: card.id });
    attempt.cardId = card.id;
  }
}
