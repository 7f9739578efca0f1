import { amountToCollect, collectionKey, Invoice } from './invoice.entity.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { InvoiceSeries } from './invoice-series.entity.js';
import { PendingLine } from './terms/pending-line.entity.js';

export type { Billables } from './assemble-billables.js';
export { BillablesReader } from './billables.js';
export { billingInputOf } from './billing-input.js';
export { ChargedLinesRepository } from './charged-lines.repository.js';
export { lineTax, lineTotal } from './invoice-line.entity.js';
export { InvoiceLifecycle } from './invoice-lifecycle.js';
export { InvoicesModule } from './invoices.module.js';
export { INVOICES_TO_NUMBER, InvoicesRepository } from './invoices.repository.js';
export { NoteBilled } from './note-billed.js';
export { TermsOfSubscriptions } from './terms/standing-terms.js';
export { NumberInvoices } from './use-cases/number-invoices.js';
export { amountToCollect, collectionKey, Invoice, InvoiceLine };
export const INVOICE_ENTITIES = [Invoice, InvoiceLine, InvoiceSeries, PendingLine];
