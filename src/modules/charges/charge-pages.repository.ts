import { And, Equal, type FindOperator, Raw } from 'typeorm';
import { pageOf } from '../../platform/database/rows.js';
import type { Tx } from '../../platform/database/unit-of-work.js';
import type { Page, PageRequest } from '../../platform/http/page.js';
import { Charge } from './charge.entity.js';

export interface ChargeFilter {
  customerId?: bigint;
  subscriptionId?: bigint;
  invoiceId?: bigint;
  status?: Charge['status'];
}

/** A page of a merchant's charges, the newest first. */
export function chargePage(
  tx: Tx,
  merchantId: bigint,
  { customerId, invoiceId, ...equal }: ChargeFilter,
  page: PageRequest,
): Promise<Page<Charge>> {
  const ofInvoices = [
    ...(invoiceId === undefined ? [] : [Equal(invoiceId)]),
    ...(customerId === undefined ? [] : [ofCustomer(merchantId, customerId)]),
  ];
  const where = ofInvoices.length > 0 ? { invoiceId: And(...ofInvoices) } : {};
  return pageOf(tx, Charge, { merchantId, ...equal, ...where }, page);
}

/** By the customer's invoices, which have an index for it: one more on charges is written at each of their steps. */
function ofCustomer(merchantId: bigint, customerId: bigint): FindOperator<bigint> {
  return Raw(
    (invoiceId) =>
      `${invoiceId} = ANY (ARRAY(SELECT i.id FROM invoices i WHERE i.merchant_id = :ofMerchant AND i.customer_id = :ofCustomer))`,
    { ofMerchant: merchantId, ofCustomer: customerId },
  ) as FindOperator<bigint>;
}
