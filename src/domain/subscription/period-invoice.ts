import type { Period } from '../calendar/period.js';
import { buildInvoice, type InvoiceDraft } from '../invoice/build-invoice.js';
import { freeLine } from '../invoice/free-line.js';
import type { InvoiceTerms } from '../invoice/terms.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';

export interface PeriodInvoiceFacts {
  currency: string;
  items: readonly BillableItem[];
  terms: InvoiceTerms;
  period: Period;
  timeZone: string;
}

/**
 * The invoice of one period of a subscription: its items, what was added by hand, coupons and tax. It may be
 * without lines: a first period of which all is paid afterwards.
 * @throws RangeError without items: a subscription that sells nothing is a broken row
 */
export function periodInvoice({
  currency,
  items,
  terms,
  period,
  timeZone,
}: PeriodInvoiceFacts): InvoiceDraft {
  if (items.length === 0) throw new RangeError('invoice: got no items; allowed is at least one');
  const { discounts, tax, pendingLines } = terms;
  const added = pendingLines.map((line) => freeLine(line, period, timeZone));
  const lines = [...priceItems(items, period, timeZone), ...added];
  return buildInvoice({ currency, period, lines, discounts, tax, timeZone });
}
