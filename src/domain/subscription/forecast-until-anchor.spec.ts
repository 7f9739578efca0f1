import { seats } from '../../../test/support/seats.js';
import { anchorAt } from '../calendar/anchor.js';
import { forecast } from './forecast.js';
import type { ForecastInput } from './forecast-input.js';

const MONTHS = 24;
/** The first of month `n`, counted from January 2027, in a zone without summer time. */
const first = (n: number): Date => new Date(Date.UTC(2027, n, 1, 6));

/** Paid for January; February is next. */
const STANDING: ForecastInput = {
  status: 'active',
  anchor: anchorAt(first(0), 'Asia/Kuwait'),
  interval: { unit: 'month', count: 1 },
  nextPeriodIndex: 1,
  trialEnd: null,
  cancelAtPeriodEnd: false,
  currency: 'KWD',
  items: [seats()],
  terms: { discounts: [], tax: null, pendingLines: [] },
  hasUsableCard: true,
  nextBillAt: first(1),
  current: { start: first(0), end: first(1) },
  owed: { start: first(0), end: first(1) },
  planned: [],
  periodsLeft: [],
  charged: [],
  agreement: null,
  committedIndex: null,
};

const told = (input: ForecastInput) =>
  forecast(input, first(0), first(MONTHS)).entries.map(({ at, invoice }) => [at, invoice.total.minor]);

describe('a forecast of the time until an anchor', () => {
  it('bills afterwards of the days until an anchor their part of a month, and of a month all of it', () => {
    const stub = { start: new Date('2027-01-16T06:00Z'), policy: 'prorated' as const };
    const anchor = { ...anchorAt(first(1), 'Asia/Kuwait'), index: 1, stub };
    const items = [{ ...seats(31_000n), billing: 'in_arrears' as const }];
    const begins = {
      ...STANDING,
      anchor,
      items,
      nextPeriodIndex: 0,
      nextBillAt: stub.start,
      current: null,
      owed: null,
    };
    expect(told(begins).slice(0, 3)).toEqual([
      [stub.start, 0n],
      [first(1), 16_000n],
      [first(2), 31_000n],
    ]);
    const planned = [{ kind: 'cancel' as const, at: new Date('2027-01-20T06:00Z'), periodIndex: null }];
    expect(told({ ...begins, planned }).at(-1)).toEqual([planned[0]!.at, 16_000n]);
  });
});
