import { Injectable } from '@nestjs/common';
import { type AttemptState, isOpenAttempt } from '../../domain/charge/attempt-states.js';
import { chargeMachine } from '../../domain/charge/charge-states.js';
import { money } from '../../domain/money/money.js';
import { can } from '../../domain/state-machine.js';
import { eventWhenPaid } from '../../domain/subscription/subscription-states.js';
import type { PaymentReading } from '../../gateway/payment-gateway.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Writer } from '../../platform/database/writes.js';
import { AgreementsRepository } from '../cards/index.js';
import { amountToCollect, InvoiceLifecycle } from '../invoices/index.js';
import { LedgerRepository } from '../ledger/index.js';
import { SubscriptionLifecycle } from '../subscriptions/index.js';
import type { Attempt } from './attempt.entity.js';
import { AttemptsRepository } from './attempts.repository.js';
import { CardOnFile } from './card-on-file.js';
import { ChargeLifecycle } from './charge-lifecycle.js';
import { ChargesRepository } from './charges.repository.js';
import type { GatewayOutcome } from './gateway-outcome.js';
import { standingBy } from './ladder-view.js';
import { PagesRepository } from './pages.repository.js';
import type { SettledBy, SettlementContext } from './settlement-context.js';
import { SurplusMoney } from './surplus-money.js';
import { after } from './waits.js';

/** Money arrived. */
@Injectable()
export class SettleSuccess {
  constructor(
    private readonly attempts: AttemptsRepository,
    private readonly pages: PagesRepository,
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
    if (isOwed(context)) {
      const wasLate = isLate(context);
      await this.collect(tx, context, status, payment, by);
      const { invoice, now } = context;
      // The money came to what was settled before: a page that was opened since must not take it again.
      if (wasLate) await this.pages.endOfInvoice(tx, invoice.merchantId, invoice.id, now);
      await this.moveSubscription(tx, context);
    } else await this.keepAside(tx, context, status, payment, by);
    if (context.attempt.kind === 'cit' && payment.card) await this.saveCard(tx, context, payment);
  }

  /** The invoice is paid by it. Reads nothing, so that many can be written together. */
  async collect(
    writer: Writer,
    context: SettlementContext,
    status: AttemptState,
    payment: PaymentReading,
    by: SettledBy,
  ): Promise<void> {
    const { attempt, charge, invoice, now } = context;
    await this.record(writer, context, { status, surplus: false }, payment, by);
    await this.chargeLifecycle.tellAttempt(writer, attempt, 'attempt.succeeded', now);
    await this.ledger.post(writer, attempt.merchantId, {
      source: 'attempt_succeeded',
      sourceId: attempt.id,
      occurredAt: now,
      debit: 'cash_at_gateway',
      credit: 'receivable',
      amount: money(attempt.amountMinor, attempt.currency),
    });
    await this.invoiceLifecycle.pay(writer, invoice, now);
    const event = isAwaited(context) ? 'attempt_succeeded' : 'late_success';
    await this.chargeLifecycle.apply(writer, charge, event, now, { succeededAt: now });
    await this.chargeLifecycle.tell(writer, charge, 'charge.succeeded', now);
  }

  private async record(
    writer: Writer,
    context: SettlementContext,
    verdict: Pick<Attempt, 'status' | 'surplus'>,
    payment: PaymentReading,
    by: SettledBy,
  ): Promise<void> {
    const { attempt, now } = context;
    // A card is kept only with the consent to charge it.
    const needsCard = attempt.kind === 'cit' && attempt.agreementId !== null && payment.card === null;
    const changes = {
      ...verdict,
      settledBy: by,
      resolvedAt: now,
      sessionId: attempt.sessionId ?? payment.sessionId,
      referenceNumber: payment.referenceNumber,
      payerCurrency: payment.payerCurrency ?? attempt.payerCurrency,
      // The money is in, the card is still to be fetched: asked for again shortly.
      nextCheckAt: needsCard ? after(context, { minutes: 1 }) : null,
      checks: 0,
    };
    await this.attempts.update(writer, attempt.merchantId, attempt.id, changes);
    Object.assign(attempt, changes);
    if (attempt.agreementId !== null)
      await this.agreements.countCycle(writer, attempt.merchantId, attempt.agreementId);
  }

