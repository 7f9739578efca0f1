import {
  first,
  item,
  metered,
  MONTHS,
  others,
  STANDING,
  told,
  usedIn,
} from '../../../test/support/forecast-case.js';
import { anchorAt } from '../calendar/anchor.js';
import type { BillableItem } from '../pricing/price-items.js';
import { forecast } from './forecast.js';
import type { PlannedChange } from './forecast-input.js';

describe('a forecast of what is paid afterwards', () => {
  it('tells at a cancel what is paid afterwards of the last period up to then, and then nothing', () => {
    const afterwards = { ...item(2000), billing: 'in_arrears' as const, ended: STANDING.current };
    const at = new Date('2027-02-15T06:00Z');
    const planned = [{ kind: 'cancel' as const, at, periodIndex: null, reason: 'moves', credit: false }];
    const { entries, end } = forecast(
      { ...STANDING, items: [item(8000), afterwards], planned },
      first(0),
      first(MONTHS),
    );
    expect(entries.map(({ invoice }) => invoice.total.minor)).toEqual([10_000n, 1000n]);
    expect(end).toEqual({ kind: 'cancel', at, reason: 'moves' });
  });

  it('bills afterwards of the days until an anchor their part of a month, and of a month all of it', () => {
    const stub = { start: new Date('2027-01-16T06:00Z'), policy: 'prorated' as const };
    const anchor = { ...anchorAt(first(1), 'Asia/Kuwait'), index: 1, stub };
    const items = [{ ...item(31_000), billing: 'in_arrears' as const }];
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
    const planned = [
      { kind: 'cancel' as const, at: new Date('2027-01-20T06:00Z'), periodIndex: null, credit: false },
    ];
    expect(told({ ...begins, planned }).at(-1)).toEqual([planned[0]!.at, 4000n]);
  });

  it('after a downtime that skips a period, bills afterwards the last one that is owed, and what was used since', () => {
    const [january, february, march] = [0, 1, 2].map((n) => ({ start: first(n), end: first(n + 1) }));
    const afterwards = { ...item(2000), billing: 'in_arrears' as const, ended: january! };
    const items = [afterwards, metered([usedIn(january!)], [usedIn(february!)])];
    const catchUp = { policy: 'latest' as const, confirmedUntil: null };
    const { entries } = forecast({ ...STANDING, items, catchUp }, new Date('2027-03-05T06:00Z'), first(3));
    const lines = entries.map(({ kind, invoice }) => [kind, ...invoice.lines.map((line) => [line.period, line.amount.minor])]); // prettier-ignore
    expect(lines).toEqual([
      ['skip'],
      ['bill', [january, 2000n], [january, 100n], [february, 100n]],
      ['bill', [march, 2000n], [march, 0n]],
    ]);
  });

  it('bills usage once, of an item that stays not again with a change, and of one that goes with the next invoice', () => {
    const used = metered([usedIn(STANDING.current!)]);
    const items = [item(8000), used];
    const change = (n: number, after: BillableItem[]) => [{ ...others(after), at: first(n), periodIndex: n }];
    const amounts = (planned: PlannedChange[]) => told({ ...STANDING, items, planned }).slice(0, 3);
    expect(amounts(change(2, [item(9000), used]))).toEqual([
      [first(1), 8100n],
      [first(2), 9000n],
      [first(3), 9000n],
    ]);
    expect(amounts(change(1, [item(9000)]))).toEqual([
      [first(1), 9100n],
      [first(2), 9000n],
      [first(3), 9000n],
    ]);
  });

  it('of another interval within a period is billed with the period that begins then, and not of the days twice', () => {
    const [old, yearly] = [3100, 36_500].map((minor) => ({ ...item(minor), billing: 'in_arrears' as const, ended: null })); // prettier-ignore
    const at = new Date('2027-01-11T06:00Z');
    const items = [item(8000), { ...old!, ended: STANDING.current }];
    const interval = { unit: 'year', count: 1 } as const;
    const dated = { ...others([item(80_000), yearly!]), at, periodIndex: null, interval, proration: 'none' as const }; // prettier-ignore
    const amounts = (planned: PlannedChange) => told({ ...STANDING, items, planned: [planned] });
    // Ten days of January with what is paid a year ahead, and a year later the year: 365 days, and none of January twice.
    expect(amounts({ ...dated, proration: 'day' }).slice(0, 2)).toEqual([
      [at, 81_000n],
      [new Date('2028-01-11T06:00Z'), 116_500n],
    ]);
  });
});
