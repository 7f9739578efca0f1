import { Injectable } from '@nestjs/common';
import type { ExplainedPayment } from '../../../domain/explain/explain-invoice.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { type Invoice, type InvoiceLine, InvoicesRepository } from '../../invoices/index.js';
import { type Merchant, MerchantsRepository } from '../../merchants/index.js';
import { PaymentsRepository } from '../payments.repository.js';

export interface ExplainedInvoice {
  invoice: Invoice;
  lines: InvoiceLine[];
  payments: ExplainedPayment[];
  merchant: Merchant;
}

@Injectable()
export class ExplainInvoice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly invoices: InvoicesRepository,
    private readonly merchants: MerchantsRepository,
    private readonly payments: PaymentsRepository,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<ExplainedInvoice> {
    return this.uow.read(async (tx) => {
      const invoice = await this.invoices.findByPublicId(tx, merchantId, publicId);
      if (!invoice) throw AppError.notFound('invoice', publicId);
      return {
        invoice,
        lines: await this.invoices.linesOf(tx, merchantId, [invoice.id]),
        payments: await this.payments.ofInvoice(tx, invoice),
        merchant: (await this.merchants.findById(tx, merchantId))!,
      };
    });
  }
}
