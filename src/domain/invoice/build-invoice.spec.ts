import fc from 'fast-check';
import { anchorAt } from '../calendar/anchor.js';
import { periodAt } from '../calendar/period.js';
import { formatAmount, money, sum } from '../money/money.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';
import { seats } from '../../../test/support/seats.js';
import { buildInvoice } from './build-invoice.js';
import { explainLine } from './explain-line.js';

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
    timeZone,
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

  it('refuses no items, negative quantities and two currencies', () => {
    expect(() => build()).toThrow('got no lines; allowed is at least one');
    expect(() => build(seats(1n, -1n))).toThrow('quantity is -1; allowed is 0 or more');
    expect(() => build(pro, seats(money(1n, 'USD')))).toThrow('got "USD"; allowed is KWD');
    expect(() => build(seats({ minor: 1n, currency: 'XXX' }))).toThrow('unknown currency');
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
