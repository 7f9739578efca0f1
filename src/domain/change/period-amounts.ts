import type { Anchor } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import { periodAt } from '../calendar/period.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';
import type { InvoiceTerms } from '../invoice/terms.js';
import { isFeeAfterwards } from '../pricing/held-part.js';
import type { BillableItem } from '../pricing/price-items.js';
import { periodInvoice } from '../subscription/period-invoice.js';
import { asOfPeriod } from './change-moment.js';
import type { ChangeFacts } from './change-types.js';

interface Counted {
  anchor: Anchor;
  interval: Interval;
  items: readonly BillableItem[];
  terms: InvoiceTerms;
}

/** Fees that are paid afterwards and become others, come or go. */
export function feesChanged({ before, after }: Pick<ChangeFacts, 'before' | 'after'>): BillableItem[] {
  const [old, fresh] = [before, after].map((items) =>
    items.filter((item) => item.itemId !== null && isFeeAfterwards(item)),
  ) as [BillableItem[], BillableItem[]];
  const isIn = (items: BillableItem[], { priceId, quantity }: BillableItem) =>
    items.some((item) => item.priceId === priceId && item.quantity === quantity);
  return [...fresh.filter((item) => !isIn(old, item)), ...old.filter((item) => !isIn(fresh, item))];
}

/**
 * What the period after the next one is invoiced, without usage and what is paid once. The next invoice has such fees
 * as they were, so that only this one tells what they become.
 */
export function invoiceAfterNext(
  { currency, anchor: { timeZone }, nextPeriodIndex }: ChangeFacts,
  { anchor, interval, items, terms }: Counted,
): InvoiceDraft {
  const { index: _index, ...next } = periodAt(anchor, interval, nextPeriodIndex);
  const fees = items
    .filter(({ kind }) => kind !== 'one_off')
    .map((item) => (item.usage ? { ...item, ended: null, usage: { ...item.usage, unbilled: [] } } : item));
  const period = periodAt(anchor, interval, nextPeriodIndex + 1);
  const lasting = { ...terms, pendingLines: [], prorations: [] };
  return periodInvoice({ currency, items: asOfPeriod(fees, next), terms: lasting, period, timeZone });
}
