import { Injectable } from '@nestjs/common';
import { attemptMachine } from '../../../domain/charge/attempt-states.js';
import { decidePayPage, type PayPage } from '../../../domain/charge/pay-page.js';
import { next } from '../../../domain/state-machine.js';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { newUuid } from '../../../platform/ids/type-id.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { orderNo } from '../../../platform/security/order-no.js';
import { AgreementsRepository } from '../../cards/index.js';
import { CustomersRepository } from '../../customers/index.js';
import {
  after,
  amountOf,
  amountOfAttempt,
  type Attempt,
  AttemptContext,
  AttemptLeases,
  AttemptsRepository,
  ChargeLifecycle,
  ChargesRepository,
  CloseEarlierSessions,
  SettleCharge,
} from '../../charges/index.js';
import { collectionKey, type Invoice } from '../../invoices/index.js';
import { MerchantAccounts, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { SubscriptionLifecycle, SubscriptionsRepository } from '../../subscriptions/index.js';
import { closesAt, type OpenedPage, refuseCheckout } from '../checkout-answers.js';
import { fateOfPage } from '../fate-of-page.js';
import { PayPageReader, type PayPageRows } from '../pay-page-reader.js';

/** An address at Ottu, or why there is none now. */
export type OpenedInvoicePage = { url: string } | { page: PayPage };

/**
 * Opens a session in which the customer pays an invoice that is being collected, in the same three steps as a
 * charge: attempt written ahead, earlier sessions closed, session made and published. The charge keeps its
 * plan meanwhile; the attempt alone keeps the saved card from being charged at the same time.
 */
@Injectable()
export class OpenInvoicePage {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly pages: PayPageReader,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly customers: CustomersRepository,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly leases: AttemptLeases,
    private readonly agreements: AgreementsRepository,
    private readonly contexts: AttemptContext,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly clock: MerchantClock,
    private readonly realTime: Clock,
    private readonly closeEarlier: CloseEarlierSessions,
    private readonly settle: SettleCharge,
    private readonly epochs: EpochGate,
  ) {}

  /** @throws AppError when Ottu cannot or will not */
  async execute(invoice: Invoice, backUrl: string): Promise<OpenedInvoicePage> {
    const prepared = await this.uow.run((tx) => this.prepare(tx, invoice));
    if ('page' in prepared) return prepared;
    const { attempt } = prepared;
    crashpoint('after-claim');
    const payer = await this.contexts.of(attempt);
    const obstacle = await this.closeEarlier.execute(attempt, payer.account);
    if (obstacle !== null) {
      await this.giveUp(attempt, obstacle.reason);
      await this.closeEarlier.giveToHuman(obstacle);
      return { page: 'checking' };
    }
    const askedAt = this.realTime.now();
    const session = await this.gateway.createSession(
      payer.account,
      this.contexts.sessionRequest(payer, {
        purpose: 'invoice_payment',
        amount: amountOfAttempt(attempt),
        orderNo: attempt.orderNo,
        pgCode: attempt.pgCode,
        returnUrl: payer.subscription?.returnUrl ?? backUrl,
      }),
    );
    crashpoint('after-session');
    if (session.kind !== 'created' || session.checkoutUrl === null) {
      await this.giveUp(attempt, 'no page could be opened');
      throw refuseCheckout(session);
    }
    const { sessionId, checkoutUrl, expiresAt } = session;
    const page = { sessionId, checkoutUrl, expiresAt, askedAt };
    if (await this.uow.run((tx) => this.publish(tx, attempt, page))) return { url: checkoutUrl };
    return { page: 'checking' };
  }

  private async prepare(tx: Tx, found: Invoice): Promise<{ page: PayPage } | { attempt: Attempt }> {
    const moment = await this.clock.moment(tx, found.merchantId);
    const rows = await this.pages.lock(tx, found, moment.now);
    const page = decidePayPage(rows.facts);
    if (page !== 'open') return { page };
    // After a restore it may have been paid on a page that the database has forgotten.
    if (!(await this.epochs.allowsMoney(tx))) return { page: 'checking' };
    const checkAt = after(moment, { minutes: 5 });
    return { attempt: await this.writeAhead(tx, rows, moment.now, checkAt) };
  }

  private async writeAhead(
    tx: Tx,
    { subscription, invoice, charge }: PayPageRows,
    now: Date,
    nextCheckAt: Date,
  ): Promise<Attempt> {
    const { merchantId, id: chargeId, currency, amountMinor, attemptsMade } = charge!;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const pgCode = merchant.routing[currency];
    if (pgCode === undefined) throw new Error(`no gateway is set for ${currency}`);
    // With a subscription the consent is given anew; without one the card is used once and not kept.
    const agreement =
      subscription && (await this.agreements.lockBySubscription(tx, merchantId, subscription.id));
    const payer = subscription ?? (await this.customers.findById(tx, merchantId, invoice.customerId))!;
    const n = attemptsMade + 1;
    const secret = this.accounts.orderNoSecret(merchant);
    await this.charges.update(tx, merchantId, chargeId, { attemptsMade: n, updatedAt: now });
    return this.attempts.insert(tx, {
      merchantId,
      chargeId,
      invoiceId: invoice.id,
      subscriptionId: invoice.subscriptionId,
      customerId: invoice.customerId,
      n,
      kind: 'cit',
      status: attemptMachine.initial,
      orderNo: orderNo(secret, payer.publicId, collectionKey(invoice), n),
      currency,
      amountMinor,
      cardId: null,
      pgCode,
      agreementId: agreement?.id ?? null,
      owner: newUuid(),
      preparedAt: now,
      nextCheckAt,
    });
  }

  /** False when the page must not be used. */
  private async publish(tx: Tx, attempt: Attempt, page: OpenedPage): Promise<boolean> {
    const { merchantId, id, chargeId, subscriptionId } = attempt;
    const subscription = await this.subscriptions.lockIfAny(tx, merchantId, subscriptionId);
    const charge = await this.charges.lockById(tx, merchantId, chargeId);
    const current = await this.attempts.lockById(tx, merchantId, id);
    const isOver = charge.status === 'succeeded' || charge.status === 'canceled';
    const isWanted = !isOver && (subscription?.cancelRequestedAt ?? null) === null;
    const fate = fateOfPage(attempt, current, isWanted);
    if (fate === 'lost') return false;
    const moment = await this.clock.moment(tx, merchantId);
    const expiresAt = fate === 'show' ? closesAt(page, moment.now) : moment.now;
    await this.attempts.update(tx, merchantId, id, {
      status: next(attemptMachine, current.status, 'session_opened'),
      sessionId: page.sessionId,
      checkoutUrl: page.checkoutUrl,
      expiresAt,
      nextCheckAt: fate === 'show' ? after(moment, { minutes: 5 }) : moment.now,
    });
    await this.leases.release(tx, current);
    if (fate === 'close') return false;
    const told = { amount: amountOf(attempt), url_expires_at: expiresAt.toISOString() };
    if (subscription)
      await this.lifecycle.tell(tx, subscription, 'subscription.checkout_opened', moment.now, told);
    else await this.chargeLifecycle.tell(tx, charge, 'charge.page_opened', moment.now, told);
    return true;
  }

  private async giveUp(attempt: Attempt, reason: string): Promise<void> {
    await this.settle.execute(attempt, { kind: 'unsent', reason }, 'answer');
  }
}
