import fc from 'fast-check';
import { addDays } from '../calendar/anchor.js';
import { DEFAULT_DUNNING, type DunningPolicy, planLadder, RETRY_SPACING_HOURS } from './ladder.js';

const at = (text: string): Date => new Date(text);
const DAY_MS = RETRY_SPACING_HOURS * 3_600_000;
const iso = (dates: readonly Date[]): string[] => dates.map((date) => date.toISOString().slice(0, 16));

const plan = (over: Partial<Parameters<typeof planLadder>[0]> = {}) =>
  planLadder({
    policy: DEFAULT_DUNNING,
    firstDeclineAt: at('2026-03-31T06:00:00Z'),
    timeZone: 'Asia/Kuwait',
    periodEnd: at('2026-04-30T06:00:00Z'),
    ...over,
  });

describe('planLadder', () => {
  it('by default tries on days 1, 3, 7, 14, keeps access to day 10, acts on day 21', () => {
    const ladder = plan();
    expect(iso(ladder.retries)).toEqual([
      '2026-04-01T06:00',
      '2026-04-03T06:00',
      '2026-04-07T06:00',
      '2026-04-14T06:00',
    ]);
    expect(iso([ladder.graceUntil, ladder.finalAt])).toEqual(['2026-04-10T06:00', '2026-04-21T06:00']);
  });

  it('keeps the local hour when the clocks change', () => {
    // New York springs forward on 8 March 2026; the day of 7 to 8 March has 23 hours.
    const ladder = plan({
      firstDeclineAt: at('2026-03-06T15:00:00Z'),
      timeZone: 'America/New_York',
      periodEnd: at('2026-04-06T14:00:00Z'),
    });
    expect(iso(ladder.retries)).toEqual([
      '2026-03-07T15:00',
      '2026-03-09T14:00',
      '2026-03-13T14:00',
      '2026-03-20T14:00',
    ]);
  });

  it('moves a retry that a day of 23 hours brings too near, and drops none', () => {
    const policy: DunningPolicy = { ...DEFAULT_DUNNING, retryDays: [1, 2] };
    const ladder = plan({
      policy,
      firstDeclineAt: at('2026-03-07T15:00:00Z'),
      timeZone: 'America/New_York',
      periodEnd: at('2026-04-07T14:00:00Z'),
    });
    expect(iso(ladder.retries)).toEqual(['2026-03-08T15:00', '2026-03-09T15:00']);
  });

  it('at a local hour: the first such hour a day after the decline', () => {
    const ladder = plan({
      policy: { ...DEFAULT_DUNNING, localHour: 10 },
      firstDeclineAt: at('2026-03-31T12:00:00Z'),
    });
    // Declined at 15:00 in Kuwait: ten o'clock of the next day is only 19 hours later.
    expect(iso(ladder.retries)).toEqual([
      '2026-04-02T07:00',
      '2026-04-03T07:00',
      '2026-04-07T07:00',
      '2026-04-14T07:00',
    ]);
  });

  it('ends before the next charge: a weekly period cuts it', () => {
    const ladder = plan({ periodEnd: at('2026-04-07T06:00:00Z') });
    expect(iso(ladder.retries)).toEqual(['2026-04-01T06:00', '2026-04-03T06:00']);
    expect(iso([ladder.graceUntil, ladder.finalAt])).toEqual(['2026-04-07T06:00', '2026-04-07T06:00']);
  });

  it('a daily period leaves no room for a retry and ends with the day', () => {
    const ladder = plan({
      firstDeclineAt: at('2026-03-31T06:00:30Z'),
      periodEnd: at('2026-04-01T06:00:00Z'),
    });
    expect(ladder).toEqual({
      retries: [],
      graceUntil: at('2026-04-01T06:00:00Z'),
      finalAt: at('2026-04-01T06:00:00Z'),
    });
  });

  it.each(['2026-03-01T06:00:00Z', '2026-03-31T06:00:00Z', '2026-03-31T10:00:00Z'])(
    'a period that was over, or nearly, when we were late in charging it (%s) does not cut the ladder to nothing',
    (periodEnd) => {
      expect(plan({ periodEnd: at(periodEnd) })).toEqual(plan());
    },
  );

  it('keeps its law for every policy, zone and moment', () => {
    const policies = fc
      .record({
        finalDay: fc.integer({ min: 1, max: 21 }),
        days: fc.uniqueArray(fc.integer({ min: 1, max: 21 }), { maxLength: 4 }),
        grace: fc.integer({ min: 0, max: 21 }),
        localHour: fc.option(fc.integer({ min: 0, max: 23 }), { nil: undefined }),
      })
      .map(({ finalDay, days, grace, localHour }): DunningPolicy => ({
        ...DEFAULT_DUNNING,
        finalDay,
        retryDays: days.filter((day) => day <= finalDay).sort((a, b) => a - b),
        graceDays: Math.min(grace, finalDay),
        localHour,
      }));
    fc.assert(
      fc.property(
        policies,
        fc.date({ min: at('2010-01-01'), max: at('2035-01-01'), noInvalidDate: true }),
        fc.constantFrom(
          'Asia/Kuwait',
          'America/New_York',
          'Africa/Cairo',
          'Pacific/Apia',
          'Australia/Lord_Howe',
        ),
        fc.integer({ min: 1, max: 366 }),
        (policy, firstDeclineAt, timeZone, days) => {
          const periodEnd = addDays(firstDeclineAt, days, timeZone);
          // Samoa once skipped a day, and then "tomorrow" may be now.
          if (periodEnd.getTime() - firstDeclineAt.getTime() < DAY_MS / 2) return;
          const { retries, graceUntil, finalAt } = planLadder({
            policy,
            firstDeclineAt,
            timeZone,
            periodEnd,
          });
          let before = firstDeclineAt.getTime();
          for (const retry of retries) {
            expect(retry.getTime() - before).toBeGreaterThanOrEqual(DAY_MS);
            before = retry.getTime();
            expect(retry < finalAt).toBe(true);
            expect(periodEnd.getTime() - before).toBeGreaterThanOrEqual(DAY_MS);
          }
          expect(finalAt <= periodEnd && graceUntil <= finalAt && finalAt > firstDeclineAt).toBe(true);
          expect(retries.length).toBeLessThanOrEqual(policy.retryDays.length);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ retryDays: [1, 2, 3, 4, 5] }, 'number of retryDays is 5; allowed is a whole number from 0 to 4'],
    [{ retryDays: [3, 1] }, 'retryDays[1] is 1; allowed is a whole number from 4 to 21'],
    [{ retryDays: [0] }, 'retryDays[0] is 0'],
    [{ finalDay: 22 }, 'finalDay is 22; allowed is a whole number from 1 to 21'],
    [{ graceDays: 22 }, 'graceDays is 22'],
    [{ localHour: 24 }, 'localHour is 24'],
  ])('refuses the policy %j', (change, message) => {
    expect(() => plan({ policy: { ...DEFAULT_DUNNING, ...change } })).toThrow(message);
  });
});
