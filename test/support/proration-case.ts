import { buildInvoice, type InvoiceLineDraft } from '../../src/domain/invoice/build-invoice.js';
import type { PricedLine } from '../../src/domain/invoice/priced-line.js';
import { money } from '../../src/domain/money/money.js';
import type { BillableItem } from '../../src/domain/pricing/price-items.js';
import type { ChargedLine, Moment } from '../../src/domain/proration/credit-unused.js';
import type { TaxRule } from '../../src/domain/tax/tax-rule.js';
import { seats } from './seats.js';

/** A month in Kuwait that was invoiced, to be changed within. */
export const ZONE = 'Asia/Kuwait';
export const PERIOD = {
  index: 0,
  start: new Date('2027-01-01T06:00Z'),
  end: new Date('2027-02-01T06:00Z'),
};

export const on = (day: number, unit: Moment['unit'] = 'day'): Moment => ({
  at: new Date(Date.UTC(2027, 0, day, 6)),
  unit,
  timeZone: ZONE,
});

export const kwd = (minor: bigint) => money(minor, 'KWD');

export const VAT = (inclusive: boolean): TaxRule => ({
  rateId: 'tax_1',
  name: 'VAT',
  millionths: 150_000n,
  inclusive,
  exemption: null,
});

export const item = (priceId: string, unit: bigint, quantity = 1n): BillableItem =>
  seats(unit, quantity, { priceId, description: priceId });

export function invoice(
  lines: PricedLine[],
  tax: TaxRule | null = null,
  discounts: Parameters<typeof buildInvoice>[0]['discounts'] = [],
) {
  return buildInvoice({ currency: 'KWD', period: PERIOD, lines, discounts, tax });
}

/** As a line lies in the books. */
export function charged(line: InvoiceLineDraft, creditedBefore = 0n): ChargedLine {
  return { ...line, id: `line_${line.priceId}`, priceId: line.priceId!, creditedBefore: kwd(creditedBefore) };
}
