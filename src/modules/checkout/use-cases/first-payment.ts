import { Injectable } from '@nestjs/common';
import { attemptMachine } from '../../../domain/charge/attempt-states.js';
import { periodAt } from '../../../domain/calendar/period.js';
import { periodInvoice } from '../../../domain/subscription/period-invoice.js';
import { next } from '../../../domain/state-machine.js';
import { PaymentGateway } from '../../../gateway/payment-gateway.js';
import { Clock } from '../../../platform/clock/clock.js';
import { crashpoint } from '../../../platform/config/crashpoint.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { EpochGate } from '../../../platform/epoch/index.js';
import { newUuid } from '../../../platform/ids/type-id.js';
import { orderNo } from '../../../platform/security/order-no.js';
import { AgreementsRepository } from '../../cards/index.js';
import {
  after,
  amountOf,
  amountOfAttempt,
  type Attempt,
  AttemptContext,
  AttemptLeases,
  AttemptsRepository,
  ChargesRepository,
  OpenCharge,
  SettleCharge,
} from '../../charges/index.js';
import {
  BillablesReader,
  type Invoice,
  InvoiceLifecycle,
  InvoicesRepository,
  NoteBilled,
} from '../../invoices/index.js';
import { MerchantAccounts, MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import {
  anchorOf,
  type Checkout,
  intervalOf,
  type Subscription,
  SubscriptionLifecycle,
  SubscriptionsRepository,
} from '../../subscriptions/index.js';
import {
  closesAt,
  type OpenedPage,
  refuseCheckout,
  refuseUnlessAwaited,
  stillOpening,
  waitsForItsBeginning,
} from '../checkout-answers.js';
import { fateOfPage } from '../fate-of-page.js';

/** The customer pays the first period on Ottu's page and consents to the ones that follow. */
@Injectable()
export class FirstPayment {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly lifecycle: SubscriptionLifecycle,
    private readonly invoices: InvoicesRepository,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly billables: BillablesReader,
    private readonly noteBilled: NoteBilled,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly leases: AttemptLeases,
    private readonly openCharge: OpenCharge,
    private readonly agreements: AgreementsRepository,
    private readonly contexts: AttemptContext,
    private readonly merchants: MerchantsRepository,
    private readonly accounts: MerchantAccounts,
    private readonly clock: MerchantClock,
    private readonly realTime: Clock,
    private readonly settle: SettleCharge,
    private readonly epochs: EpochGate,
  ) {}

  async open(subscription: Subscription): Promise<Checkout> {
    const { merchantId, id } = subscription;
    const attempt = await this.uow.run((tx) => this.prepare(tx, merchantId, id));
    if (attempt.status === 'ready') return checkoutOf(attempt);
    crashpoint('after-claim');
    const payer = await this.contexts.of(attempt);
    const askedAt = this.realTime.now();
    const session = await this.gateway.createSession(
      payer.account,
      this.contexts.sessionRequest(payer, {
        purpose: 'first_payment',
        amount: amountOfAttempt(attempt),
        orderNo: attempt.orderNo,
        pgCode: attempt.pgCode,
      }),
    );
    crashpoint('after-session');
    if (session.kind === 'created' && session.checkoutUrl !== null) {
      const { sessionId, checkoutUrl, expiresAt } = session;
      const page = { sessionId, checkoutUrl, expiresAt, askedAt };
      const checkout = await this.uow.run((tx) => this.publish(tx, attempt, page));
      if (checkout === null) throw stillOpening();
      return checkout;
    }
    await this.settle.execute(attempt, { kind: 'unsent', reason: 'no page could be opened' }, 'answer');
    throw refuseCheckout(session);
  }

  async current(merchantId: bigint, subscriptionId: bigint): Promise<Checkout | null> {
    return this.uow.read(async (tx) => {
      const invoice = await this.invoices.findByPeriod(tx, merchantId, subscriptionId, 0);
      const open = invoice && (await this.attempts.findOpen(tx, merchantId, invoice.id));
      return open?.status === 'ready' ? checkoutOf(open) : null;
    });
  }

  /** The attempt that is open already, or a new one written ahead. */
  private async prepare(tx: Tx, merchantId: bigint, subscriptionId: bigint): Promise<Attempt> {
    const subscription = await this.subscriptions.lockById(tx, merchantId, subscriptionId);
    refuseUnlessAwaited(subscription);
    const moment = await this.clock.moment(tx, merchantId);
    const { now } = moment;
    const invoice =
      (await this.invoices.findByPeriod(tx, merchantId, subscriptionId, 0)) ??
      (await this.invoice(tx, subscription, now));
    const charge =
      (await this.charges.findByInvoice(tx, merchantId, invoice.id)) ??
      (await this.openCharge.byCustomer(tx, invoice, now));
    const open = await this.attempts.findOpen(tx, merchantId, invoice.id);
    if (open?.status === 'ready' && open.expiresAt! > now) return open;
    if (open) throw stillOpening();
    if (charge.attemptsMade > 0) await this.epochs.refuseUnlessOpen(tx);
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const agreement = await this.agreements.lockBySubscription(tx, merchantId, subscriptionId);
    const n = charge.attemptsMade + 1;
    await this.charges.update(tx, merchantId, charge.id, { attemptsMade: n, updatedAt: now });
    return this.attempts.insert(tx, {
      merchantId,
      chargeId: charge.id,
      invoiceId: invoice.id,
      subscriptionId,
      customerId: subscription.customerId,
      n,
      kind: 'cit',
      status: attemptMachine.initial,
      orderNo: orderNo(this.accounts.orderNoSecret(merchant), subscription.publicId, 0, n),
      currency: charge.currency,
      amountMinor: charge.amountMinor,
      cardId: null,
      pgCode: merchant.routing[charge.currency]!,
      agreementId: agreement.id,
      owner: newUuid(),
      preparedAt: now,
      nextCheckAt: after(moment, { minutes: 5 }),
    });
  }

  private async invoice(tx: Tx, subscription: Subscription, now: Date): Promise<Invoice> {
    const { merchantId, id, timeZone, currency } = subscription;
    const billables = (await this.billables.read(tx, merchantId, [subscription])).get(id)!;
    const { items, terms, priceIds } = billables;
    const period = periodAt(anchorOf(subscription), intervalOf(subscription), 0);
    const draft = periodInvoice({ currency, items, terms, period, timeZone });
    const invoice = await this.invoiceLifecycle.issue(tx, subscription, draft, priceIds, now, null);
    await this.noteBilled.execute(tx, subscription, billables, { invoice, draft }, now);
    return invoice;
  }

  /** Null when the page must not be used. */
  private async publish(tx: Tx, attempt: Attempt, page: OpenedPage): Promise<Checkout | null> {
    const { merchantId, id } = attempt;
    const subscription = await this.subscriptions.lockById(tx, merchantId, attempt.subscriptionId!);
    const current = await this.attempts.lockById(tx, merchantId, id);
    const fate = fateOfPage(attempt, current, waitsForItsBeginning(subscription));
    if (fate === 'lost') return null;
    const moment = await this.clock.moment(tx, merchantId);
    const { now } = moment;
    const opened = {
      status: next(attemptMachine, current.status, 'session_opened'),
      sessionId: page.sessionId,
      checkoutUrl: page.checkoutUrl,
      expiresAt: fate === 'show' ? closesAt(page, now) : now,
      nextCheckAt: fate === 'show' ? after(moment, { minutes: 5 }) : now,
    };
    await this.attempts.update(tx, merchantId, id, opened);
    await this.leases.release(tx, current);
    if (fate === 'close') return null;
    await this.lifecycle.tell(tx, subscription, 'subscription.checkout_opened', now, {
      amount: amountOf(attempt),
      url_expires_at: opened.expiresAt.toISOString(),
    });
    return checkoutOf({ ...current, ...opened });
  }
}

function checkoutOf(attempt: Pick<Attempt, 'checkoutUrl' | 'sessionId' | 'expiresAt'>): Checkout {
  return { url: attempt.checkoutUrl!, sessionId: attempt.sessionId!, expiresAt: attempt.expiresAt! };
}
