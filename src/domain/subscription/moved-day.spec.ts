import fc from 'fast-check';
import { boundariesOf, boundaryBefore, lengthOfMonth, Wall } from '../../../test/support/calendar-model.js';
import { seats } from '../../../test/support/seats.js';
import { anchorAt, localDateOf } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import { periodAt } from '../calendar/period.js';
import { formatAmount } from '../money/money.js';
import { forecast } from './forecast.js';
import type { ForecastInput } from './forecast-input.js';
import { type DayMove, movedDay, takeUp } from './count-anew.js';

const at = (text: string): Date => new Date(text);
const MONTH: Interval = { unit: 'month', count: 1 };

describe('a billing day that is moved', () => {
  const running = {
    anchor: anchorAt(at('2027-01-31T06:00Z'), 'Asia/Kuwait'),
    interval: MONTH,
    nextPeriodIndex: 1,
    nextBillAt: at('2027-02-28T06:00Z'),
  };
  const starts = ({ anchor }: ReturnType<typeof movedDay>, count = 4) =>
    Array.from({ length: count }, (_, k) => localDateOf(periodAt(anchor, MONTH, 1 + k).start, 'Asia/Kuwait'));

  it('comes after the days until there, which are one more period and have their part of the whole one around them', () => {
    const moved = movedDay(running, { day: 15, stub: 'prorated' });
    expect(starts(moved)).toEqual(['2027-02-28', '2027-03-15', '2027-04-15', '2027-05-15']);
    expect(periodAt(moved.anchor, MONTH, 1).partOf).toEqual({
      start: at('2027-02-15T06:00Z'),
      end: at('2027-03-15T06:00Z'),
    });
    expect(periodAt(movedDay(running, { day: 15, stub: 'full' }).anchor, MONTH, 1).partOf).toBeUndefined();
    expect(moved.nextBillAt).toEqual(running.nextBillAt);
  });

  it('comes after free days without a period for them, which a pause within them does not cost', () => {
    const moved = movedDay(running, { day: 15, stub: 'free' });
    expect(starts(moved)).toEqual(['2027-03-15', '2027-04-15', '2027-05-15', '2027-06-15']);
    expect(moved.nextBillAt).toEqual(at('2027-03-15T06:00Z'));
    const paused = { ...running, ...moved, currentPeriodEnd: at('2027-02-28T06:00Z') };
    for (const policy of ['now', 'keep'] as const)
      expect(takeUp(paused, policy, at('2027-03-05T06:00Z'))).toEqual({
        nextBillAt: at('2027-03-15T06:00Z'),
        anew: null,
      });
    expect(movedDay({ ...running, nextBillAt: null }, { day: 15, stub: 'free' }).nextBillAt).toBeNull();
  });

  it('has no days until there where a short month had put the old day on the new one, or both on its last', () => {
    for (const stub of ['prorated', 'free'] as const) {
      const moved = movedDay(running, { day: 28, stub });
      expect(starts(moved)).toEqual(['2027-02-28', '2027-03-28', '2027-04-28', '2027-05-28']);
      expect(moved.nextBillAt).toEqual(running.nextBillAt);
      expect(starts(movedDay(running, { day: 30, stub }))).toEqual([
        '2027-02-28',
        '2027-03-30',
        '2027-04-30',
        '2027-05-30',
      ]);
    }
  });

  it('to the 31st is the last of every month that has none', () => {
    const first = { ...running, anchor: anchorAt(at('2027-01-01T06:00Z'), 'Asia/Kuwait') };
    expect(starts(movedDay(first, { day: 31, stub: 'prorated' }))).toEqual([
      '2027-02-01',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
    ]);
  });

  it('after the rest of a period that was taken up comes after the moment at which that began', () => {
    const now = at('2027-03-15T20:00Z');
    const standing = { ...running, currentPeriodEnd: at('2027-02-28T06:00Z') };
    const { anchor } = takeUp(standing, 'keep', now).anew!;
    const moved = movedDay({ ...running, anchor, nextBillAt: now }, { day: 15, stub: 'prorated' });
    expect(periodAt(moved.anchor, MONTH, 1)).toMatchObject({ start: now, end: at('2027-04-15T06:00Z') });
  });

  it('whatever the interval and the zone: from the end of the running period to the first such day, and from there whole ones', () => {
    const facts = fc.record({
      zone: fc.constantFrom('Asia/Kuwait', 'Africa/Cairo', 'Asia/Beirut', 'America/St_Johns', 'America/Nuuk'),
      begin: fc.oneof(
        fc.date({ min: at('2024-01-01T00:00Z'), max: at('2027-12-31T00:00Z'), noInvalidDate: true }),
        // With boundaries that may fall into the hour that a clock change skips.
        fc.constantFrom('2025-12-28T01:30Z', '2026-01-31T22:15Z', '2025-12-31T01:30Z').map(at),
      ),
      interval: fc.constantFrom<Interval>(MONTH, { unit: 'month', count: 3 }, { unit: 'year', count: 1 }),
      index: fc.integer({ min: 0, max: 24 }),
      day: fc.integer({ min: 1, max: 31 }),
      stub: fc.constantFrom<DayMove['stub']>('prorated', 'full', 'free'),
    });
    fc.assert(
      fc.property(facts, ({ zone, begin, interval, index, day, stub }) => {
        const wall = Wall.of(zone);
        const { time } = wall.beginningAt(begin);
        const anchor = anchorAt(begin, zone);
        const start = periodAt(anchor, interval, index).start;
        const moved = movedDay(
          { anchor, interval, nextPeriodIndex: index, nextBillAt: start },
          { day, stub },
        );
        // By a paper calendar: every day from there on is looked at.
        const [year, month] = localDateOf(start, zone).split('-').map(Number) as [number, number, number];
        const days = [-1, 0, 1].map((k) => ({ year: year + Math.floor((month - 1 + k) / 12), month: ((month + 11 + k) % 12) + 1 })); // prettier-ignore
        const wanted = days
          .map((one) => ({ ...one, day: Math.min(day, lengthOfMonth(one)) }))
          .find((one) => wall.firstMoment(one, time) >= start)!;
        const beginning = { first: wanted, wanted: day, time };
        const whole = boundariesOf(beginning, interval, wall, 6).slice(0, 4);
        const isThere = +whole[0]! === +start;
        const expected = isThere || stub === 'free' ? whole : [start, ...whole.slice(0, 3)];
        const periods = [0, 1, 2, 3].map((k) => periodAt(moved.anchor, interval, index + k));
        expect(periods.map((one) => one.start)).toEqual(expected);
        expect(moved.nextBillAt).toEqual(expected[0]);
        const partOf = isThere || stub !== 'prorated' ? undefined : { start: boundaryBefore(beginning, interval, wall), end: whole[0] }; // prettier-ignore
        expect(periods[0]!.partOf).toEqual(partOf);
      }),
      { numRuns: 200 },
    );
  });
});

