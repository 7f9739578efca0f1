import { Injectable } from '@nestjs/common';
import { attemptMachine, isOpenAttempt } from '../../../domain/charge/attempt-states.js';
import { chargeMachine } from '../../../domain/charge/charge-states.js';
import { can, next } from '../../../domain/state-machine.js';
import type { PaymentReading } from '../../../gateway/payment-gateway.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { newUuid } from '../../../platform/ids/type-id.js';
import { AgreementsRepository, type Card, CardsRepository } from '../../cards/index.js';
import {
  amountOfAttempt,
  type Attempt,
  AttemptLeases,
  AttemptsRepository,
  type Charge,
  ChargeLifecycle,
  ChargesRepository,
  FinalizeDrafts,
  judgeLook,
  lateDoubt,
  later,
  SettleCharge,
} from '../../charges/index.js';
import { type Invoice, InvoicesRepository } from '../../invoices/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import type { RecoveryOrder } from '../recovery-order.entity.js';
import { BillLostPeriod } from './bill-lost-period.js';
import { EndOvertaken } from './end-overtaken.js';

export type Adoption =
  | { kind: 'adopted'; attempt: Attempt }
  /** Another attempt of the same invoice must be decided first. */
  | { kind: 'waits'; reason: string }
  | { kind: 'unplaced'; reason: string };

/** How long a page whose end is not known any more is left open. */
const PAGE_LIFE_HOURS = 24;

/**
 * Writes an order that the platform knows and the books do not into the books: invoice, charge and attempt as
 * they once were. From then on it is an attempt like any other, and nothing is ever sent for it again.
 */
