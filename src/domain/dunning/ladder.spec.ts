import fc from 'fast-check';
import { addDays, localDateOf } from '../calendar/anchor.js';
import { weekdayOf, weekendOf } from '../calendar/weekend.js';
import { DEFAULT_DUNNING, type DunningPolicy, planLadder, RETRY_SPACING_HOURS } from './ladder.js';

const at = (text: string): Date => new Date(text);
const DAY_MS = RETRY_SPACING_HOURS * 3_600_000;
const iso = (dates: readonly Date[]): string[] => dates.map((date) => date.toISOString().slice(0, 16));

/** At the hour of the first decline, on any day. */
const PLAIN: DunningPolicy = { ...DEFAULT_DUNNING, localHour: undefined, weekend: undefined };

const plan = (over: Partial<Parameters<typeof planLadder>[0]> = {}) =>
  planLadder({
    policy: PLAIN,
    firstDeclineAt: at('2026-03-31T06:00:00Z'),
    timeZone: 'Asia/Kuwait',
    periodEnd: at('2026-04-30T06:00:00Z'),
    ...over,
  });

describe('planLadder', () => {
  it('plainly tries on days 1, 3, 7, 14, keeps access to day 10, acts on day 21', () => {
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
    const policy: DunningPolicy = { ...PLAIN, retryDays: [1, 2] };
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
      policy: { ...PLAIN, localHour: 10 },
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

  describe('on business days', () => {
    const on = (weekend: DunningPolicy['weekend'], over: Partial<Parameters<typeof planLadder>[0]> = {}) =>
      plan({ policy: { ...PLAIN, localHour: 10, weekend }, ...over });

    it("moves a retry from the customer's weekend to the next business day, and says so", () => {
      // Declined on Tuesday; in Kuwait days 3 and 10 are Fridays.
      const policy = { ...PLAIN, retryDays: [3, 10], localHour: 10, weekend: 'customer' as const };
      const ladder = plan({ policy });
      expect(iso(ladder.retries)).toEqual(['2026-04-05T07:00', '2026-04-12T07:00']);
      expect(ladder.reasons).toEqual([
        "day 3 after the first decline at 10:00 of the customer's time, moved from Friday to a business day",
        "day 10 after the first decline at 10:00 of the customer's time, moved from Friday to a business day",
      ]);
    });

    it('goes by the zone of the customer: in Berlin the same Friday is a business day', () => {
      const policy = { ...PLAIN, retryDays: [3], localHour: 9, weekend: 'customer' as const };
      expect(iso(plan({ policy, timeZone: 'Europe/Berlin' }).retries)).toEqual(['2026-04-03T07:00']);
    });

    it('takes the days that a policy names', () => {
      expect(iso(on(['wednesday', 'friday']).retries).slice(0, 2)).toEqual([
        '2026-04-02T07:00',
        '2026-04-04T07:00',
      ]);
    });

    it('keeps two retries that one weekend pushes together a day apart', () => {
      const policy: DunningPolicy = { ...PLAIN, retryDays: [3, 4], weekend: 'customer' };
      const ladder = plan({ policy });
      expect(iso(ladder.retries)).toEqual(['2026-04-05T06:00', '2026-04-06T06:00']);
      expect(ladder.reasons[1]).toContain('a full day after the try before it');
    });

    it('counts the weekday where the customer lives, not in UTC', () => {
      // Thursday evening in UTC is Friday in Kuwait.
      const policy: DunningPolicy = { ...PLAIN, retryDays: [1], weekend: 'customer' };
      const ladder = plan({ policy, firstDeclineAt: at('2026-04-01T22:00:00Z') });
      expect(iso(ladder.retries)).toEqual(['2026-04-04T22:00']);
    });
  });

  it('warns two days before the end, and not at all when the decline itself is that near to it', () => {
    expect(iso([plan().noticeAt!])).toEqual(['2026-04-19T06:00']);
    expect(plan({ periodEnd: at('2026-04-02T06:00:00Z') }).noticeAt).toBeNull();
    // The 30th of December 2011 was left out in Samoa.
    const samoa = { firstDeclineAt: at('2011-12-27T10:00:00Z'), timeZone: 'Pacific/Apia' };
    const late = { ...PLAIN.mails, beforeFinalDays: 1 };
    const short: DunningPolicy = { ...PLAIN, retryDays: [], graceDays: 0, finalDay: 3, mails: late };
    expect(plan({ policy: short, ...samoa, periodEnd: at('2012-01-27T10:00:00Z') }).noticeAt).toBeNull();
    const mails = { ...PLAIN.mails, beforeFinal: null };
    expect(plan({ policy: { ...PLAIN, mails } }).noticeAt).toBeNull();
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
      reasons: [],
      dropped: [1, 3, 7, 14].map((day) => `day ${day} leaves no time before the end`),
      noticeAt: null,
      graceUntil: at('2026-04-01T06:00:00Z'),
      finalAt: at('2026-04-01T06:00:00Z'),
      lastRetryBefore: at('2026-03-31T06:00:00.001Z'),
      times: { timeZone: 'Asia/Kuwait', localHour: null, weekend: [] },
    });
  });

  it.each(['2026-03-01T06:00:00Z', '2026-03-31T06:00:00Z', '2026-03-31T10:00:00Z'])(
    'a period that was over, or nearly, when we were late in charging it (%s) does not cut the ladder to nothing',
    (periodEnd) => {
      expect(plan({ periodEnd: at(periodEnd) })).toEqual(plan());
    },
  );

  it('of a period that is over ends before the next charge that is not upon us, as that of a running one', () => {
    const over = at('2026-03-01T06:00:00Z');
    const until = (...nextCharges: string[]) => plan({ periodEnd: over, nextCharges: nextCharges.map(at) });
    expect(until('2026-04-07T06:00:00Z', '2026-05-07T06:00:00Z')).toEqual(plan({ periodEnd: at('2026-04-07T06:00:00Z') })); // prettier-ignore
    expect(until('2026-03-31T17:59:59Z', '2026-04-07T06:00:00Z')).toEqual(until('2026-04-07T06:00:00Z'));
    expect(until('2026-03-31T07:00:00Z')).toEqual(plan());
    const running = at('2026-04-07T06:00:00Z');
    expect(plan({ periodEnd: running, nextCharges: [at('2026-04-03T06:00:00Z')] })).toEqual(plan({ periodEnd: running })); // prettier-ignore
  });

  it('keeps its law for every policy, zone and moment', () => {
    const policies = fc
      .record({
        finalDay: fc.integer({ min: 1, max: 21 }),
        days: fc.uniqueArray(fc.integer({ min: 1, max: 21 }), { maxLength: 4 }),
        grace: fc.integer({ min: 0, max: 21 }),
        localHour: fc.option(fc.integer({ min: 0, max: 23 }), { nil: undefined }),
        weekend: fc.constantFrom(
          undefined,
          'customer' as const,
          ['monday', 'tuesday', 'wednesday', 'thursday'] as const,
        ),
      })
      .map(({ finalDay, days, grace, localHour, weekend }): DunningPolicy => ({
        ...PLAIN,
        finalDay,
        retryDays: days.filter((day) => day < finalDay).sort((a, b) => a - b),
        graceDays: Math.min(grace, finalDay),
        localHour,
        weekend,
        mails: { ...PLAIN.mails, beforeFinalDays: 1 },
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
          const { retries, graceUntil, finalAt, noticeAt, reasons, dropped } = planLadder({
            policy,
            firstDeclineAt,
            timeZone,
            periodEnd,
          });
          let before = firstDeclineAt.getTime();
          const resting = policy.weekend === 'customer' ? weekendOf(timeZone) : (policy.weekend ?? []);
          for (const retry of retries) {
            expect(resting).not.toContain(weekdayOf(localDateOf(retry, timeZone)));
            expect(retry.getTime() - before).toBeGreaterThanOrEqual(DAY_MS);
            before = retry.getTime();
            expect(retry < finalAt).toBe(true);
            expect(periodEnd.getTime() - before).toBeGreaterThanOrEqual(DAY_MS);
          }
          expect(finalAt <= periodEnd && graceUntil <= finalAt && finalAt > firstDeclineAt).toBe(true);
          expect(retries).toHaveLength(reasons.length);
          expect(retries.length + dropped.length).toBe(policy.retryDays.length);
          expect(noticeAt === null || (noticeAt > firstDeclineAt && noticeAt < finalAt)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    [{ retryDays: [1, 2, 3, 4, 5] }, 'retryDays names 5 retries; at most 4 are allowed'],
    [
      { retryDays: [3, 1] },
      'retryDays.1 is 1; allowed is a whole number from 4 to 20: retries lie at least 24',
    ],
    [{ retryDays: [21] }, 'retryDays.0 is 21; allowed is a whole number from 1 to 20'],
    [{ weekend: ['friday', 'friday'] as const }, 'weekend must name 1 to 4 different days of the week'],
    [{ mails: { ...PLAIN.mails, declined: 'No spaces' } }, 'mails.declined must be null or the name'],
    [{ mails: { ...PLAIN.mails, beforeFinalDays: 0 } }, 'mails.beforeFinalDays is 0'],
    [{ retryDays: [0] }, 'retryDays.0 is 0'],
    [{ finalDay: 22 }, 'finalDay is 22; allowed is a whole number from 1 to 21'],
    [{ graceDays: 22 }, 'graceDays is 22'],
    [{ localHour: 24 }, 'localHour is 24'],
  ])('refuses the policy %j', (change, message) => {
    expect(() => plan({ policy: { ...PLAIN, ...change } })).toThrow(message);
  });
});
