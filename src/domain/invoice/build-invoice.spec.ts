import fc from 'fast-check';
import { anchorAt } from '../calendar/anchor.js';
import { periodAt } from '../calendar/period.js';
import { formatAmount, money, sum } from '../money/money.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';
import { type ExactTax, fraction, settleExactly } from '../../../test/support/exact-split.js';
import { seats } from '../../../test/support/seats.js';
import type { Discount } from '../discount/discount.js';
import type { TaxRule } from '../tax/tax-rule.js';
import { buildInvoice, taxOf } from './build-invoice.js';
import { explainLine } from './explain-line.js';
import type { PricedLine } from './priced-line.js';

const anchor = anchorAt(new Date('2026-01-30T21:00:00Z'), 'Asia/Kuwait');
const period = periodAt(anchor, { unit: 'month', count: 1 }, 0);
const pro = seats(9_500n, 3n, { description: 'Pro seats' });
const timeZone = 'Asia/Kuwait';
const build = (...items: BillableItem[]) =>
  buildInvoice({
    currency: 'KWD',
    lines: priceItems(items, period, timeZone),
    discounts: [],
    tax: null,
    period,
  });

describe('buildInvoice', () => {
  it('adds up exact lines', () => {
    const support = seats(1n, 1n, { priceId: 'price_2', description: 'Support' });
    const invoice = build(pro, support);
    expect(invoice.lines.map((line) => formatAmount(line.amount))).toEqual(['28.500', '0.001']);
    expect(formatAmount(invoice.subtotal)).toBe('28.501');
    expect(invoice.total).toEqual(invoice.subtotal);
    expect(invoice).toMatchObject({ currency: 'KWD', period });
  });

  it('of a period in which nothing is paid ahead is an invoice of nothing', () => {
    expect(build()).toMatchObject({ lines: [], total: money(0n, 'KWD') });
  });

  it('twice gives nothing new', () => {
    expect(build(pro)).toEqual(build(pro));
  });

  it('the total is the sum of the lines, whatever they are', () => {
    const items = fc.array(
      fc
        .tuple(fc.bigInt({ min: 0n, max: 10n ** 8n }), fc.bigInt({ min: 0n, max: 10_000n }))
        .map(([minor, quantity]) => seats(minor, quantity)),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(items, (list) => {
        const { lines, total } = build(...list);
        expect(
          sum(
            lines.map((line) => line.amount),
            'KWD',
          ),
        ).toEqual(total);
      }),
    );
  });

  it('refuses negative quantities and two currencies', () => {
    expect(() => build(seats(1n, -1n))).toThrow('quantity is -1; allowed is 0 or more');
    expect(() => build(pro, seats(money(1n, 'USD')))).toThrow('got "USD"; allowed is KWD');
    expect(() => build(seats({ minor: 1n, currency: 'XXX' }))).toThrow('unknown currency');
  });
});

const VAT: TaxRule = {
  rateId: 'tax_1',
  name: 'VAT',
  millionths: 150_000n,
  inclusive: false,
  exemption: null,
};
const TEN_OFF: Discount = {
  couponId: 'coup_1',
  name: 'Ten',
  value: { kind: 'percentage', millionths: 100_000n },
  priceIds: null,
};
const priced = (minor: bigint, over: Partial<PricedLine> = {}): PricedLine => ({
  ...priceItems([seats()], period, timeZone)[0]!,
  amount: money(minor, 'KWD'),
  ...over,
});
const invoiceOf = (lines: PricedLine[], discounts: Discount[] = [], tax: TaxRule | null = null) =>
  buildInvoice({ currency: 'KWD', lines, discounts, tax, period });

