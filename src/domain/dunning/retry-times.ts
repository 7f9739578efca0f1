import { addDays, localDateOf } from '../calendar/anchor.js';
import { atLocalHour } from '../calendar/local-time.js';
import { type Weekday, weekdayOf } from '../calendar/weekend.js';

/** When a policy has its retries made: the hour of the day, and the days on which there are none. */
export interface RetryTimes {
  /** The subscription's zone. */
  readonly timeZone: string;
  /** Null: at whatever hour. */
  readonly localHour: number | null;
  readonly weekend: readonly Weekday[];
}

export interface PutOff {
  /** Null in a ladder of an older version, which said nothing of them. */
  readonly times: RetryTimes | null;
  /** Each retry comes before. */
  readonly lastRetryBefore: Date;
  /** When it was to be made. */
  readonly planned: Date;
  /** What forbids it is over then: not before `planned`. */
  readonly earliest: Date;
}

/** Within two weeks there is a day that is late enough and no weekend, whatever a policy may say. */
export const MOST_DAYS_LATER = 14;
const HOUR_MS = 3_600_000;

/**
 * When a retry is made that cannot be made when it was planned. Within its day it is made as soon as it may be: the day
 * is what was told. Once that day is over it is a retry of another day, and waits for the next time of the policy; but
 * where that leaves no room before the end, a try at a bad hour is better than none.
 */
export function putOff({ times, lastRetryBefore, planned, earliest }: PutOff): Date {
  if (times === null || isSameDay(planned, earliest, times.timeZone)) return earliest;
  const kept = nextTime(earliest, times);
  return kept < lastRetryBefore ? kept : earliest;
}

/**
 * The first moment from `at` on that keeps the times. Anywhere within the hour will do: a retry is declined seconds
 * after its time, and pushed to the sharp hour the next one would lose a day for it.
 */
function nextTime(at: Date, { timeZone, localHour, weekend }: RetryTimes): Date {
  for (let later = 0; later <= MOST_DAYS_LATER; later++) {
    const day = addDays(at, later, timeZone);
    if (weekend.includes(weekdayOf(localDateOf(day, timeZone)))) continue;
    if (localHour === null) return day;
    const hour = atLocalHour(localDateOf(day, timeZone), localHour, timeZone);
    if (hour >= at) return hour;
    if (later === 0 && at.getTime() - hour.getTime() < HOUR_MS) return at;
  }
  throw new RangeError(`dunning policy: no business day within ${MOST_DAYS_LATER} days`);
}

function isSameDay(a: Date, b: Date, timeZone: string): boolean {
  return localDateOf(a, timeZone) === localDateOf(b, timeZone);
}
