import {
  amountToCollect,
  collectionKey,
  Invoice,
  type InvoiceBuyer,
  INVOICE_COLLECTIONS,
  type InvoiceCollection,
  isByHand,
} from './invoice.entity.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { InvoiceSeries } from './invoice-series.entity.js';
import { OutsidePayment } from './outside-payment.entity.js';
import { PendingLine } from './terms/pending-line.entity.js';

export type { Billables } from './assemble-billables.js';
export { assembleBillables, type BillableRows, withLines } from './assemble-billables.js';
export { BillablesReader } from './billables.js';
export { billingInputOf } from './billing-input.js';
export { chargedLine, ChargedLinesRepository } from './charged-lines.repository.js';
export { lineTax, lineTotal } from './invoice-line.entity.js';
export { basisOf } from './draft-basis.js';
export { Drafts, type Rebuilt } from './drafts.js';
export { lastBill } from './last-bill.js';
export { DRAFTS_DUE, DueInvoicesRepository, INVOICES_BECOMING_OVERDUE } from './due-invoices.repository.js';
export { InvoiceLifecycle } from './invoice-lifecycle.js';
export { InvoicesModule } from './invoices.module.js';
export { InvoiceResponse, presentInvoice } from './dto/invoice.response.js';
export { ChangeDiscounts } from './use-cases/change-discounts.js';
export { ChangePendingLines } from './use-cases/change-pending-lines.js';
export { RedeemCouponRequest } from './terms/dto/terms.requests.js';
export { ReadInvoices } from './use-cases/read-invoices.js';
export { INVOICES_TO_NUMBER, InvoicesRepository } from './invoices.repository.js';
export { OutsidePaymentsRepository } from './outside-payments.repository.js';
export { NoteBilled } from './note-billed.js';
export { readFreeLine } from './free-line-request.js';
export { FreeLineRequest } from './terms/dto/terms.requests.js';
export { TellOverdue } from './use-cases/tell-overdue.js';
export { PendingLinesRepository } from './terms/pending-lines.repository.js';
export {
  AS_THEY_ARE,
  type ReviseCoupons,
  type ReviseLines,
  TermsOfSubscriptions,
} from './terms/standing-terms.js';
export { NumberInvoices } from './use-cases/number-invoices.js';
export {
  amountToCollect,
  collectionKey,
  Invoice,
  type InvoiceBuyer,
  INVOICE_COLLECTIONS,
  type InvoiceCollection,
  InvoiceLine,
  isByHand,
  OutsidePayment,
};
export const INVOICE_ENTITIES = [Invoice, InvoiceLine, InvoiceSeries, OutsidePayment, PendingLine];
