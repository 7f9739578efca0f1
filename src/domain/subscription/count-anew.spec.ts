import fc from 'fast-check';
import { boundariesOf, daysOfBoundaries, Wall } from '../../../test/support/calendar-model.js';
import { type Anchor, anchorAt } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import { periodAt } from '../calendar/period.js';
import { anchorOfBeginning, anchorOfChange, takeUp } from './count-anew.js';

const at = (text: string): Date => new Date(text);
const MONTH: Interval = { unit: 'month', count: 1 };
const anchor = anchorAt(at('2028-01-31T06:00Z'), 'Asia/Kuwait');
const standing = { anchor, interval: MONTH, nextPeriodIndex: 1, currentPeriodEnd: at('2028-02-29T06:00Z') };

describe('the beginning of what waited for a card', () => {
  const stub = { start: at('2027-01-16T06:00Z'), policy: 'prorated' as const };
  const asked: Anchor = { ...anchorAt(stub.start, 'Asia/Kuwait', 31), index: 1, stub };
  const periods = (anew: Anchor) => [0, 1, 2].map((index) => periodAt(anew, MONTH, index).start);

  it('is counted from the card, unless another anchor was asked for: then the time until there is its stub', () => {
    const now = at('2027-01-16T20:00:00.400Z');
    expect(anchorOfBeginning(anchorAt(stub.start, 'Asia/Kuwait'), MONTH, now)).toEqual(
      anchorAt(now, 'Asia/Kuwait'),
    );
    const begun = anchorOfBeginning(asked, MONTH, now);
    expect(begun).toEqual({ ...asked, stub: { ...stub, start: at('2027-01-16T20:00Z') } });
    expect(periods(begun)).toEqual([
      at('2027-01-16T20:00Z'),
      at('2027-01-31T06:00Z'),
      at('2027-02-28T06:00Z'),
    ]);
  });

  it('goes on to the next boundary where the card came after the one that was asked for', () => {
    for (const now of [at('2027-01-31T06:00Z'), at('2027-01-31T19:00Z')]) {
      const begun = anchorOfBeginning(asked, MONTH, now);
      expect(periods(begun)).toEqual([now, at('2027-02-28T06:00Z'), at('2027-03-31T06:00Z')]);
    }
  });
});

