import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { AppError } from '../../platform/http/app-error.js';
import { type Attempt, AttemptsRepository, type Charge, ChargesRepository } from '../charges/index.js';
import {
  type Invoice,
  type InvoiceLine,
  InvoicesRepository,
  OutsidePaymentsRepository,
} from '../invoices/index.js';
import { type Subscription, SubscriptionsRepository } from '../subscriptions/index.js';
import { type CreditedBefore, CreditNotesRepository } from './credit-notes.repository.js';

export interface CreditRows {
  subscription: Subscription | null;
  charge: Charge | null;
  invoice: Invoice;
  lines: InvoiceLine[];
  creditedLines: CreditedBefore[];
  attempts: Attempt[];
  /** The payment that was kept for the invoice. */
  payment: Attempt | null;
  /** Of what the customer's balance paid, and what came otherwise, what no credit note has put into the balance. */
  balanceLeft: bigint;
}

/** Everything that a credit note depends on. */
@Injectable()
export class CreditFacts {
  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly charges: ChargesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly attempts: AttemptsRepository,
    private readonly notes: CreditNotesRepository,
    private readonly outside: OutsidePaymentsRepository,
  ) {}

  async find(tx: Tx, merchantId: bigint, invoiceId: string): Promise<Invoice> {
    const invoice = await this.invoices.findByPublicId(tx, merchantId, invoiceId);
    if (!invoice) throw AppError.field('rule_violation', 'invoice', `there is no invoice ${invoiceId}`);
    return invoice;
  }

  /** Locked in the order of settling: subscription, charge, invoice, payment. */
  async lock(tx: Tx, merchantId: bigint, invoiceId: string): Promise<CreditRows> {
    const found = await this.find(tx, merchantId, invoiceId);
    const subscription = await this.subscriptions.lockIfAny(tx, merchantId, found.subscriptionId);
    const foundCharge = await this.charges.findByInvoice(tx, merchantId, found.id);
    const charge = foundCharge && (await this.charges.lockById(tx, merchantId, foundCharge.id));
    const invoice = await this.invoices.lockById(tx, merchantId, found.id);
    const attempts = await this.attempts.ofInvoice(tx, merchantId, invoice.id);
    const kept = keptOf(attempts);
    const payment = kept ? await this.attempts.lockById(tx, merchantId, kept.id) : null;
    return { subscription, charge, invoice, attempts, payment, ...(await this.documents(tx, invoice)) };
  }

  /** For who only looks. */
  async read(tx: Tx, invoice: Invoice): Promise<Omit<CreditRows, 'subscription' | 'attempts'>> {
    const { merchantId, id } = invoice;
    const charge = await this.charges.findByInvoice(tx, merchantId, id);
    const payment = keptOf(await this.attempts.ofInvoice(tx, merchantId, id));
    return { charge, invoice, payment, ...(await this.documents(tx, invoice)) };
  }

  /** What the documents say, without a lock when nothing is to be done. */
  private async documents(
    tx: Tx,
    invoice: Invoice,
  ): Promise<Pick<CreditRows, 'lines' | 'creditedLines' | 'balanceLeft'>> {
    const { merchantId, id } = invoice;
    const notes = await this.notes.ofInvoice(tx, merchantId, id);
    const returned = notes
      .filter(({ destination }) => destination === 'balance')
      .reduce((sum, { amountMinor, ofPaymentMinor }) => sum + amountMinor - ofPaymentMinor, 0n);
    const outside = await this.outside.findByInvoice(tx, merchantId, id);
    return {
      lines: await this.invoices.linesOf(tx, merchantId, [id]),
      creditedLines: await this.notes.creditedOfInvoice(tx, merchantId, id),
      balanceLeft: invoice.balanceAppliedMinor + (outside?.amountMinor ?? 0n) - returned,
    };
  }
}

function keptOf(attempts: readonly Attempt[]): Attempt | null {
  return attempts.find(({ status, surplus }) => status === 'succeeded' && !surplus) ?? null;
}
