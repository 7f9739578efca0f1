import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Page, toPageRequest } from '../../../platform/http/page.js';
import { CustomersRepository } from '../../customers/index.js';
import {
  amountToCollect,
  type InvoiceLine,
  InvoicesRepository,
  lineTax,
  lineTotal,
} from '../../invoices/index.js';
import { CreditFacts } from '../credit-facts.js';
import { CreditSource } from '../credit-source.js';
import type { CreditNote } from '../credit-note.entity.js';
import { CreditNotesRepository } from '../credit-notes.repository.js';
import type { CreditNoteRequest } from '../dto/create-credit-note.request.js';
import type { CreditNoteView, NamedLine, PreviewView } from '../dto/credit-note.response.js';
import type { ListCreditNotesQuery } from '../dto/list-credit-notes.query.js';
import { leftToCredit, planCredit } from '../plan-credit.js';

@Injectable()
export class ReadCreditNotes {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly facts: CreditFacts,
    private readonly source: CreditSource,
    private readonly notes: CreditNotesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly customers: CustomersRepository,
  ) {}

  /** What a note would take, by the functions that issue it. Whether money is on its way is only asked then. */
  preview(merchantId: bigint, request: CreditNoteRequest): Promise<PreviewView> {
    return this.uow.read(async (tx) => {
      const invoice = await this.facts.find(tx, merchantId, request.invoice);
      const rows = await this.facts.read(tx, invoice);
      const { lines, creditedLines } = rows;
      const plan = planCredit(request, invoice, lines, creditedLines);
      await this.source.ofPayment(tx, rows, plan, request);
      const { amountMinor, taxMinor, lines: credited } = plan;
      const due = invoice.status === 'open' ? amountToCollect(invoice) - amountMinor : 0n;
      return {
        invoice: invoice.publicId,
        destination: request.to,
        currency: invoice.currency,
        amountMinor,
        taxMinor,
        leftMinor: leftToCredit(invoice) - amountMinor,
        dueMinor: due,
        lines: credited.map(({ id, amount, tax }) =>
          named(
            lines.find(({ publicId }) => publicId === id)!,
            amount,
            tax,
          ),
        ),
      };
    });
  }

  get(merchantId: bigint, publicId: string): Promise<CreditNoteView> {
    return this.uow.read(async (tx) => {
      const note = await this.notes.findByPublicId(tx, merchantId, publicId);
      if (!note) throw AppError.notFound('credit note', publicId);
      return (await this.views(tx, merchantId, [note]))[0]!;
    });
  }

  list(merchantId: bigint, query: ListCreditNotesQuery): Promise<Page<CreditNoteView>> {
    return this.uow.read(async (tx) => {
      const filter = {
        ...(query.invoice !== undefined && {
          invoiceId: (await this.facts.find(tx, merchantId, query.invoice)).id,
        }),
        ...(query.customer !== undefined && {
          customerId: await this.customerId(tx, merchantId, query.customer),
        }),
      };
      const page = await this.notes.page(tx, merchantId, filter, toPageRequest(query));
      return { rows: await this.views(tx, merchantId, page.rows), nextId: page.nextId };
    });
  }

  private async customerId(tx: Tx, merchantId: bigint, publicId: string): Promise<bigint> {
    const customer = await this.customers.findByPublicId(tx, merchantId, publicId);
    if (!customer) throw AppError.field('rule_violation', 'customer', `there is no customer ${publicId}`);
    return customer.id;
  }

  private async views(tx: Tx, merchantId: bigint, notes: CreditNote[]): Promise<CreditNoteView[]> {
    const names = await this.notes.namesOf(tx, merchantId, notes);
    const credited = await this.notes.linesOf(tx, merchantId, notes.map(({ id }) => id)); // prettier-ignore
    const invoiceLines = await this.invoices.linesOf(tx, merchantId, [...new Set(notes.map(({ invoiceId }) => invoiceId))]); // prettier-ignore
    const byId = new Map<bigint, InvoiceLine>(invoiceLines.map((line) => [line.id, line]));
    return notes.map((note) => ({
      ...note,
      ...names.get(note.id)!,
      lines: credited
        .filter(({ creditNoteId }) => creditNoteId === note.id)
        .map(({ invoiceLineId, amountMinor, taxMinor }) =>
          named(byId.get(invoiceLineId)!, amountMinor, taxMinor),
        ),
    }));
  }
}

function named(line: InvoiceLine, amountMinor: bigint, taxMinor: bigint): NamedLine {
  const { publicId, description } = line;
  const onInvoice = { totalOnInvoice: lineTotal(line), taxOnInvoice: lineTax(line) };
  return { line: publicId, description, amountMinor, taxMinor, ...onInvoice };
}
