import { Injectable } from '@nestjs/common';
import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import { type InvoiceEvent, invoiceMachine } from '../../domain/invoice/invoice-states.js';
import { formatAmount, isZero, money } from '../../domain/money/money.js';
import { next } from '../../domain/state-machine.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Writer } from '../../platform/database/writes.js';
import { EventsRepository } from '../events/index.js';
import { LedgerRepository } from '../ledger/index.js';
import type { Subscription } from '../subscriptions/index.js';
import type { Invoice } from './invoice.entity.js';
import { InvoicesRepository } from './invoices.repository.js';

/** The only place where invoices come into being and change their status; each change is posted and told. */
@Injectable()
export class InvoiceLifecycle {
  constructor(
    private readonly invoices: InvoicesRepository,
    private readonly ledger: LedgerRepository,
    private readonly events: EventsRepository,
  ) {}

  /**
   * Writes the draft as a final invoice. `priceIds` translates the draft's public price ids. An invoice
   * of nothing is paid as it is made: there is nothing to charge.
   */
  async issue(
    writer: Writer,
    subscription: Subscription,
    draft: InvoiceDraft,
    priceIds: ReadonlyMap<string, bigint>,
    at: Date,
  ): Promise<Invoice> {
    const invoice = await this.invoices.insert(
      writer,
      openInvoice(subscription, draft, at),
      linesOf(draft, priceIds),
    );
    await this.post(writer, invoice, 'invoice_finalized', 'receivable', 'revenue', at);
    await this.tell(writer, invoice, 'invoice.finalized', at);
    if (isZero(draft.total)) await this.pay(writer, invoice, at);
    return invoice;
  }

  /** Records that the money came; the posting of the money itself belongs to the attempt that brought it. */
  async pay(writer: Writer, invoice: Invoice, at: Date): Promise<void> {
    const wasWrittenOff = invoice.status === 'uncollectible';
    await this.move(writer, invoice, 'pay', {
      paidAt: at,
      amountPaidMinor: invoice.totalMinor,
      closedAt: at,
    });
    if (wasWrittenOff) await this.post(writer, invoice, 'invoice_recovered', 'receivable', 'bad_debt', at);
    await this.tell(writer, invoice, 'invoice.paid', at);
  }

  /** Nothing is owed: the revenue is taken back. */
  async void(writer: Writer, invoice: Invoice, at: Date, reason: string): Promise<void> {
    await this.move(writer, invoice, 'void', { closedAt: at });
    await this.post(writer, invoice, 'invoice_voided', 'revenue', 'receivable', at);
    await this.tell(writer, invoice, 'invoice.voided', at, reason);
  }

  /** It is owed and will not be collected. Given up twice, after a new card was tried for it, it is posted once. */
  async markUncollectible(writer: Writer, invoice: Invoice, at: Date, reason: string): Promise<void> {
    if (invoice.status === 'uncollectible') return;
    await this.move(writer, invoice, 'mark_uncollectible', { closedAt: at });
    await this.post(writer, invoice, 'invoice_uncollectible', 'bad_debt', 'receivable', at);
    await this.tell(writer, invoice, 'invoice.marked_uncollectible', at, reason);
  }

  private async move(
    writer: Writer,
    invoice: Invoice,
    event: InvoiceEvent,
    patch: Partial<Invoice>,
  ): Promise<void> {
    const changes = { ...patch, status: next(invoiceMachine, invoice.status, event) };
    await this.invoices.update(writer, invoice.merchantId, invoice.id, changes);
    Object.assign(invoice, changes);
  }

  private post(
    writer: Writer,
    invoice: Invoice,
    source: 'invoice_finalized' | 'invoice_recovered' | 'invoice_voided' | 'invoice_uncollectible',
    debit: 'receivable' | 'revenue' | 'bad_debt',
    credit: 'receivable' | 'revenue' | 'bad_debt',
    occurredAt: Date,
  ): Promise<void> {
    const amount = money(invoice.totalMinor, invoice.currency);
    return this.ledger.post(writer, invoice.merchantId, {
      source,
      sourceId: invoice.id,
      occurredAt,
      debit,
      credit,
      amount,
    });
  }

  private async tell(
    writer: Writer,
    invoice: Invoice,
    type: EventType,
    at: Date,
    reason?: string,
  ): Promise<void> {
    await this.events.append(writer, invoice.merchantId, {
      type,
      customerId: invoice.customerId,
      subscriptionId: invoice.subscriptionId,
      occurredAt: at,
      data: {
        invoice_id: invoice.publicId,
        number: invoice.number,
        amount: {
          amount: formatAmount(money(invoice.totalMinor, invoice.currency)),
          currency: invoice.currency,
        },
        period_start: invoice.periodStart.toISOString(),
        period_end: invoice.periodEnd.toISOString(),
        ...(reason !== undefined && { reason }),
      },
    });
  }
}

function openInvoice(subscription: Subscription, draft: InvoiceDraft, at: Date) {
  return {
    merchantId: subscription.merchantId,
    subscriptionId: subscription.id,
    customerId: subscription.customerId,
    periodIndex: draft.period.index,
    periodStart: draft.period.start,
    periodEnd: draft.period.end,
    status: next(invoiceMachine, invoiceMachine.initial, 'finalize'),
    currency: draft.currency,
    subtotalMinor: draft.subtotal.minor,
    totalMinor: draft.total.minor,
    amountPaidMinor: 0n,
    createdAt: at,
    finalizedAt: at,
    paidAt: null,
    closedAt: null,
  };
}

function linesOf(draft: InvoiceDraft, priceIds: ReadonlyMap<string, bigint>) {
  return draft.lines.map((line) => ({
    priceId: priceIds.get(line.priceId)!,
    description: line.description,
    quantity: line.quantity,
    unitAmountMinor: line.unitAmount.minor,
    amountMinor: line.amount.minor,
    explanation: line.inputs,
  }));
}
