import fc from 'fast-check';
import { addDays } from '../calendar/anchor.js';
import { DEFAULT_DUNNING, planLadder, RETRY_SPACING_HOURS } from './ladder.js';

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

describe('the ladder of a merchant who says nothing', () => {
  it('tries at nine of business days, keeps access to day 10, acts on day 21', () => {
    // Tuesday noon. Day 1 is Wednesday, of which nine o'clock is too soon; day 3 is a Friday.
    const noon = { firstDeclineAt: at('2026-03-31T09:00:00Z') };
    const kuwait = plan(noon);
    expect(iso(kuwait.retries)).toEqual([
      '2026-04-02T06:00',
      '2026-04-05T06:00',
      '2026-04-07T06:00',
      '2026-04-14T06:00',
    ]);
    expect(kuwait.reasons.slice(0, 3)).toEqual([
      "day 1 after the first decline at 09:00 of the customer's time, moved to be a full day after the try before it",
      "day 3 after the first decline at 09:00 of the customer's time, moved from Friday to a business day",
      "day 7 after the first decline at 09:00 of the customer's time",
    ]);
    expect(iso([kuwait.graceUntil, kuwait.finalAt])).toEqual(['2026-04-10T09:00', '2026-04-21T09:00']);
    // The same Friday is a business day in Dubai, and Saturday and Sunday are none.
    const dubai = plan({ ...noon, timeZone: 'Asia/Dubai', firstDeclineAt: at('2026-04-02T03:00:00Z') });
    expect(iso(dubai.retries).slice(0, 2)).toEqual(['2026-04-03T05:00', '2026-04-06T05:00']);
  });

  it('takes the first moment that a slow walk from hour to hour finds', () => {
    const HOUR_MS = 3_600_000;
    // Kuwait has no summer time: its wall is three hours ahead of UTC's, always.
    const wall = (ms: number) => new Date(ms + 3 * HOUR_MS);
    const day = (ms: number) => Math.floor((ms + 3 * HOUR_MS) / DAY_MS);
    const moments = fc.date({ min: at('2020-01-01'), max: at('2035-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 23 }), (firstDeclineAt, localHour) => {
        const policy = { ...DEFAULT_DUNNING, localHour };
        const periodEnd = addDays(firstDeclineAt, 60, 'Asia/Kuwait');
        const { retries } = plan({ policy, firstDeclineAt, periodEnd });
        let before = firstDeclineAt.getTime();
        const walked = policy.retryDays.map((after) => {
          let ms = Math.floor(before / HOUR_MS) * HOUR_MS;
          const fits = () =>
            ms - before >= DAY_MS &&
            wall(ms).getUTCHours() === localHour &&
            day(ms) - day(firstDeclineAt.getTime()) >= after &&
            ![5, 6].includes(wall(ms).getUTCDay());
          while (!fits()) ms += HOUR_MS;
          before = ms;
          return new Date(ms);
        });
        expect(iso(retries)).toEqual(iso(walked));
      }),
      { numRuns: 300 },
    );
  });
});