describe('taking a subscription up again', () => {
  it('goes on with what was paid for, and counts nothing anew', () => {
    expect(takeUp(standing, 'now', at('2028-02-29T05:59Z'))).toEqual({
      nextBillAt: at('2028-02-29T06:00Z'),
      anew: null,
    });
  });

  it('leaves the first billing of what runs elsewhere until then where it is, and does not wait for one that is past', () => {
    const imported = { anchor, interval: MONTH, nextPeriodIndex: 0, currentPeriodEnd: null, cameOver: true };
    for (const policy of ['now', 'keep'] as const)
      expect(takeUp(imported, policy, at('2028-01-20T06:00Z'))).toEqual({
        nextBillAt: at('2028-01-31T06:00Z'),
        anew: null,
      });
    const late = at('2028-02-03T06:00Z');
    expect(takeUp(imported, 'now', late)).toMatchObject({ nextBillAt: late, anew: { previousEnd: null } });
  });

  it('does not go on with what was given back', () => {
    const taken = takeUp({ ...standing, isGivenBack: true }, 'now', at('2028-02-10T06:00Z'));
    expect(taken).toMatchObject({ nextBillAt: at('2028-02-10T06:00Z'), anew: { anchor: { index: 1 } } });
  });

  it('does not go on with what another interval had ended, nor bill a period of the past', () => {
    const changed = {
      ...standing,
      anchor: { ...anchorAt(at('2028-02-10T06:00Z'), 'Asia/Kuwait'), index: 1 },
    };
    const yearly = { ...changed, interval: { unit: 'year', count: 1 } as const };
    const taken = takeUp(yearly, 'now', at('2028-02-20T06:00Z'));
    expect(taken).toMatchObject({
      nextBillAt: at('2028-02-20T06:00Z'),
      anew: { anchor: { localDate: '2028-02-20', index: 1 }, previousEnd: at('2028-02-29T06:00Z') },
    });
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

describe('counted anew, the periods are those of a paper calendar and a clock on the wall', () => {
  const ZONES = ['Africa/Cairo', 'Asia/Beirut', 'Asia/Kuwait', 'America/St_Johns', 'America/Nuuk'];
  const EVERY: Interval[] = [
    { unit: 'day', count: 1 },
    { unit: 'day', count: 10 },
    { unit: 'week', count: 1 },
    MONTH,
    { unit: 'month', count: 3 },
    { unit: 'year', count: 1 },
  ];
  const facts = fc.constantFrom(...ZONES).chain((zone) =>
    fc.record({
      zone: fc.constant(zone),
      begin: fc.oneof(
        fc.date({ min: at('2024-01-01T00:00Z'), max: at('2027-12-31T00:00Z'), noInvalidDate: true }),
        // With boundaries that may fall into the hour that a clock change skips.
        fc.constantFrom('2025-12-28T01:30Z', '2026-01-31T22:15Z').map(at),
      ),
      interval: fc.constantFrom(...EVERY),
      next: fc.constantFrom(...EVERY),
      k: fc.integer({ min: 1, max: 24 }),
      along: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  );
  /** Within so many years there are so many boundaries, and one more year for what was left of the first. */
  const yearsOf = ({ unit, count }: Interval, boundaries: number): number =>
    1 + Math.ceil((boundaries * count) / { day: 365, week: 52, month: 12, year: 1 }[unit]);
  const told = (dates: Date[]): string[] => dates.map((date) => date.toISOString());
  const startsOf = (anchor: Anchor, interval: Interval, index: number, count: number): string[] =>
    told(Array.from({ length: count }, (_, k) => periodAt(anchor, interval, index + k).start));

  it('where the running one goes on: its rest, and then the old boundaries', () => {
    fc.assert(
      fc.property(facts, ({ zone, begin, interval, k, along }) => {
        const wall = Wall.of(zone);
        const old = boundariesOf(wall.beginningAt(begin), interval, wall, yearsOf(interval, 34));
        const [from, to] = [old[k - 1]!, old[k]!];
        const now = new Date(+from + Math.floor(along * (+to - +from)));
        const facts = { anchor: anchorAt(begin, zone), interval, nextPeriodIndex: 5, currentPeriodEnd: null };
        const { anchor: moved } = takeUp(facts, 'keep', now).anew!;
        expect(startsOf(moved, interval, 5, 9)).toEqual(told([now, ...old.slice(k, k + 8)]));
        const { partOf } = periodAt(moved, interval, 5);
        expect(partOf).toEqual(+now === +from ? undefined : { start: from, end: to });
      }),
      { numRuns: 150 },
    );
  });

  it('where the interval becomes another at a boundary', () => {
    fc.assert(
      fc.property(facts, ({ zone, begin, interval, next, k }) => {
        const wall = Wall.of(zone);
        const beginning = wall.beginningAt(begin);
        const first = daysOfBoundaries(beginning, interval, yearsOf(interval, 26))[k]!;
        const hasDay = interval.unit === 'month' || interval.unit === 'year';
        const wanted = hasDay ? beginning.wanted : first.day;
        const after = boundariesOf({ first, wanted, time: beginning.time }, next, wall, yearsOf(next, 9));
        const before = { anchor: anchorAt(begin, zone), interval };
        const changed = anchorOfChange(before, after[0]!, k, true);
        expect(startsOf(changed, next, k, 8)).toEqual(told(after.slice(0, 8)));
      }),
      { numRuns: 150 },
    );
  });

  it('in Nuuk, where 28 March 2026 ends at eleven: whoever renews at half past stays on its day', () => {
    const daily = { anchor: anchorAt(at('2026-03-27T01:30Z'), 'America/Nuuk'), interval: EVERY[0]! };
    expect(daily.anchor).toMatchObject({ localDate: '2026-03-26', localTime: '23:30:00' });
    const end = periodAt(daily.anchor, daily.interval, 2).start;
    expect(end).toEqual(at('2026-03-29T01:00Z'));
    const weekly = anchorOfChange(daily, end, 2, true);
    expect(startsOf(weekly, { unit: 'week', count: 1 }, 2, 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-04-05T00:30:00.000Z',
    ]);
  });
});

describe('another interval', () => {
  it('counts from where the rest of a period begins, if it follows that: it is no boundary', () => {
    const now = at('2028-03-10T09:00Z');
    const { anew } = takeUp(standing, 'keep', now);
    const yearly = anchorOfChange({ anchor: anew!.anchor, interval: MONTH }, now, 1, true);
    expect(periodAt(yearly, { unit: 'year', count: 1 }, 1).start).toEqual(now);
  });

  it('at a boundary keeps the wanted day of a month, and takes the boundary of a week for one', () => {
    const yearly = anchorOfChange({ anchor, interval: MONTH }, at('2028-02-29T06:00Z'), 1, true);
    expect(yearly).toMatchObject({ localDate: '2028-02-29', dayOfMonth: 31, index: 1 });
    const week: Interval = { unit: 'week', count: 1 };
    const monthly = anchorOfChange({ anchor, interval: week }, at('2028-02-21T06:00Z'), 3, true);
    expect(monthly).toMatchObject({ localDate: '2028-02-21', dayOfMonth: 21, index: 3 });
    expect(periodAt(monthly, MONTH, 3).start).toEqual(at('2028-02-21T06:00Z'));
  });
});