@Injectable()
export class AdoptOrder {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly invoices: InvoicesRepository,
    private readonly charges: ChargesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly leases: AttemptLeases,
    private readonly lifecycle: ChargeLifecycle,
    private readonly agreements: AgreementsRepository,
    private readonly cards: CardsRepository,
    private readonly merchants: MerchantsRepository,
    private readonly clock: MerchantClock,
    private readonly finalizeDrafts: FinalizeDrafts,
    private readonly billLostPeriod: BillLostPeriod,
    private readonly endOvertaken: EndOvertaken,
    private readonly settle: SettleCharge,
  ) {}

  /** `payment` is null when the platform knows the order and will not tell about it: then a person decides. */
  async execute(order: RecoveryOrder, payment: PaymentReading | null): Promise<Adoption> {
    const adoption = await this.uow.run((tx) => this.write(tx, order, payment));
    if (adoption.kind !== 'adopted') return adoption;
    const { attempt } = adoption;
    await this.enter(attempt, payment);
    await this.uow.read((tx) => this.leases.release(tx, attempt));
    return adoption;
  }

  /** What is no payment is asked about by the sweep, as every attempt that was sent. */
  private async enter(attempt: Attempt, payment: PaymentReading | null): Promise<void> {
    if (payment === null) {
      const reason = 'the platform knows the order and does not tell what became of it';
      await this.settle.execute(attempt, { kind: 'to_human', reason }, 'inquiry');
      return;
    }
    const expected = { orderNo: attempt.orderNo, amount: amountOfAttempt(attempt) };
    const verdict = judgeLook({ kind: 'found', payment }, expected);
    const doubt = isOpenAttempt(attempt.status) ? null : lateDoubt(attempt, verdict);
    if (doubt !== null) {
      await this.settle.execute(attempt, { kind: 'late_doubt', reason: doubt }, 'inquiry');
    } else if (verdict.kind === 'paid') {
      await this.settle.execute(attempt, { kind: 'succeeded', payment: verdict.payment }, 'inquiry');
    } else if (verdict.kind === 'held') {
      await this.settle.execute(attempt, { kind: 'authorized', payment: verdict.payment }, 'inquiry');
    } else if (verdict.kind === 'contradiction') {
      await this.settle.execute(attempt, { kind: 'to_human', reason: verdict.reason }, 'inquiry');
    }
  }

  private async write(tx: Tx, order: RecoveryOrder, payment: PaymentReading | null): Promise<Adoption> {
    const { merchantId, subscriptionId, orderNo } = order;
    const subscription = await this.subscriptions.lockIfAny(tx, merchantId, subscriptionId);
    const now = await this.clock.now(tx, merchantId);
    const known = await this.attempts.findByOrderNo(tx, merchantId, orderNo);
    if (known) return { kind: 'adopted', attempt: await this.tie(tx, known, payment, now) };
    const invoice = await this.invoiceOf(tx, order, subscription, now);
    if (invoice === null && subscription?.status === 'incomplete') {
      return {
        kind: 'waits',
        reason: 'what came before it, the first payment or the card, is not known yet',
      };
    }
    if (invoice === null) {
      return {
        kind: 'unplaced',
        reason: `period ${order.periodIndex} of ${subscription?.publicId} is not to be billed`,
      };
    }
    const found = await this.charges.findByInvoice(tx, merchantId, invoice.id);
    if (found === null) return { kind: 'unplaced', reason: 'its invoice costs nothing' };
    const charge = await this.charges.lockById(tx, merchantId, found.id);
    const open = await this.attempts.findOpen(tx, merchantId, invoice.id);
    if (open !== null && !(await this.endOvertaken.execute(tx, order, charge, open, now))) {
      return { kind: 'waits', reason: `attempt ${open.n} of the same invoice is ${open.status}` };
    }
    return this.insert(tx, order, payment, { subscription, charge, invoice, now });
  }

  /** One besides periods is in the books, or its number would not be asked for; one of a period may be lost. */
  private async invoiceOf(
    tx: Tx,
    { merchantId, subscriptionId, periodIndex, invoiceId }: RecoveryOrder,
    subscription: Subscription | null,
    now: Date,
  ): Promise<Invoice | null> {
    const found =
      invoiceId !== null || subscriptionId === null || subscription === null
        ? (await this.invoices.findByIds(tx, merchantId, [invoiceId!]))[0]!
        : await this.invoices.findByPeriod(tx, merchantId, subscriptionId, periodIndex!);
    if (found === null) return this.billLostPeriod.execute(tx, subscription!, periodIndex!, now);
    if (found.status !== 'draft') return found;
    // It was finalized since, or nobody would have asked for its money.
    const draft = await this.invoices.lockById(tx, merchantId, found.id);
    await this.finalizeDrafts.alone(tx, draft, now);
    return draft;
  }

  private async insert(
    tx: Tx,
    { merchantId, orderNo, n }: RecoveryOrder,
    payment: PaymentReading | null,
    {
      subscription,
      charge,
      invoice,
      now,
    }: { subscription: Subscription | null; charge: Charge; invoice: Invoice; now: Date },
  ): Promise<Adoption> {
    const agreement =
      subscription && (await this.agreements.findBySubscription(tx, merchantId, subscription.id))!;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const card = await this.cardCharged(tx, charge, subscription, payment);
    const attempt = await this.attempts.insert(tx, {
      merchantId,
      chargeId: charge.id,
      invoiceId: invoice.id,
      subscriptionId: invoice.subscriptionId,
      customerId: invoice.customerId,
      n,
      kind: card === null ? 'cit' : 'mit',
      status: attemptMachine.initial,
      orderNo,
      currency: charge.currency,
      amountMinor: charge.amountMinor,
      cardId: card?.id ?? null,
      pgCode: card?.pgCode ?? payment?.card?.pgCode ?? merchant.routing[charge.currency]!,
      agreementId: agreement?.id ?? null,
      owner: newUuid(),
      preparedAt: now,
      nextCheckAt: null,
    });
    const attemptsMade = Math.max(charge.attemptsMade, n);
    // A charge keeps its plan while its customer pays by hand.
    if (card !== null && can(chargeMachine, charge.status, 'attempt_opened')) {
      await this.lifecycle.apply(tx, charge, 'attempt_opened', now, { attemptsMade });
    } else {
      await this.charges.update(tx, merchantId, charge.id, { attemptsMade, updatedAt: now });
    }
    return { kind: 'adopted', attempt: await this.tie(tx, attempt, payment, now) };
  }

  /**
   * Null where the customer paid on a page: by what the charge waited for, or by a card told with the payment that is
   * not the one on file. That one is then bound to the agreement, and a renewal with the old one would be refused.
   */
  private async cardCharged(
    tx: Tx,
    { merchantId, status }: Charge,
    subscription: Subscription | null,
    payment: PaymentReading | null,
  ): Promise<Card | null> {
    const { cardId = null, customerId } = subscription ?? {};
    if (status === 'awaiting_customer' || cardId === null || customerId === undefined) return null;
    const told = payment?.card ?? null;
    if (told === null) return this.cards.findById(tx, merchantId, cardId);
    const card = await this.cards.findByToken(tx, merchantId, customerId, told.token);
    return card?.id === cardId ? card : null;
  }

  /** To the session that the platform has of it. One that has its session already was never forgotten. */
  private async tie(tx: Tx, attempt: Attempt, payment: PaymentReading | null, now: Date): Promise<Attempt> {
    if (attempt.sessionId !== null || attempt.status !== attemptMachine.initial) return attempt;
    const sent = next(attemptMachine, attempt.status, 'mark_sent');
    await this.lifecycle.tellAttempt(
      tx,
      attempt,
      'attempt.adopted',
      now,
      payment ? { state: payment.state } : {},
    );
    if (payment === null) {
      const status = next(attemptMachine, sent, 'answer_unknown');
      return this.update(tx, attempt, { status, sentAt: now, adoptedAt: now, nextCheckAt: null });
    }
    const { sessionId, checkoutUrl } = payment;
    if (attempt.kind === 'mit') {
      return this.update(tx, attempt, {
        status: sent,
        sessionId,
        sentAt: now,
        adoptedAt: now,
        nextCheckAt: now,
      });
    }
    return this.update(tx, attempt, {
      status: next(attemptMachine, attempt.status, 'session_opened'),
      sessionId,
      checkoutUrl,
      adoptedAt: now,
      // Without its address nobody can be sent there again: closed as soon as it may be.
      expiresAt: checkoutUrl === null ? now : later(now, { hours: PAGE_LIFE_HOURS }),
      nextCheckAt: now,
    });
  }

  private async update(tx: Tx, attempt: Attempt, changes: Partial<Attempt>): Promise<Attempt> {
    await this.attempts.update(tx, attempt.merchantId, attempt.id, changes);
    return Object.assign(attempt, changes);
  }
}
