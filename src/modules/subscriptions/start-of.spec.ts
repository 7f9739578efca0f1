import fc from 'fast-check';
import { boundariesOf, boundaryBefore, Wall } from '../../../test/support/calendar-model.js';
import { anchorAt } from '../../domain/calendar/anchor.js';
import type { Interval } from '../../domain/calendar/interval.js';
import { periodAt } from '../../domain/calendar/period.js';
import { startOf } from './start-of.js';
import type { Subscription } from './subscription.entity.js';
import { anchorColumns } from './subscription-calendar.js';

const MONTH: Interval = { unit: 'month', count: 1 };
const EVERY: Interval[] = [
  { unit: 'day', count: 3 },
  { unit: 'week', count: 2 },
  MONTH,
  { unit: 'year', count: 1 },
];
const ZONES = ['Africa/Cairo', 'Asia/Beirut', 'Asia/Riyadh', 'America/St_Johns', 'America/Nuuk'];
const at = (text: string): Date => new Date(text);
const dates = fc.date({ min: at('2024-01-01T00:00Z'), max: at('2027-12-31T00:00Z'), noInvalidDate: true });
const toSecond = (date: Date): Date => new Date(Math.floor(+date / 1000) * 1000);

/** The row of another subscription, as far as it is read. */
const other = (begin: Date, zone: string, interval: Interval, index: number): Subscription =>
  ({
    ...anchorColumns({ ...anchorAt(begin, zone), index }),
    intervalUnit: interval.unit,
    intervalCount: interval.count,
    endedAt: null,
  }) as Subscription;

describe('where the periods of a new subscription are counted from', () => {
  const facts = fc.record({
    zone: fc.constantFrom(...ZONES),
    now: dates,
    interval: fc.constantFrom(...EVERY),
    stub: fc.constantFrom('prorated' as const, 'full' as const, 'free' as const),
    begin: dates,
    index: fc.constantFrom(0, 3),
  });

  it('aligned to another: the rest until its next boundary, and then the same boundaries as it', () => {
    fc.assert(
      fc.property(facts, ({ zone, now, interval, stub, begin, index }) => {
        const [older, newer] = [begin, now].sort((a, b) => +a - +b) as [Date, Date];
        const wall = Wall.of(zone);
        const its = boundariesOf(wall.beginningAt(older), interval, wall, 12);
        const k = its.findIndex((one) => one >= newer);
        const request = { anchor: { align_to: 'sub_1', stub } };
        const asked = {
          request,
          interval,
          trialDays: 0,
          planStub: 'prorated' as const,
          timeZone: 'UTC',
          other: other(older, zone, interval, index),
        };
        const { anchor, trialEnd } = startOf(asked, newer);
        const first = anchor.index ?? 0;
        const starts = Array.from({ length: 6 }, (_, i) => periodAt(anchor, interval, first + i).start);
        expect(starts).toEqual(its.slice(k, k + 6));
        if (+its[k]! === +toSecond(newer)) return;
        expect(trialEnd).toEqual(stub === 'free' ? its[k] : null);
        if (stub === 'free') return;
        const { partOf, ...rest } = periodAt(anchor, interval, 0);
        expect(rest).toEqual({ index: 0, start: toSecond(newer), end: its[k] });
        expect(partOf).toEqual(stub === 'full' ? undefined : { start: its[k - 1], end: its[k] });
      }),
      { numRuns: 120 },
    );
  });

  it('on a day of the month: the rest until then', () => {
    const days = fc.integer({ min: 1, max: 31 });
    fc.assert(
      fc.property(facts, days, ({ zone, now, stub }, day) => {
        const wall = Wall.of(zone);
        const beginning = wall.beginningAt(now, day);
        const [first, second] = boundariesOf(beginning, MONTH, wall, 1);
        const request = { anchor: { day_of_month: day, stub } };
        const known = { interval: MONTH, trialDays: 0, timeZone: zone, other: null };
        const { anchor, trialEnd } = startOf({ ...known, request, planStub: 'prorated' }, now);
        // What the request does not say the plan says, and nothing else.
        const byPlan = { ...known, request: { anchor: { day_of_month: day } }, planStub: stub };
        expect(startOf(byPlan, now)).toEqual(startOf({ ...known, request, planStub: 'full' }, now));
        const index = anchor.index ?? 0;
        expect(periodAt(anchor, MONTH, index)).toEqual({ index, start: first, end: second });
        if (first! <= now) return expect(trialEnd).toBeNull();
        if (stub === 'free') return expect(trialEnd).toEqual(first);
        const { partOf } = periodAt(anchor, MONTH, 0);
        expect(partOf?.start).toEqual(stub === 'full' ? undefined : boundaryBefore(beginning, MONTH, wall));
      }),
      { numRuns: 120 },
    );
  });

  it('in the hour that is shown twice there is no rest that would end before it began', () => {
    const asked = { interval: MONTH, trialDays: 0, planStub: 'full' as const, timeZone: 'Asia/Beirut', other: null }; // prettier-ignore
    const request = { anchor: { day_of_month: 24, stub: 'prorated' as const } };
    // On 24 October 2026 midnight is put back to eleven: half past eleven comes at 20:30 and at 21:30 UTC.
    const start = startOf({ ...asked, request }, at('2026-10-24T21:30Z'));
    expect(start).toMatchObject({
      anchor: { localDate: '2026-10-24', localTime: '23:30:00' },
      trialEnd: null,
    });
    expect(periodAt(start.anchor, MONTH, 0)).toEqual({
      index: 0,
      start: at('2026-10-24T20:30Z'),
      end: at('2026-11-24T21:30Z'),
    });
    const free = { anchor: { day_of_month: 24, stub: 'free' as const } };
    expect(startOf({ ...asked, request: free }, at('2026-10-24T21:30Z'))).toMatchObject({
      trialDays: 0,
      trialEnd: null,
    });
  });
});
