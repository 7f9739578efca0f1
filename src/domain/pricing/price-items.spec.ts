import fc from 'fast-check';
import { seats } from '../../../test/support/seats.js';
import { explainLine } from '../invoice/explain-line.js';
import { formatAmount, sum } from '../money/money.js';
import { type BillableItem, priceItems } from './price-items.js';
import type { PriceModel } from './price-model.js';
import { parseUnitAmount } from './unit-amount.js';
import type { Counted, UnbilledUsage } from './usage.js';

const at = (text: string) => new Date(text);
const JANUARY = { start: at('2027-01-01T00:00Z'), end: at('2027-02-01T00:00Z') };
const FEBRUARY = { start: JANUARY.end, end: at('2027-03-01T00:00Z') };
const ZONE = 'UTC';
const kwd = (text: string) => parseUnitAmount(text, 'KWD');
const counted = (quantity: bigint, records: bigint): Counted => ({ quantity, records });
const NONE = counted(0n, 0n);

const CALLS: PriceModel = {
  kind: 'graduated',
  currency: 'KWD',
  tiers: [
    { upTo: 10n, unitAmount: kwd('0.0105'), flatAmount: kwd('0') },
    { upTo: null, unitAmount: kwd('0.0033'), flatAmount: kwd('1') },
  ],
};

function calls(ended: BillableItem['ended'], ...unbilled: UnbilledUsage[]): BillableItem {
  return seats(0n, 1n, {
    priceId: 'price_calls',
    description: 'Calls',
    kind: 'usage',
    model: CALLS,
    billing: 'in_arrears',
    ended,
    usage: { aggregation: 'sum', graceMinutes: 60, unbilled },
  });
}

const told = (items: BillableItem[], period: typeof JANUARY | null) =>
  priceItems(items, period, ZONE).map(({ description, quantity, amount, period: of }) => [
    description,
    Number(quantity),
    formatAmount(amount),
    of === JANUARY || of.start.getTime() === JANUARY.start.getTime() ? 'January' : 'February',
  ]);

describe('the invoice of February', () => {
  const support = seats(2_000n, 1n, { description: 'Support', billing: 'in_arrears', ended: JANUARY });

  it('holds what is paid ahead for February, and what is paid afterwards for January', () => {
    const usage = calls(JANUARY, { period: JANUARY, all: counted(12n, 3n), billed: NONE });
    expect(told([seats(), support, usage], FEBRUARY)).toEqual([
      ['Pro', 1, '9.500', 'February'],
      ['Support', 1, '2.000', 'January'],
      ['Calls', 12, '1.112', 'January'],
    ]);
  });

  it('says so when nothing was used in January', () => {
    expect(told([calls(JANUARY)], FEBRUARY)).toEqual([['Calls', 0, '0.000', 'January']]);
  });

  it('as the last one holds only what is paid afterwards', () => {
    expect(told([seats(), support], null)).toEqual([['Support', 1, '2.000', 'January']]);
  });

  it('shares a fee by days where its period is the rest of a month, ahead or afterwards, and neither usage nor what is paid once', () => {
    const rest = { start: at('2027-01-17T00:00Z'), end: JANUARY.end, partOf: JANUARY };
    const fees = [{ ...support, ended: rest }, seats(31_000n), seats(5_000n, 1n, { kind: 'one_off' })];
    const usage = calls(rest, { period: rest, all: counted(12n, 3n), billed: NONE });
    const lines = priceItems([...fees, usage], rest, ZONE);
    expect(lines.map(({ amount }) => formatAmount(amount))).toEqual(['0.968', '15.000', '5.000', '1.112']);
    expect(new Set(lines.map(({ period }) => period.start))).toEqual(new Set([rest.start]));
    expect(explainLine(lines[0]!)).toContain('cost 2.000 KWD for the whole period; 16 of 31 days were over');
  });

  it('as the first one holds only what is paid ahead', () => {
    expect(told([seats(), { ...support, ended: null }, calls(null)], FEBRUARY)).toEqual([
      ['Pro', 1, '9.500', 'February'],
    ]);
  });
});

describe('usage that arrives after its period was billed', () => {
  it('is billed as the difference that it makes', () => {
    const late = calls(FEBRUARY, { period: JANUARY, all: counted(12n, 4n), billed: counted(9n, 3n) });
    expect(told([late], null)).toEqual([
      ['Calls', 0, '0.000', 'February'],
      ['Calls', 3, '1.017', 'January'],
    ]);
    const [, line] = priceItems([late], null, ZONE);
    expect(explainLine(line!)).toContain('the difference is 1.017 KWD');
  });

  it('of which nothing was billed before is a line like any other', () => {
    const [, line] = priceItems(
      [calls(FEBRUARY, { period: JANUARY, all: counted(12n, 4n), billed: NONE })],
      null,
      ZONE,
    );
    expect(line!.inputs.rule).toBe('graduated');
  });

  it('costs the same in all as if it had been on time, in however many parts it arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 1n, max: 40n }), { minLength: 1, maxLength: 6 }), (arrivals) => {
        let before = NONE;
        const lines = arrivals.flatMap((quantity) => {
          const all = counted(before.quantity + quantity, before.records + 1n);
          const [, late] = priceItems(
            [calls(FEBRUARY, { period: JANUARY, all, billed: before })],
            null,
            ZONE,
          );
          before = all;
          return [late!.amount];
        });
        const [onTime] = priceItems(
          [calls(JANUARY, { period: JANUARY, all: before, billed: NONE })],
          null,
          ZONE,
        );
        expect(sum(lines, 'KWD')).toEqual(onTime!.amount);
      }),
    );
  });
});
