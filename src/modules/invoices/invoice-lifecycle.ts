import { Injectable } from '@nestjs/common';
import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import { type InvoiceEvent, invoiceMachine } from '../../domain/invoice/invoice-states.js';
import { next } from '../../domain/state-machine.js';
import type { EventType } from '../../domain/timeline/describe-event.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type Writer, Writes } from '../../platform/database/writes.js';
import { ApplyBalance } from '../balances/index.js';
import { EventsRepository } from '../events/index.js';
import { LedgerRepository } from '../ledger/index.js';
import type { Subscription } from '../subscriptions/index.js';
import { amountToCollect, type Invoice, type InvoiceKind } from './invoice.entity.js';
import { type InvoiceOwner, invoiceRow, lineRows, totalsOf } from './invoice-rows.js';
import { type Credit, credited, invoiceEvent, owed, takenBack, writtenOff } from './invoice-postings.js';
import { InvoicesRepository } from './invoices.repository.js';
import { type OutsidePayment, paidOutside } from './outside-payment.entity.js';

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
    kind: InvoiceKind = 'recurring',
  ): Promise<Invoice> {
    const invoice = await this.insertFinal(writer, subscription, draft, priceIds, at, kind);
    // Not on a hosted page: the agreement begins with a payment there, so something must be left to pay.
    await this.begin(writer, invoice, at, subscription.status === 'incomplete' ? null : fromBalance);
    return invoice;
  }

  private insertFinal(
    writer: Writer,
    subscription: Subscription,
    draft: InvoiceDraft,
    priceIds: ReadonlyMap<string, bigint>,
    at: Date,
    kind: InvoiceKind,
  ): Promise<Invoice> {
    const status = next(invoiceMachine, invoiceMachine.initial, 'finalize');
    const row = { ...invoiceRow(subscription, kind, draft, at), status, finalizedAt: at };
    return this.invoices.insert(writer, row, lineRows(draft, priceIds));
  }

  /** One that a person made: of a subscription, or of a customer alone. */
  async issueByHand(
    tx: Tx,
    owner: InvoiceOwner,
    draft: InvoiceDraft,
    priceIds: ReadonlyMap<string, bigint>,
    at: Date,
    more: Partial<Invoice>,
  ): Promise<Invoice> {
    const status = next(invoiceMachine, invoiceMachine.initial, 'finalize');
    const row = { ...invoiceRow(owner, 'one_off', draft, at), ...more, status, finalizedAt: at };
    const invoice = await this.invoices.insert(tx, row, lineRows(draft, priceIds));
    await this.begin(tx, invoice, at, tx);
    return invoice;
  }

  async markOverdue(tx: Tx, invoice: Invoice, at: Date): Promise<void> {
    await this.invoices.update(tx, invoice.merchantId, invoice.id, { overdueAt: at });
    await this.tell(tx, invoice, 'invoice.overdue', at);
  }

  /** Written and not owed yet: without number and books, and open to changes until it is finalized. */
  async draft(
    writer: Writer,
    owner: InvoiceOwner,
    draft: InvoiceDraft,
    priceIds: ReadonlyMap<string, bigint>,
    at: Date,
    more: Partial<Invoice> & Pick<Invoice, 'finalizeAt' | 'draftBasis'>,
    kind: InvoiceKind = 'recurring',
  ): Promise<Invoice> {
    const status = invoiceMachine.initial;
    const row = { ...invoiceRow(owner, kind, draft, at), ...more, status, finalizedAt: null };
    const invoice = await this.invoices.insert(writer, row, lineRows(draft, priceIds));
    await this.tell(writer, invoice, 'invoice.drafted', at);
    return invoice;
  }

  /** A draft has other lines, which are stored already. */
  async redraft(tx: Tx, invoice: Invoice, draft: InvoiceDraft, at: Date): Promise<void> {
    const totals = totalsOf(draft);
    await this.invoices.update(tx, invoice.merchantId, invoice.id, totals);
    Object.assign(invoice, totals);
    await this.tell(tx, invoice, 'invoice.changed', at);
  }

  /** From now on a draft is as one that was issued at once. */
  async finalize(
    writer: Writer,
    invoice: Invoice,
    draft: InvoiceDraft,
    at: Date,
    fromBalance: Tx | null,
  ): Promise<void> {
    const final = { ...totalsOf(draft), finalizedAt: at, finalizeAt: null, draftBasis: null };
    await this.move(writer, invoice, 'finalize', final);
    await this.begin(writer, invoice, at, fromBalance);
  }

  /** Nobody was ever asked for it. What it had used up is given back by whoever discards it. */
  async discard(tx: Tx, invoice: Invoice, at: Date, reason: string): Promise<void> {
    await this.move(tx, invoice, 'discard', { closedAt: at, finalizeAt: null, draftBasis: null });
    await this.tell(tx, invoice, 'invoice.discarded', at, { reason });
  }

  private async begin(writer: Writer, invoice: Invoice, at: Date, fromBalance: Tx | null): Promise<void> {
    await this.owe(writer, invoice, at);
    if (fromBalance) await this.applyBalance(fromBalance, invoice, at);
    if (amountToCollect(invoice) === 0n) await this.pay(writer, invoice, at);
  }

  /** From now on it is owed; or, where its credits are more than its charges, the customer has what is left. */
  private async owe(writer: Writer, invoice: Invoice, at: Date): Promise<void> {
    const { merchantId, creditToBalanceMinor: credit } = invoice;
    await this.ledger.postAll(writer, merchantId, owed(invoice, at));
    await this.tell(writer, invoice, 'invoice.finalized', at);
    if (credit === 0n) return;
    if (writer instanceof Writes) throw new RangeError('A balance is locked as it is written, not later');
    await this.balance.keepCredit(writer, invoice, credit, at);
  }

  /** Writes a draft that nobody owes, void with the reason: one of nothing, too, or its period would seem billed. */
  async issueVoid(
    writer: Writer,
    subscription: Subscription,
    draft: InvoiceDraft,
    priceIds: ReadonlyMap<string, bigint>,
    at: Date,
    reason: string,
  ): Promise<void> {
    const invoice = await this.insertFinal(writer, subscription, draft, priceIds, at, 'recurring');
    await this.owe(writer, invoice, at);
    await this.takeBack(writer, invoice, at, reason);
  }

  private async applyBalance(tx: Tx, invoice: Invoice, at: Date): Promise<void> {
    const { merchantId, id } = invoice;
    const applied = (await this.balance.execute(tx, merchantId, [invoice], at)).get(id);
    if (applied === undefined) return;
    await this.invoices.update(tx, merchantId, id, { balanceAppliedMinor: applied });
    invoice.balanceAppliedMinor = applied;
  }

  /** Records that the money came; the posting of the money itself belongs to the attempt, or the payment, that brought it. */
  async pay(
    writer: Writer,
    invoice: Invoice,
    at: Date,
    outside: OutsidePayment | null = null,
  ): Promise<void> {
    const wasWrittenOff = invoice.status === 'uncollectible';
    await this.move(writer, invoice, 'pay', {
      paidAt: outside?.paidAt ?? at,
      amountPaidMinor: invoice.totalMinor - invoice.creditedMinor,
      closedAt: at,
    });
    if (wasWrittenOff) await this.post(writer, invoice, 'invoice_recovered', at);
    await this.tell(writer, invoice, 'invoice.paid', at, outside ? paidOutside(outside) : {});
  }

  /** Nothing is owed: the revenue is taken back, and the customer gets back what the balance paid. */
  async void(tx: Tx, invoice: Invoice, at: Date, reason: string): Promise<void> {
    await this.takeBack(tx, invoice, at, reason);
    await this.balance.giveBack(tx, invoice, invoice.balanceAppliedMinor, at, reason);
  }

  private async takeBack(writer: Writer, invoice: Invoice, at: Date, reason: string): Promise<void> {
    await this.move(writer, invoice, 'void', { closedAt: at });
    await this.ledger.postAll(writer, invoice.merchantId, takenBack(invoice, at));
    await this.tell(writer, invoice, 'invoice.voided', at, { reason });
  }

  /** It is owed and will not be collected. Given up twice, after a new card was tried for it, it is posted once. */
  async markUncollectible(writer: Writer, invoice: Invoice, at: Date, reason: string): Promise<void> {
    if (invoice.status === 'uncollectible') return;
    await this.move(writer, invoice, 'mark_uncollectible', { closedAt: at });
    await this.post(writer, invoice, 'invoice_uncollectible', at);
    await this.tell(writer, invoice, 'invoice.marked_uncollectible', at, { reason });
  }

  /**
   * A credit note takes something of a final invoice back: off what is open, or to be given back of what was
   * paid. The posting is the note's.
   */
  async credit(tx: Tx, invoice: Invoice, note: Credit, at: Date): Promise<void> {
    const { amountMinor, taxMinor, isOpen } = note;
    const changes = {
      creditNotesMinor: invoice.creditNotesMinor + amountMinor,
      creditNotesTaxMinor: invoice.creditNotesTaxMinor + taxMinor,
      ...(isOpen && { creditedMinor: invoice.creditedMinor + amountMinor }),
    };
    await this.invoices.update(tx, invoice.merchantId, invoice.id, changes);
    Object.assign(invoice, changes);
    await this.ledger.postAll(tx, invoice.merchantId, credited(invoice, note, at));
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
    source: 'invoice_recovered' | 'invoice_uncollectible',
    occurredAt: Date,
  ): Promise<void> {
    return this.ledger.post(writer, invoice.merchantId, writtenOff(invoice, source, occurredAt));
  }

  private async tell(
    writer: Writer,
    invoice: Invoice,
    type: EventType,
    at: Date,
    more: Record<string, unknown> = {},
  ): Promise<void> {
    await this.events.append(writer, invoice.merchantId, invoiceEvent(invoice, type, at, more));
  }
}