describe('discounts and tax of an invoice', () => {
  it('taxes what the coupon leaves', () => {
    const { lines, ...totals } = invoiceOf([priced(10_000n)], [TEN_OFF], VAT);
    expect(totals).toMatchObject({
      subtotal: money(10_000n, 'KWD'),
      discountTotal: money(1_000n, 'KWD'),
      taxTotal: money(1_350n, 'KWD'),
      total: money(10_350n, 'KWD'),
      creditToBalance: money(0n, 'KWD'),
    });
    expect(lines[0]).toMatchObject({
      discount: money(1_000n, 'KWD'),
      taxableAmount: money(9_000n, 'KWD'),
      total: money(10_350n, 'KWD'),
    });
  });

  it('an inclusive tax changes what is in the price and not the price', () => {
    const { lines, total } = invoiceOf([priced(11_500n)], [], { ...VAT, inclusive: true });
    expect(total).toEqual(money(11_500n, 'KWD'));
    expect(lines[0]).toMatchObject({ taxableAmount: money(10_000n, 'KWD'), total: money(11_500n, 'KWD') });
  });

  it('takes what an original line has settled, and decides it not anew', () => {
    const taxes = [
      { rateId: 'tax_old', name: 'VAT', millionths: 50_000n, inclusive: false, amount: money(-450n, 'KWD') },
    ];
    const credit = priced(-10_000n, {
      kind: 'proration',
      settled: { discount: money(-1_000n, 'KWD'), taxes },
    });
    const { lines, total, creditToBalance } = invoiceOf([credit], [TEN_OFF], VAT);
    expect(lines[0]).toMatchObject({
      taxes,
      taxableAmount: money(-9_000n, 'KWD'),
      total: money(-9_450n, 'KWD'),
    });
    expect([total, creditToBalance]).toEqual([money(0n, 'KWD'), money(9_450n, 'KWD')]);
  });

  const coupons = fc.array(
    fc.oneof(
      fc.bigInt({ min: 1n, max: 1_000_000n }).map((millionths) => ({ ...TEN_OFF, value: { kind: 'percentage' as const, millionths } })), // prettier-ignore
      fc.bigInt({ min: 0n, max: 90_000n }).map((minor) => ({ ...TEN_OFF, value: { kind: 'amount' as const, amount: money(minor, 'KWD') } })), // prettier-ignore
    ),
    { maxLength: 3 },
  );
  const rule = fc.option(
    fc.record({ millionths: fc.bigInt({ min: 0n, max: 500_000n }), inclusive: fc.boolean() }).map((over) => ({ ...VAT, ...over })), // prettier-ignore
    { nil: null },
  );

  it('nothing is lost between lines and totals, and nobody owes less than nothing', () => {
    const amounts = fc.array(fc.bigInt({ min: -20_000n, max: 90_000n }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(amounts, coupons, rule, (list, discounts, tax) => {
        const invoice = invoiceOf(list.map((minor) => priced(minor)), discounts, tax); // prettier-ignore
        const minors = (pick: (line: (typeof invoice.lines)[number]) => bigint) =>
          invoice.lines.map(pick).reduce((a, b) => a + b, 0n);
        const net = minors((line) => line.total.minor);
        expect(invoice.total.minor - invoice.creditToBalance.minor).toBe(net);
        expect(invoice.total.minor >= 0n && invoice.creditToBalance.minor >= 0n).toBe(true);
        expect(invoice.total.minor === 0n || invoice.creditToBalance.minor === 0n).toBe(true);
        expect(minors((line) => line.amount.minor)).toBe(invoice.subtotal.minor);
        expect(minors((line) => line.discount.minor)).toBe(invoice.discountTotal.minor);
        expect(minors((line) => taxOf(line.taxes, 'KWD').minor)).toBe(invoice.taxTotal.minor);
        expect(minors((line) => line.taxableAmount.minor)).toBe(net - invoice.taxTotal.minor);
        expect(invoiceOf(list.map((minor) => priced(minor)), discounts, tax)).toEqual(invoice); // prettier-ignore
      }),
    );
  });
});

describe('every line of an invoice', () => {
  const lines = fc.array(
    fc.record({
      minor: fc.oneof(fc.bigInt({ min: -20_000n, max: 90_000n }), fc.constantFrom(0n, 1n, 999n)),
      priceId: fc.constantFrom('price_1', 'price_2', null),
      discountable: fc.boolean(),
    }),
    { minLength: 1, maxLength: 10 },
  );
  const coupon = fc.record({
    off: fc.oneof(fc.record({ millionths: fc.bigInt({ min: 1n, max: 1_000_000n }) }), fc.bigInt({ min: 0n, max: 90_000n })), // prettier-ignore
    priceIds: fc.constantFrom(null, ['price_1'], ['price_1', 'price_2']),
  });
  const rate = fc.option(
    fc.record({ millionths: fc.bigInt({ min: 0n, max: 1_000_000n }), inclusive: fc.boolean() }),
  );

  it('has the discounts and the tax that exact fractions give it, each rounded once in its sum', () => {
    fc.assert(
      fc.property(lines, fc.array(coupon, { maxLength: 3 }), rate, (list, coupons, taxed) => {
        const discounts = coupons.map(({ off, priceIds }): Discount => ({
          ...TEN_OFF,
          priceIds,
          value: typeof off === 'bigint' ? { kind: 'amount', amount: money(off, 'KWD') } : { kind: 'percentage', ...off }, // prettier-ignore
        }));
        const made = invoiceOf(
          list.map(({ minor, ...more }) => priced(minor, more)),
          discounts,
          taxed && { ...VAT, ...taxed },
        );
        const tax: ExactTax | null = taxed && { rate: fraction(taxed.millionths, 1_000_000n), inclusive: taxed.inclusive }; // prettier-ignore
        const exact = coupons.map(({ off, priceIds }) => ({
          off: typeof off === 'bigint' ? off : fraction(off.millionths, 1_000_000n),
          reaches: (i: number) =>
            list[i]!.discountable && (priceIds === null || priceIds.some((id) => id === list[i]!.priceId)),
        }));
        // Charges and credits are settled apart, and credits have no coupon.
        const charges = settleExactly(list.map(({ minor }) => (minor > 0n ? minor : 0n)), exact, tax); // prettier-ignore
        const credits = settleExactly(list.map(({ minor }) => (minor < 0n ? -minor : 0n)), [], tax); // prettier-ignore
        const expected = list.map((_, i) => ({
          discounts: charges[i]!.discounts.filter((part) => part > 0n),
          tax: charges[i]!.tax - credits[i]!.tax,
          total: charges[i]!.total - credits[i]!.total,
        }));
        const ours = made.lines.map((line) => ({
          discounts: line.discounts.map(({ amount }) => amount.minor),
          tax: taxOf(line.taxes, 'KWD').minor,
          total: line.total.minor,
        }));
        expect(ours).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe('explainLine', () => {
  it('says in words why the amount is what it is', () => {
    expect(build(pro).lines.map(explainLine)).toEqual([
      'Pro seats: 3 × 9.500 KWD (price price_1) = 28.500 KWD, for 31 January 2026 up to but not including ' +
        '28 February 2026 (Asia/Kuwait); nothing was rounded.',
    ]);
  });

  it('needs only what was stored as JSON', () => {
    const [line] = build(pro).lines;
    if (!line) throw new Error('no line');
    const inputs = JSON.parse(JSON.stringify(line.inputs)) as typeof line.inputs;
    expect(explainLine({ description: line.description, inputs })).toBe(explainLine(line));
  });
});
