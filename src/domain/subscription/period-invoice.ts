import type { Period } from '../calendar/period.js';
import { buildInvoice, type InvoiceDraft } from '../invoice/build-invoice.js';
import { freeLine } from '../invoice/free-line.js';
import type { PricedLine } from '../invoice/priced-line.js';
import type { InvoiceTerms } from '../invoice/terms.js';
import { isZero } from '../money/money.js';
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
  const { discounts, tax } = terms;
  const lines = [...priceItems(items, period, timeZone), ...linesThatWaited(terms, period, timeZone)];
  return buildInvoice({ currency, period, lines, discounts, tax });
}

/**
 * Of a period that nobody owes: what it would have cost in advance. What is paid afterwards or once, usage, and lines
 * that were added by hand wait for an invoice that is owed; they would be lost on one that is void.
 */
export function skippedInvoice({
  currency,
  items,
  terms,
  period,
  timeZone,
}: PeriodInvoiceFacts): InvoiceDraft {
  const ahead = items.filter(({ kind, billing }) => kind === 'recurring' && billing === 'in_advance');
  const { discounts, tax } = terms;
  const lines = priceItems(ahead, period, timeZone);
  return buildInvoice({ currency, period, lines, discounts, tax });
}

/**
 * After the end of a subscription: what is paid afterwards of its last period, usage that stands on no invoice
 * yet, and lines that were added by hand. Null when nothing is owed.
 */
export function finalInvoice({
  currency,
  items,
  terms,
  period,
  timeZone,
}: PeriodInvoiceFacts): InvoiceDraft | null {
  const { discounts, tax } = terms;
  const lines = [...priceItems(items, null, timeZone), ...linesThatWaited(terms, period, timeZone)];
  if (!lines.some(({ amount }) => !isZero(amount))) return null;
  return buildInvoice({ currency, period, lines, discounts, tax });
}

function linesThatWaited(
  { pendingLines, prorations = [] }: InvoiceTerms,
  period: Period,
  timeZone: string,
): PricedLine[] {
  return [...pendingLines.map((line) => freeLine(line, period, timeZone)), ...prorations];
}
