import { Injectable } from '@nestjs/common';
import type { ExplainedOutside, ExplainedPayment } from '../../../domain/explain/explain-invoice.js';
import type { ExplainedReturn } from '../../../domain/explain/explain-returns.js';
import { money } from '../../../domain/money/money.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import {
  type Invoice,
  type InvoiceLine,
  InvoicesRepository,
  OutsidePaymentsRepository,
} from '../../invoices/index.js';
import { type Merchant, MerchantsRepository } from '../../merchants/index.js';
import { PaymentsRepository } from '../payments.repository.js';
import { ReturnsRepository } from '../returns.repository.js';

export interface ExplainedInvoice {
  invoice: Invoice;
  lines: InvoiceLine[];
  payments: ExplainedPayment[];
  outside: ExplainedOutside | null;
  returns: ExplainedReturn[];
  merchant: Merchant;
}

@Injectable()
export class ExplainInvoice {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly invoices: InvoicesRepository,
    private readonly merchants: MerchantsRepository,
    private readonly payments: PaymentsRepository,
    private readonly outside: OutsidePaymentsRepository,
    private readonly returns: ReturnsRepository,
  ) {}

  execute(merchantId: bigint, publicId: string): Promise<ExplainedInvoice> {
    return this.uow.read(async (tx) => {
      const invoice = await this.invoices.findByPublicId(tx, merchantId, publicId);
      if (!invoice) throw AppError.notFound('invoice', publicId);
      const outside = await this.outside.findByInvoice(tx, merchantId, invoice.id);
      return {
        invoice,
        lines: await this.invoices.linesOf(tx, merchantId, [invoice.id]),
        payments: await this.payments.ofInvoice(tx, invoice),
        outside: outside && { ...outside, amount: money(outside.amountMinor, outside.currency) },
        returns: await this.returns.ofInvoice(tx, invoice),
        merchant: (await this.merchants.findById(tx, merchantId))!,
      };
    });
  }
}
