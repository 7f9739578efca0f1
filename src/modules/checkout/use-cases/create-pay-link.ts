import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError } from '../../../platform/http/app-error.js';
import { decidePayPage } from '../../../domain/charge/pay-page.js';
import { InvoicesRepository } from '../../invoices/index.js';
import { MerchantClock, MerchantsRepository } from '../../merchants/index.js';
import { CustomerLinks } from '../customer-links.js';
import { PayPageReader } from '../pay-page-reader.js';

/** The address at which an invoice can be paid, for the merchant to send. Asked for again it is the same one. */
@Injectable()
export class CreatePayLink {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly invoices: InvoicesRepository,
    private readonly merchants: MerchantsRepository,
    private readonly pages: PayPageReader,
    private readonly links: CustomerLinks,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, invoicePublicId: string): Promise<string> {
    return this.uow.run(async (tx) => {
      const invoice = await this.invoices.findByPublicId(tx, merchantId, invoicePublicId);
      if (!invoice) throw AppError.notFound('invoice', invoicePublicId);
      const now = await this.clock.now(tx, merchantId);
      const { facts } = await this.pages.read(tx, invoice, now);
      const page = decidePayPage(facts);
      if (page === 'paid' || page === 'nothing_due') {
        throw new AppError(
          'conflict',
          `Invoice ${invoicePublicId} is ${invoice.status}; nothing is due that a link could collect`,
        );
      }
      return this.links.toPay(tx, (await this.merchants.findById(tx, merchantId))!, invoice, now);
    });
  }
}
