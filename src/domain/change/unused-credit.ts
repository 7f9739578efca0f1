import { buildInvoice, type InvoiceDraft } from '../invoice/build-invoice.js';
import { type ChargedLine, creditUnused } from '../proration/credit-unused.js';

interface Unused {
  /** What covers the moment. */
  charged: readonly ChargedLine[];
  currency: string;
  timeZone: string;
  /** Of the running period; null before there is one. */
  end: Date | null;
}

/** Whoever cancels within a period gets its unused days back. Null when nothing is unused. */
export function unusedCredit({ charged, currency, timeZone, end }: Unused, at: Date): InvoiceDraft | null {
  const lines = charged
    .map((line) => creditUnused(line, { at, unit: 'day', timeZone }))
    .filter((line) => line !== null);
  if (end === null || lines.length === 0) return null;
  const period = { index: null, start: at, end };
  return buildInvoice({ currency, period, lines, discounts: [], tax: null });
}
