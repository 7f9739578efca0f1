import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { type CreatedRange, createdRangeOf } from '../../platform/http/created-query.js';
import { ChargesRepository } from '../charges/index.js';
import { CustomersRepository } from '../customers/index.js';
import { InvoicesRepository } from '../invoices/index.js';
import { refused } from './asked-amount.js';
import type { ListOfPaymentsQuery } from './dto/list-of-payments.query.js';

/** As rows of what was done about payments have it. */
export interface PaymentFilter {
  chargeId?: bigint;
  customerId?: bigint;
  invoiceId?: bigint;
  created: CreatedRange;
}

/** What a list is to be narrowed to, by our ids: those of the query are the public ones. */
@Injectable()
export class PaymentFilters {
  constructor(
    private readonly charges: ChargesRepository,
    private readonly customers: CustomersRepository,
    private readonly invoices: InvoicesRepository,
  ) {}

  /** @throws AppError naming the parameter whose id is nobody's */
  async of(tx: Tx, merchantId: bigint, query: ListOfPaymentsQuery): Promise<PaymentFilter> {
    const filter: PaymentFilter = { created: createdRangeOf(query) };
    const { charge, customer, invoice } = query;
    if (charge) filter.chargeId = idOf('charge', charge, await this.charges.findByPublicId(tx, merchantId, charge)); // prettier-ignore
    if (customer) filter.customerId = idOf('customer', customer, await this.customers.findByPublicId(tx, merchantId, customer)); // prettier-ignore
    if (invoice) filter.invoiceId = idOf('invoice', invoice, await this.invoices.findByPublicId(tx, merchantId, invoice)); // prettier-ignore
    return filter;
  }
}

function idOf(field: string, publicId: string, found: { id: bigint } | null): bigint {
  if (!found) throw refused(field, `there is no ${field} ${publicId}`);
  return found.id;
}
