import fc from 'fast-check';
import { type Anchor, anchorAt, localDateOf } from './anchor.js';
import type { Interval } from './interval.js';
import { MAX_COUNT, INTERVAL_UNITS, leastDays } from './interval.js';
import { boundary, indexAt, isEmptyPeriod, periodAt } from './period.js';

const ZONES = [
  'UTC',
  'Asia/Kuwait',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/Sao_Paulo',
  'America/New_York',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const MONTHLY: Interval = { unit: 'month', count: 1 };
const DAILY: Interval = { unit: 'day', count: 1 };

const anchorOn = (localDate: string, timeZone = 'UTC', localTime = '00:00:00'): Anchor => ({
  localDate,
  dayOfMonth: Number(localDate.slice(8)),
  localTime,
  timeZone,
});

const dates = (anchor: Anchor, interval: Interval, count: number): string[] =>
  Array.from({ length: count }, (_, k) => localDateOf(boundary(anchor, interval, k), anchor.timeZone));

describe('boundaries', () => {
  it('31 January is followed by 28 February and then by 31 March', () => {
    expect(dates(anchorOn('2026-01-31'), MONTHLY, 14)).toEqual([
      '2026-01-31',
      '2026-02-28',
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
      '2026-06-30',
      '2026-07-31',
      '2026-08-31',
      '2026-09-30',
      '2026-10-31',
      '2026-11-30',
      '2026-12-31',
      '2027-01-31',
      '2027-02-28',
    ]);
  });

  it('an anchor that began clamped reaches its wanted day', () => {
    const anchor = anchorAt(new Date('2026-02-10T00:00:00Z'), 'UTC', 31);
    expect(dates(anchor, MONTHLY, 4)).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']);
  });

  it('a quarter from 30 November', () => {
    const quarter: Interval = { unit: 'month', count: 3 };
    expect(dates(anchorOn('2026-11-30'), quarter, 5)).toEqual([
      '2026-11-30',
      '2027-02-28',
      '2027-05-30',
      '2027-08-30',
      '2027-11-30',
    ]);
  });

  it('29 February yearly: 28 February in common years, the 29th again in leap years', () => {
    const yearly: Interval = { unit: 'year', count: 1 };
    expect(dates(anchorOn('2024-02-29'), yearly, 6)).toEqual([
      '2024-02-29',
      '2025-02-28',
      '2026-02-28',
      '2027-02-28',
      '2028-02-29',
      '2029-02-28',
    ]);
    expect(dates(anchorOn('2096-02-29'), yearly, 9)[4]).toBe('2100-02-28');
  });

  it('a day without a midnight begins with its first instant (Cairo, 30 April 2027)', () => {
    const cairo = anchorOn('2027-04-29', 'Africa/Cairo');
    expect([0, 1, 2].map((k) => boundary(cairo, DAILY, k).toISOString())).toEqual([
      '2027-04-28T22:00:00.000Z',
      '2027-04-29T22:00:00.000Z', // 01:00 in Cairo: 00:00 to 01:00 were skipped
      '2027-04-30T21:00:00.000Z',
    ]);
  });

  it('a skipped time inside the day is the first instant after the gap, not an hour later', () => {
    const anchor = anchorOn('2026-03-07', 'America/New_York', '02:30:00');
    expect(boundary(anchor, DAILY, 1).toISOString()).toBe('2026-03-08T07:00:00.000Z');
    const lordHowe = anchorOn('2025-10-04', 'Australia/Lord_Howe', '02:15:00');
    expect(boundary(lordHowe, DAILY, 1).toISOString()).toBe('2025-10-04T15:30:00.000Z');
  });

  it('a repeated time is the earlier one', () => {
    const anchor = anchorOn('2026-10-31', 'America/New_York', '01:30:00');
    expect(boundary(anchor, DAILY, 1).toISOString()).toBe('2026-11-01T05:30:00.000Z');
  });

  it('a day that a zone skipped is an empty period, and no instant falls into it (Apia, 2011)', () => {
    const apia = anchorOn('2011-12-29', 'Pacific/Apia');
    expect([0, 1, 2].map((index) => isEmptyPeriod(periodAt(apia, DAILY, index)))).toEqual([
      false,
      true,
      false,
    ]);
    expect(indexAt(apia, DAILY, periodAt(apia, DAILY, 1).start)).toBe(2);
  });

  it('reaches before the anchor', () => {
    expect(localDateOf(boundary(anchorOn('2026-03-31'), MONTHLY, -1), 'UTC')).toBe('2026-02-28');
    expect(indexAt(anchorOn('2026-03-31'), MONTHLY, new Date('2026-03-30T23:59:59.999Z'))).toBe(-1);
  });

  it.each([1.5, NaN, Infinity, 100_001])('refuses index %p', (k) => {
    expect(() => boundary(anchorOn('2026-01-01'), DAILY, k)).toThrow('a whole period index');
  });

  it('refuses an instant that is none', () => {
    expect(() => indexAt(anchorOn('2026-01-01'), DAILY, new Date(NaN))).toThrow('a real instant');
  });
});

describe('periods tile the line', () => {
  const intervals = fc
    .constantFrom(...INTERVAL_UNITS)
    .chain((unit) =>
      fc.integer({ min: 1, max: MAX_COUNT[unit] }).map((count): Interval => ({ unit, count })),
    );
  const twoDigits = (n: number): string => String(n).padStart(2, '0');
  const anchors = fc
    .record({
      year: fc.integer({ min: 1995, max: 2030 }),
      month: fc.integer({ min: 1, max: 12 }),
      // The ends of months, where clamping happens, more often than the rest.
      day: fc.oneof(fc.integer({ min: 1, max: 28 }), fc.constantFrom(28, 29, 30, 31)),
      hour: fc.oneof(fc.constantFrom(0, 1, 2, 3, 23), fc.integer({ min: 0, max: 23 })),
      minute: fc.constantFrom(0, 15, 30, 59),
      timeZone: fc.constantFrom(...ZONES),
    })
    .map(({ year, month, day, hour, minute, timeZone }): Anchor => {
      const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
      const localDate = `${year}-${twoDigits(month)}-${twoDigits(Math.min(day, last))}`;
      return {
        localDate,
        dayOfMonth: day,
        localTime: `${twoDigits(hour)}:${twoDigits(minute)}:00`,
        timeZone,
      };
    });

  /** So many periods make 40 years. */
  const indexWithin40Years = (interval: Interval) =>
    fc.integer({ min: 0, max: Math.floor(14_610 / leastDays(interval)) });
  const cases = fc.tuple(anchors, intervals).chain(([anchor, interval]) =>
    fc.record({
      anchor: fc.constant(anchor),
      interval: fc.constant(interval),
      index: indexWithin40Years(interval),
    }),
  );

  it('each begins where the one before ended, and none runs backwards', () => {
    fc.assert(
      fc.property(cases, ({ anchor, interval, index }) => {
        const period = periodAt(anchor, interval, index);
        expect(periodAt(anchor, interval, index + 1).start).toEqual(period.end);
        expect(period.start.getTime()).toBeLessThanOrEqual(period.end.getTime());
        if (interval.unit !== 'day') expect(isEmptyPeriod(period)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('indexAt finds the period of its first, middle and last instant', () => {
    fc.assert(
      fc.property(cases, ({ anchor, interval, index }) => {
        const period = periodAt(anchor, interval, index);
        if (isEmptyPeriod(period)) return;
        const [from, to] = [period.start.getTime(), period.end.getTime()];
        for (const instant of [from, Math.floor((from + to) / 2), to - 1]) {
          expect(indexAt(anchor, interval, new Date(instant))).toBe(index);
        }
        expect(indexAt(anchor, interval, new Date(from - 1))).toBeLessThan(index);
        expect(indexAt(anchor, interval, period.end)).toBeGreaterThan(index);
      }),
      { numRuns: 1000 },
    );
  });

  it('a boundary is never fewer days from the next than leastDays says', () => {
    fc.assert(
      fc.property(cases, ({ anchor, interval, index }) => {
        const [from, to] = [index, index + 1].map((k) => {
          const utc: Anchor = { ...anchor, timeZone: 'UTC', localTime: '00:00:00' };
          return boundary(utc, interval, k).getTime() / 86_400_000;
        });
        expect((to ?? 0) - (from ?? 0)).toBeGreaterThanOrEqual(leastDays(interval));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(ZONES)('every month of 40 years in %s, anchored on the 29th, 30th and 31st', (timeZone) => {
    for (const day of [29, 30, 31]) {
      const anchor: Anchor = {
        localDate: `1995-01-${day}`,
        dayOfMonth: day,
        localTime: '00:00:00',
        timeZone,
      };
      for (let k = 0; k < 480; k += 1) {
        const start = boundary(anchor, MONTHLY, k);
        expect(start < boundary(anchor, MONTHLY, k + 1)).toBe(true);
        const last = new Date(Date.UTC(1995, k + 1, 0)).getUTCDate();
        const isSkippedDay = timeZone === 'Pacific/Apia' && day === 30 && k === 203;
        if (!isSkippedDay) expect(Number(localDateOf(start, timeZone).slice(8))).toBe(Math.min(day, last));
      }
    }
  });

  it('contains the instant it was anchored at in period 0', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1995-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
        fc.constantFrom(...ZONES),
        intervals,
        (instant, timeZone, interval) => {
          const anchor = anchorAt(instant, timeZone);
          expect(boundary(anchor, interval, 0).getTime()).toBeLessThanOrEqual(instant.getTime());
          expect(indexAt(anchor, interval, instant)).toBe(0);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