describe('a forecast beside which the billing day is to be moved', () => {
  const start = at('2027-01-01T06:00Z');
  const end = at('2027-02-01T06:00Z');
  const priced = (minor: bigint) => seats(minor, 1n, { priceId: `price_${minor}` });
  const input: ForecastInput = {
    status: 'active',
    anchor: anchorAt(start, 'Asia/Kuwait'),
    interval: MONTH,
    nextPeriodIndex: 1,
    trialEnd: null,
    cancelAtPeriodEnd: false,
    currency: 'KWD',
    items: [priced(30_000n)],
    terms: { discounts: [], tax: null, pendingLines: [] },
    hasUsableCard: true,
    nextBillAt: end,
    current: { start, end },
    owed: { start, end },
    planned: [],
    periodsLeft: [],
    charged: [],
    agreement: null,
    committedIndex: null,
  };
  const foretold = (stub: DayMove['stub'], more: Partial<ForecastInput> = {}) => {
    const move = { kind: 'billing_day' as const, at: end, periodIndex: 1, day: 15, stub };
    return forecast({ ...input, planned: [move], ...more }, start, at('2027-04-01T06:00Z'));
  }; // prettier-ignore
  const bills = (...asked: Parameters<typeof foretold>) =>
    foretold(...asked).entries.map(({ at: when, invoice }) => `${when.toISOString().slice(5, 10)} ${formatAmount(invoice.total)}`); // prettier-ignore

  it('has the days until there, and whole periods from there', () => {
    // 14 of the 31 days from 15 January on.
    expect(bills('prorated')).toEqual(['02-01 13.548', '02-15 30.000', '03-15 30.000']);
    expect(bills('full')).toEqual(['02-01 30.000', '02-15 30.000', '03-15 30.000']);
    expect(bills('free')).toEqual(['02-15 30.000', '03-15 30.000']);
  });

  it('moves nothing of what ends with its period', () => {
    const { entries, end: over } = foretold('free', { cancelAtPeriodEnd: true });
    expect([entries, over]).toMatchObject([[], { kind: 'cancel', at: end }]);
  });
});
