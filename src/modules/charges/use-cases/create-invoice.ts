import { Injectable } from '@nestjs/common';
import type { InvoiceDraft } from '../../../domain/invoice/build-invoice.js';
import { dueUntil, oneOffInvoice } from '../../../domain/invoice/one-off-invoice.js';
import { MoneyError } from '../../../domain/money/money.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { fieldPath } from '../../../platform/http/field-path.js';
import { refuseOtherUse } from '../../../platform/idempotency/index.js';
import { type Customer, CustomersRepository } from '../../customers/index.js';
import {
  type Invoice,
  InvoiceLifecycle,
  InvoicesRepository,
  readFreeLine,
  TermsOfSubscriptions,
} from '../../invoices/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import type { Subscription } from '../../subscriptions/index.js';
import { ByHandFacts } from '../by-hand-facts.js';
import type { CreateInvoiceRequest } from '../dto/create-invoice.request.js';
import { isSameInvoice, type WantedInvoice } from '../same-invoice.js';
import { OpenCharge } from './open-charge.js';

export interface DecidedInvoice {
  customer: Customer;
  /** The subscription whose card is charged; null when the invoice is sent. */
  payer: Subscription | null;
  wanted: WantedInvoice;
  draft: InvoiceDraft;
  priceIds: ReadonlyMap<string, bigint>;
}

/** An invoice that a person makes: sent to be paid by its link, or charged under the consent of a subscription. */
@Injectable()
export class CreateInvoice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly customers: CustomersRepository,
    private readonly merchants: MerchantsRepository,
    private readonly facts: ByHandFacts,
    private readonly terms: TermsOfSubscriptions,
    private readonly invoices: InvoicesRepository,
    private readonly lifecycle: InvoiceLifecycle,
    private readonly openCharge: OpenCharge,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, request: CreateInvoiceRequest, idempotencyKey: string): Promise<Invoice> {
    return this.uow.run(async (tx) => {
      const customer = await this.customerOf(tx, merchantId, request);
      const payer = await this.facts.payer(tx, customer, request);
      const now = await this.clock.now(tx, merchantId);
      const { draft, priceIds } = await this.compute(tx, customer, request, now);
      const wanted = wantedOf(request, customer, payer);
      const before = await this.invoices.findByIdempotencyKey(tx, merchantId, idempotencyKey);
      if (before) return this.again(tx, before, wanted, draft);
      await this.refuseUnlessAllowed(tx, { customer, payer, wanted, draft, priceIds }, now);
      const { collection, dueAt } = wanted;
      const owner = { merchantId, customerId: customer.id, id: payer?.id ?? null };
      const more = { collection, dueAt, idempotencyKey, finalizeAt: null, draftBasis: null };
      if (request.draft) return this.lifecycle.draft(tx, owner, draft, priceIds, now, more, 'one_off');
      const invoice = await this.lifecycle.issueByHand(tx, owner, draft, priceIds, now, more);
      await this.openCharge.asInvoiceSays(tx, invoice, now);
      return invoice;
    });
  }

  /** The invoice that it would be; nothing is written, and nothing locked. @throws AppError when it is not allowed */
  async imagine(
    tx: Tx,
    merchantId: bigint,
    request: CreateInvoiceRequest,
    now: Date,
  ): Promise<DecidedInvoice> {
    const customer = await this.customerOf(tx, merchantId, request);
    const payer = await this.facts.payerSeen(tx, customer, request);
    const computed = await this.compute(tx, customer, request, now);
    const decided = { customer, payer, wanted: wantedOf(request, customer, payer), ...computed };
    await this.refuseUnlessAllowed(tx, decided, now);
    return decided;
  }

  private async customerOf(
    tx: Tx,
    merchantId: bigint,
    { customer: publicId }: CreateInvoiceRequest,
  ): Promise<Customer> {
    const customer = await this.customers.findByPublicId(tx, merchantId, publicId);
    if (customer) return customer;
    throw refused('customer', `there is no customer ${publicId}`);
  }

  private async refuseUnlessAllowed(
    tx: Tx,
    { customer, payer, wanted: { currency, dueAt }, draft }: DecidedInvoice,
    now: Date,
  ): Promise<void> {
    await this.requireRoute(tx, customer.merchantId, currency);
    if (draft.total.minor === 0n) throw refused('lines', 'must come to more than nothing');
    if (payer) await this.facts.refuseBeyondConsent(tx, payer, draft.total.minor, now);
    if (dueAt !== null && dueAt <= now) throw refused('due_date', 'must not be over where the customer is');
  }

  /** The invoice that was made under the key, for the request that it was made for. */
  private async again(tx: Tx, before: Invoice, wanted: WantedInvoice, draft: InvoiceDraft): Promise<Invoice> {
    const lines = await this.invoices.linesOf(tx, before.merchantId, [before.id]);
    refuseOtherUse(before, isSameInvoice(before, lines, wanted, draft));
    return before;
  }

  private async requireRoute(tx: Tx, merchantId: bigint, currency: string): Promise<void> {
    const { routing } = (await this.merchants.findById(tx, merchantId))!;
    if (routing[currency] !== undefined) return;
    const routed = Object.keys(routing).join(', ') || 'none';
    throw refused('currency', `no gateway is set for ${currency}; this merchant can charge: ${routed}`);
  }

  private async compute(
    tx: Tx,
    { merchantId, id, timeZone }: Customer,
    { currency, lines: requested = [], prices = [] }: CreateInvoiceRequest,
    now: Date,
  ): Promise<{ draft: InvoiceDraft; priceIds: ReadonlyMap<string, bigint> }> {
    if (requested.length + prices.length === 0)
      throw refused('lines', 'must be there when there are no prices');
    const lines = requested.map((line, i) => readFreeLine(line, currency, fieldPath('lines', i)));
    const { items, priceIds } = await this.facts.items(tx, merchantId, prices, currency);
    const { tax } = (await this.terms.ofCustomers(tx, [{ merchantId, id }])).get(id)!;
    try {
      return { draft: oneOffInvoice({ currency, items, lines, tax, timeZone }, now), priceIds };
    } catch (error) {
      if (error instanceof MoneyError)
        throw refused(requested.length > 0 ? 'lines' : 'prices', error.message);
      throw error;
    }
  }
}

function wantedOf(
  { collection = 'send_invoice', currency, due_date: date }: CreateInvoiceRequest,
  { id: customerId, timeZone }: Customer,
  payer: Subscription | null,
): WantedInvoice {
  const dueAt = date === undefined ? null : dueUntil(date, timeZone);
  return { customerId, subscriptionId: payer?.id ?? null, currency, collection, dueAt };
}

function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
