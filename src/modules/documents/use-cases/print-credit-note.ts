import { Injectable } from '@nestjs/common';
import { billDocument } from '../../../domain/document/bill-document.js';
import type { DocumentLanguage } from '../../../domain/document/words.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { CreditNotesRepository } from '../../credit-notes/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { creditNoteFacts } from '../credit-note-facts.js';
import { type PrintedDocument, Printer } from '../printer.js';
import { PrintInvoice } from './print-invoice.js';

/** A credit note on paper, beside the invoice that it corrects. */
@Injectable()
export class PrintCreditNote {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly notes: CreditNotesRepository,
    private readonly invoices: InvoicesRepository,
    private readonly ofInvoice: PrintInvoice,
    private readonly printer: Printer,
  ) {}

  async execute(merchantId: bigint, publicId: string, language?: DocumentLanguage): Promise<PrintedDocument> {
    const rows = await this.uow.read(async (tx) => {
      const note = await this.notes.findByPublicId(tx, merchantId, publicId);
      if (!note) throw AppError.notFound('credit note', publicId);
      const [invoice] = await this.invoices.findByIds(tx, merchantId, [note.invoiceId]);
      const credited = await this.notes.linesOf(tx, merchantId, [note.id]);
      return { note, credited, ...(await this.ofInvoice.rowsOf(tx, invoice!, note.issuedAt)) };
    });
    const { note, customer, logo } = rows;
    const document = billDocument(creditNoteFacts(rows), language ?? customer.language);
    return {
      fileName: `${note.number}.pdf`,
      content: await this.printer.print(document, logo, note.issuedAt),
    };
  }
}
