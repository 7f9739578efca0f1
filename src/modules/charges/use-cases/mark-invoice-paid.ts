import { Injectable } from '@nestjs/common';
import { chargeMachine } from '../../../domain/charge/charge-states.js';
import { faultOfPaidAt, whyNotOutside } from '../../../domain/charge/outside-payment.js';
import { describeMoney, money } from '../../../domain/money/money.js';
import { can } from '../../../domain/state-machine.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import type { Principal } from '../../../platform/http/principal.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { ApplyBalance } from '../../balances/index.js';
import {
  amountToCollect,
  type Invoice,
  InvoiceLifecycle,
  InvoicesRepository,
  isByHand,
  type OutsidePayment,
  OutsidePaymentsRepository,
} from '../../invoices/index.js';
import { LedgerRepository } from '../../ledger/index.js';
import { MerchantClock } from '../../merchants/index.js';
import { type Subscription, SubscriptionsRepository } from '../../subscriptions/index.js';
import { AttemptsRepository } from '../attempts.repository.js';
import type { Charge } from '../charge.entity.js';
import { ChargeLifecycle } from '../charge-lifecycle.js';
import { ChargesRepository } from '../charges.repository.js';
import type { MarkPaidRequest } from '../dto/mark-paid.request.js';
import { PagesRepository } from '../pages.repository.js';
import { SettleSuccess } from '../settle-success.js';

interface Locked {
  subscription: Subscription | null;
  charge: Charge | null;
  invoice: Invoice;
}

/**
 * All that is open of an invoice came otherwise: in cash, by transfer, by cheque. Its card is not charged any more, its
 * page is closed, and its subscription goes on as after any payment. Who pays on the page all the same has paid twice,
 * and that is surplus as for every paid invoice.
 */
@Injectable()
export class MarkInvoicePaid {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly charges: ChargesRepository,
    private readonly chargeLifecycle: ChargeLifecycle,
    private readonly attempts: AttemptsRepository,
    private readonly pages: PagesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly invoiceLifecycle: InvoiceLifecycle,
    private readonly payments: OutsidePaymentsRepository,
    private readonly ledger: LedgerRepository,
    private readonly balance: ApplyBalance,
    private readonly settle: SettleSuccess,
    private readonly clock: MerchantClock,
  ) {}

  execute(
    { merchantId, keyId }: Principal,
    publicId: string,
    request: MarkPaidRequest,
    idempotencyKey: string,
  ): Promise<void> {
    return this.uow.run(async (tx) => {
      const rows = await this.lock(tx, merchantId, publicId);
      const before = await this.payments.findByIdempotencyKey(tx, merchantId, idempotencyKey);
      if (before) return refuseOtherUse(before, isSame(before, rows.invoice, request));
      const charge = await this.requireOpen(tx, rows);
      const at = await this.clock.now(tx, merchantId);
      const paidAt = paidAtOf(request, rows.invoice, at);
      const by = { apiKeyId: keyId, idempotencyKey };
      const payment = await this.record(tx, rows.invoice, request, paidAt, at, by);
      // Of one that was given up with its subscription the charge is canceled already.
      if (can(chargeMachine, charge.status, 'cancel'))
        await this.chargeLifecycle.apply(tx, charge, 'cancel', at);
      await this.pages.endOfInvoice(tx, merchantId, rows.invoice.id, at);
      await this.invoiceLifecycle.pay(tx, rows.invoice, at, payment);
      await this.settle.moveSubscription(tx, { ...rows, charge, now: at });
    });
  }

  /** In the order of settling: subscription, charge, invoice. */
  private async lock(tx: Tx, merchantId: bigint, publicId: string): Promise<Locked> {
    const found = await this.invoices.findByPublicId(tx, merchantId, publicId);
    if (!found) throw AppError.notFound('invoice', publicId);
    const subscription = await this.subscriptions.lockIfAny(tx, merchantId, found.subscriptionId);
    const foundCharge = await this.charges.findByInvoice(tx, merchantId, found.id);
    const charge = foundCharge && (await this.charges.lockById(tx, merchantId, foundCharge.id));
    return { subscription, charge, invoice: await this.invoices.lockById(tx, merchantId, found.id) };
  }

  private async requireOpen(tx: Tx, { charge, invoice }: Locked): Promise<Charge> {
    const attempts = await this.attempts.ofInvoice(tx, invoice.merchantId, invoice.id);
    const why = whyNotOutside({
      invoice: invoice.status,
      charge: charge?.status ?? null,
      isByHand: isByHand(invoice),
      attempts,
    });
    if (why !== null) throw new AppError('conflict', `Invoice ${invoice.publicId} ${why}`);
    return charge!;
  }

  private async record(
    tx: Tx,
    invoice: Invoice,
    { method, reference, note }: MarkPaidRequest,
    paidAt: Date,
    recordedAt: Date,
    by: Pick<OutsidePayment, 'apiKeyId' | 'idempotencyKey'>,
  ): Promise<OutsidePayment> {
    const { merchantId, id: invoiceId, subscriptionId, customerId, currency } = invoice;
    const about = { merchantId, invoiceId, subscriptionId, customerId, currency };
    const said = { method, reference, note: note ?? null, paidAt, recordedAt };
    const amountMinor = amountToCollect(invoice);
    const payment = await this.payments.insert(tx, { ...about, ...said, ...by, amountMinor });
    if (method === 'balance') await this.takeFromBalance(tx, invoice, amountMinor, recordedAt);
    else await this.post(tx, payment);
    return payment;
  }

  private post(tx: Tx, { merchantId, id: sourceId, recordedAt: occurredAt, ...payment }: OutsidePayment) {
    const amount = money(payment.amountMinor, payment.currency);
    const about = { source: 'outside_payment', sourceId, occurredAt, amount } as const;
    return this.ledger.post(tx, merchantId, { ...about, debit: 'cash_outside', credit: 'receivable' });
  }

  private async takeFromBalance(tx: Tx, invoice: Invoice, openMinor: bigint, at: Date): Promise<void> {
    const held = await this.balance.settle(tx, invoice, openMinor, at);
    if (held === null) return;
    const [open, there] = [openMinor, held].map((minor) => describeMoney(money(minor, invoice.currency)));
    throw AppError.field('rule_violation', 'method', `the balance holds ${there}, and ${open} is open`);
  }
}

/** @throws AppError where it lies ahead, or before the invoice */
function paidAtOf({ method, paid_at }: MarkPaidRequest, { finalizedAt }: Invoice, now: Date): Date {
  if (paid_at === undefined) return now;
  if (method === 'balance')
    throw AppError.field('rule_violation', 'paid_at', 'must be absent with balance, which is taken now');
  const paidAt = new Date(paid_at);
  const fault = faultOfPaidAt(paidAt, { finalizedAt: finalizedAt!, now });
  if (fault !== null) throw AppError.field('rule_violation', 'paid_at', fault);
  return paidAt;
}

/** Without a day the moment of the call was meant, and that is another one now. */
function isSame(before: OutsidePayment, invoice: Invoice, request: MarkPaidRequest): boolean {
  const { method, reference, note, paid_at } = request;
  if (before.invoiceId !== invoice.id || before.method !== method || before.reference !== reference)
    return false;
  if (before.note !== (note ?? null)) return false;
  return paid_at === undefined || new Date(paid_at).getTime() === before.paidAt.getTime();
}
