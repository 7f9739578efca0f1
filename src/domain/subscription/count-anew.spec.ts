import fc from 'fast-check';
import { anchorAt } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import { periodAt } from '../calendar/period.js';
import { anchorOfChange, takeUp } from './count-anew.js';

const at = (text: string): Date => new Date(text);
const MONTH: Interval = { unit: 'month', count: 1 };
const anchor = anchorAt(at('2028-01-31T06:00Z'), 'Asia/Kuwait');
const standing = { anchor, interval: MONTH, nextPeriodIndex: 1, currentPeriodEnd: at('2028-02-29T06:00Z') };

describe('taking a subscription up again', () => {
  it('goes on with what was paid for, and counts nothing anew', () => {
    expect(takeUp(standing, 'now', at('2028-02-29T05:59Z'))).toEqual({
      nextBillAt: at('2028-02-29T06:00Z'),
      anew: null,
    });
  });

  it('does not go on with what was given back', () => {
    const taken = takeUp({ ...standing, isGivenBack: true }, 'now', at('2028-02-10T06:00Z'));
    expect(taken).toMatchObject({ nextBillAt: at('2028-02-10T06:00Z'), anew: { anchor: { index: 1 } } });
  });

  it('keeps the wanted day through the stub: the 31st stays the 31st', () => {
    const { anew } = takeUp(standing, 'keep', at('2028-03-10T06:00Z'));
    const periods = [1, 2, 3, 4].map((index) => periodAt(anew!.anchor, MONTH, index).end);
    expect(periods).toEqual([
      at('2028-03-31T06:00Z'),
      at('2028-04-30T06:00Z'),
      at('2028-05-31T06:00Z'),
      at('2028-06-30T06:00Z'),
    ]);
    expect(periodAt(anew!.anchor, MONTH, 1).partOf?.start).toEqual(at('2028-02-29T06:00Z'));
  });

  it('on a boundary itself there is no stub', () => {
    const { anew } = takeUp(standing, 'keep', at('2028-03-31T06:00Z'));
    expect(anew!.anchor.stub).toBeUndefined();
    expect(periodAt(anew!.anchor, MONTH, 1)).toMatchObject({
      start: at('2028-03-31T06:00Z'),
      end: at('2028-04-30T06:00Z'),
    });
  });

  it('whatever the interval and the zone, its next period begins now, and the following ones tile', () => {
    const facts = fc.record({
      interval: fc.constantFrom<Interval>({ unit: 'day', count: 1 }, { unit: 'week', count: 2 }, MONTH, {
        unit: 'year',
        count: 1,
      }),
      zone: fc.constantFrom('Asia/Kuwait', 'Africa/Cairo', 'Asia/Beirut', 'America/New_York'),
      begin: fc.date({ min: at('2024-01-01T00:00Z'), max: at('2027-12-31T00:00Z'), noInvalidDate: true }),
      index: fc.integer({ min: 1, max: 40 }),
      days: fc.integer({ min: 0, max: 900 }),
      policy: fc.constantFrom('now' as const, 'keep' as const),
    });
    fc.assert(
      fc.property(facts, ({ interval, zone, begin, index, days, policy }) => {
        const old = anchorAt(begin, zone);
        const end = periodAt(old, interval, index - 1).end;
        const now = new Date(end.getTime() + days * 86_400_000 + 3_600_000);
        const taken = takeUp(
          { anchor: old, interval, nextPeriodIndex: index, currentPeriodEnd: end },
          policy,
          now,
        );
        const periods = [0, 1, 2, 3].map((k) => periodAt(taken.anew!.anchor, interval, index + k));
        expect(periods[0]!.start).toEqual(new Date(Math.floor(now.getTime() / 1000) * 1000));
        for (const [k, { start, end: to }] of periods.entries()) {
          expect(start < to).toBe(true);
          if (k > 0) expect(start).toEqual(periods[k - 1]!.end);
        }
      }),
    );
  });
});

describe('another interval', () => {
  it('at a boundary keeps the wanted day of a month, and takes the boundary of a week for one', () => {
    const yearly = anchorOfChange({ anchor, interval: MONTH }, at('2028-02-29T06:00Z'), 1, true);
    expect(yearly).toMatchObject({ localDate: '2028-02-29', dayOfMonth: 31, index: 1 });
    const week: Interval = { unit: 'week', count: 1 };
    const monthly = anchorOfChange({ anchor, interval: week }, at('2028-02-21T06:00Z'), 3, true);
    expect(monthly).toMatchObject({ localDate: '2028-02-21', dayOfMonth: 21, index: 3 });
    expect(periodAt(monthly, MONTH, 3).start).toEqual(at('2028-02-21T06:00Z'));
  });
});
