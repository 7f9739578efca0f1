import { Injectable } from '@nestjs/common';
import { billDocument } from '../../../domain/document/bill-document.js';
import type { DocumentLanguage } from '../../../domain/document/words.js';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { CustomersRepository } from '../../customers/index.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { MerchantsRepository, ProfilesRepository } from '../../merchants/index.js';
import { billFacts, type BillRows } from '../bill-facts.js';

export interface PrintedDocument {
  fileName: string;
  content: Buffer;
}

/** An invoice on paper, made anew each time: the same invoice gives the same bytes. */
@Injectable()
export class PrintInvoice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly invoices: InvoicesRepository,
    private readonly customers: CustomersRepository,
    private readonly merchants: MerchantsRepository,
    private readonly profiles: ProfilesRepository,
  ) {}

  async execute(merchantId: bigint, publicId: string, language?: DocumentLanguage): Promise<PrintedDocument> {
    const { rows, logo } = await this.uow.read((tx) => this.read(tx, merchantId, publicId));
    const { invoice, customer } = rows;
    const document = billDocument(billFacts(rows), language ?? customer.language);
    // Loaded with the first document: fonts and their shaping are half a second of every start, of workers as well.
    const { renderDocument } = await import('../pdf/render-document.js');
    const content = await renderDocument(document, logo, invoice.finalizedAt ?? invoice.createdAt);
    return { fileName: `${invoice.number ?? invoice.publicId}.pdf`, content };
  }

  private async read(
    tx: Tx,
    merchantId: bigint,
    publicId: string,
  ): Promise<{ rows: BillRows; logo: Buffer | null }> {
    const invoice = await this.invoices.findByPublicId(tx, merchantId, publicId);
    if (!invoice) throw AppError.notFound('invoice', publicId);
    const lines = await this.invoices.linesOf(tx, merchantId, [invoice.id]);
    const customer = (await this.customers.findById(tx, merchantId, invoice.customerId))!;
    const merchant = (await this.merchants.findById(tx, merchantId))!;
    const issued = invoice.finalizedAt ?? invoice.createdAt;
    const profile = await this.profiles.asOf(tx, merchantId, issued);
    const logoId = profile?.logoId ?? null;
    const logo = logoId === null ? null : await this.profiles.logo(tx, merchantId, logoId);
    return { rows: { invoice, lines, customer, merchant, profile }, logo: logo?.content ?? null };
  }
}
