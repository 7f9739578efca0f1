import { buildInvoice, type InvoiceDraft } from '../invoice/build-invoice.js';
import type { PricedLine } from '../invoice/priced-line.js';
import type { InvoiceTerms } from '../invoice/terms.js';

/**
 * What a change within a period comes to at once: for who makes it, who previews it and who foretells it. What coupons
 * take off it was decided with its lines. Null when nothing comes of it.
 */
export function changeInvoice(
  { currency, terms }: { currency: string; terms: InvoiceTerms },
  lines: readonly PricedLine[],
  start: Date,
  end: Date | null,
): InvoiceDraft | null {
  if (lines.length === 0 || end === null) return null;
  const period = { index: null, start, end };
  return buildInvoice({ currency, period, lines, discounts: [], tax: terms.tax });
}