  /** The invoice is paid, or nothing is left to pay of it: what that means to the subscription. */
  async moveSubscription(
    tx: Tx,
    {
      subscription,
      charge,
      invoice,
      now,
    }: Pick<SettlementContext, 'subscription' | 'charge' | 'invoice' | 'now'>,
  ): Promise<void> {
    if (subscription === null) return;
    const event = eventWhenPaid(subscription.status, subscription);
    // What was given up counts only where it holds the subscription back.
    const givenUp = subscription.status === 'unpaid' || subscription.status === 'paused';
    if (event === 'first_payment_succeeded') {
      await this.subscriptionLifecycle.apply(tx, subscription, event, now, {
        currentPeriodStart: invoice.periodStart,
        currentPeriodEnd: invoice.periodEnd,
        nextPeriodIndex: invoice.periodIndex! + 1,
        nextBillAt: subscription.cancelRequestedAt ? null : invoice.periodEnd,
      });
      return;
    }
    if (event === null) return;
    const [oldest] = await this.charges.othersPastDue(tx, charge, { givenUp });
    if (oldest) {
      // Told at its decline, and in the mails since: access ends by the debt that is left, not by the one that is paid.
      if (subscription.status === 'past_due')
        await this.subscriptionLifecycle.patch(tx, subscription, now, standingBy(oldest));
      return;
    }
    await this.subscriptionLifecycle.apply(tx, subscription, event, now, {
      pastDueSince: null,
      graceUntil: null,
      ...(givenUp && { resumedAt: now }),
      nextBillAt: subscription.cancelRequestedAt
        ? null
        : (subscription.nextBillAt ?? subscription.currentPeriodEnd),
    });
  }

  /** Nothing is owed on a paid or void invoice: this money is not ours to keep. */
  private async keepAside(
    tx: Tx,
    context: SettlementContext,
    status: AttemptState,
    payment: PaymentReading,
    by: SettledBy,
  ): Promise<void> {
    const { attempt, now } = context;
    await this.record(tx, context, { status, surplus: true }, payment, by);
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
    if (neverBegan(context)) await this.endFirst(tx, context);
  }

  /** While a person was to decide about its payment the first invoice was left open; nothing is owed on it any more. */
  private async endFirst(tx: Tx, { charge, invoice, now }: SettlementContext): Promise<void> {
    if (invoice.status !== 'open' || !can(chargeMachine, charge.status, 'cancel')) return;
    await this.chargeLifecycle.apply(tx, charge, 'cancel', now);
    await this.invoiceLifecycle.void(
      tx,
      invoice,
      now,
      'its subscription was over before the payment was known',
    );
  }

  private async saveCard(tx: Tx, { attempt, subscription, now }: SettlementContext, payment: PaymentReading) {
    const { agreementId } = attempt;
    if (subscription === null || agreementId === null) return;
    const reading = payment.card!;
    const isUnsure = await this.cardOnFile.mustBeAsked(tx, subscription, reading, attempt);
    const patch = isUnsure
      ? { nextCheckAt: now }
      : { cardId: (await this.cardOnFile.remember(tx, subscription, reading, now, agreementId)).id };
    await this.attempts.update(tx, attempt.merchantId, attempt.id, patch);
    Object.assign(attempt, patch);
  }
}

/** The charge waits for this very payment. */
function isAwaited({ charge }: SettlementContext): boolean {
  return can(chargeMachine, charge.status, 'attempt_succeeded');
}

/**
 * The attempt had been settled as unpaid. What its charge waits for tells nothing of it: one that was left to its
 * customer waits for whatever payment comes.
 */
function isLate({ attempt }: SettlementContext): boolean {
  return !isOpenAttempt(attempt.status);
}

/** The invoice was for the first period of what is over without having begun: there is none that could be paid for. */
function neverBegan({ subscription, invoice }: SettlementContext): boolean {
  if (subscription === null || invoice.periodIndex === null) return false;
  return subscription.endedAt !== null && subscription.currentPeriodStart === null;
}

/**
 * What paid and void invoices do not wait for any more is surplus; so is the late success of a try from before
 * a credit note, which is more than is owed now, and what was to begin a subscription that is over.
 */
function isOwed(context: SettlementContext): boolean {
  const { invoice, attempt } = context;
  if (attempt.amountMinor !== amountToCollect(invoice) || neverBegan(context)) return false;
  return invoice.status !== 'paid' && invoice.status !== 'void';
}

/**
 * A renewal's money arrived, and nothing follows from it for anybody but its invoice: so nothing has to be
 * read to write it down, and it can be written together with others.
 */
export function isPlain(context: SettlementContext, outcome: GatewayOutcome): boolean {
  const { attempt, subscription, invoice } = context;
  return (
    outcome.kind === 'succeeded' &&
    attempt.kind === 'mit' &&
    invoice.status === 'open' &&
    isOwed(context) &&
    isAwaited(context) &&
    !isLate(context) &&
    subscription !== null &&
    subscription.cancelRequestedAt === null &&
    eventWhenPaid(subscription.status) === null
  );
}
