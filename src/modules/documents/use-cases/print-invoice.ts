import { Injectable } from '@nestjs/common';
import { billDocument } from '../../../domain/document/bill-document.js';
import type { DocumentLanguage } from '../../../domain/document/words.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { CustomersRepository } from '../../customers/index.js';
import { type Invoice, InvoicesRepository } from '../../invoices/index.js';
import { MerchantsRepository } from '../../merchants/index.js';
import { billFacts, type BillRows } from '../bill-facts.js';
import { type Letterhead, type PrintedDocument, Printer } from '../printer.js';

/** An invoice on paper. */
@Injectable()
export class PrintInvoice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly invoices: InvoicesRepository,
    private readonly customers: CustomersRepository,
    private readonly merchants: MerchantsRepository,
    private readonly printer: Printer,
  ) {}

  async execute(merchantId: bigint, publicId: string, language?: DocumentLanguage): Promise<PrintedDocument> {
    const rows = await this.uow.read(async (tx) => {
      const invoice = await this.invoices.findByPublicId(tx, merchantId, publicId);
      if (!invoice) throw AppError.notFound('invoice', publicId);
      return this.rowsOf(tx, invoice, invoice.finalizedAt ?? invoice.createdAt);
    });
    const { invoice, customer, logo } = rows;
    const document = billDocument(billFacts(rows), language ?? customer.language);
    const content = await this.printer.print(document, logo, invoice.finalizedAt ?? invoice.createdAt);
    return { fileName: `${invoice.number ?? invoice.publicId}.pdf`, content };
  }

  /** What an invoice is printed of, below the letterhead of a day. */
  async rowsOf(tx: Tx, invoice: Invoice, issued: Date): Promise<BillRows & Letterhead> {
    const { merchantId, id, customerId } = invoice;
    return {
      invoice,
      lines: await this.invoices.linesOf(tx, merchantId, [id]),
      customer: (await this.customers.findById(tx, merchantId, customerId))!,
      merchant: (await this.merchants.findById(tx, merchantId))!,
      ...(await this.printer.letterhead(tx, merchantId, issued)),
    };
  }
}
