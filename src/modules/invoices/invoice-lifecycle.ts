import { Injectable } from '@nestjs/common';
import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import { type InvoiceEvent, invoiceMachine } from '../../domain/invoice/invoice-states.js';
import { formatAmount, money } from '../../domain/money/money.js';
import { next } from '../../domain/state-machine.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Writer } from '../../platform/database/writes.js';
import { ApplyBalance } from '../balances/index.js';
import { EventsRepository } from '../events/index.js';
import { LedgerRepository } from '../ledger/index.js';
import type { Subscription } from '../subscriptions/index.js';
import { amountToCollect, type Invoice } from './invoice.entity.js';
import { InvoicesRepository } from './invoices.repository.js';

/** The only place where invoices come into being and change their status; each change is posted and told. */
@Injectable()
export class InvoiceLifecycle {
  constructor(
    private readonly invoices: InvoicesRepository,
    private readonly ledger: LedgerRepository,
    private readonly events: EventsRepository,
    private readonly balance: ApplyBalance,
  ) {}

  /**
   * Writes the draft as a final invoice. `priceIds` translates the draft's public price ids. An invoice
   * of nothing, or one that the customer's balance pays, is paid as it is made: there is nothing to charge.
   * `fromBalance` is the transaction in which the customer's balance is read and used; without it none is.
   */
  async issue(
    writer: Writer,
    subscription: Subscription,
    draft: InvoiceDraft,
    priceIds: ReadonlyMap<string, bigint>,
    at: Date,
    fromBalance: Tx | null,
  ): Promise<Invoice> {
    const invoice = await this.invoices.insert(
      writer,
      openInvoice(subscription, draft, at),
      linesOf(draft, priceIds),
    );
    await this.post(writer, invoice, 'invoice_finalized', 'receivable', 'revenue', at);
    await this.tell(writer, invoice, 'invoice.finalized', at);
    // Not on a hosted page: the agreement begins with a payment there, so something must be left to pay.
    if (fromBalance && subscription.status !== 'incomplete')
      await this.applyBalance(fromBalance, invoice, at);
    if (amountToCollect(invoice) === 0n) await this.pay(writer, invoice, at);
    return invoice;
  }

  /** Writes a draft that nobody owes, void with the reason. */
  async issueVoid(
    writer: Writer,
    subscription: Subscription,
    draft: InvoiceDraft,
    priceIds: ReadonlyMap<string, bigint>,
    at: Date,
    reason: string,
  ): Promise<void> {
    const invoice = await this.issue(writer, subscription, draft, priceIds, at, null);
    if (invoice.status === 'open') await this.takeBack(writer, invoice, at, reason);
  }

  private async applyBalance(tx: Tx, invoice: Invoice, at: Date): Promise<void> {
    const { merchantId, id } = invoice;
    const applied = (await this.balance.execute(tx, merchantId, [invoice], at)).get(id);
    if (applied === undefined) return;
    await this.invoices.update(tx, merchantId, id, { balanceAppliedMinor: applied });
    invoice.balanceAppliedMinor = applied;
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

  /** Nothing is owed: the revenue is taken back, and the customer gets back what the balance paid. */
  async void(tx: Tx, invoice: Invoice, at: Date, reason: string): Promise<void> {
    await this.takeBack(tx, invoice, at, reason);
    await this.balance.giveBack(tx, invoice, invoice.balanceAppliedMinor, at, reason);
  }

  private async takeBack(writer: Writer, invoice: Invoice, at: Date, reason: string): Promise<void> {
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
    // Written off and recovered is what the balance left to collect; the rest of it was paid.
    const isPart = source === 'invoice_recovered' || source === 'invoice_uncollectible';
    const amount = money(isPart ? amountToCollect(invoice) : invoice.totalMinor, invoice.currency);
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
    balanceAppliedMinor: 0n,
    amountPaidMinor: 0n,
    createdAt: at,
    finalizedAt: at,
    paidAt: null,
    closedAt: null,
  };
}

function linesOf(draft: InvoiceDraft, priceIds: ReadonlyMap<string, bigint>) {
  return draft.lines.map((line) => ({
    priceId: priceIds.get(line.priceId!)!,
    description: line.description,
    quantity: line.quantity,
    unitAmountMinor: line.unitAmount!.minor,
    amountMinor: line.amount.minor,
    explanation: line.inputs,
  }));
}
