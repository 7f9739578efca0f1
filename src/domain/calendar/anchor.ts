import { Temporal } from '../kernel/temporal.js';
import { CalendarError } from './calendar-error.js';
import { zoned } from './local-time.js';

export { addDays, isTimeZone, localDateOf } from './local-time.js';

/**
 * Where the counting of periods begins, stored once, and another one only where it begins anew. Every boundary is computed
 * from here: counting each from the one before would turn 31 January, 28 February into 28 March for ever.
 */
export interface Anchor {
  /** YYYY-MM-DD in `timeZone`; the start of the period `index`. */
  readonly localDate: string;
  /** 1 to 31: the day wanted each month, also when `localDate` had to be an earlier one. */
  readonly dayOfMonth: number;
  /** HH:MM:SS in `timeZone`. */
  readonly localTime: string;
  /** IANA name. */
  readonly timeZone: string;
  /**
   * The index of the period that begins here; 0 when absent. A subscription that begins to count anew (after a
   * pause, with another interval) goes on with its numbers, so that no two of its periods have the same.
   */
  readonly index?: number;
  /** A shorter period before the anchor, where counting begins later than the subscription did. */
  readonly stub?: Stub;
}

export interface Stub {
  readonly start: Date;
  /** Whether it costs its part of a period or a whole one. (A free one is a trial.) */
  readonly policy: 'prorated' | 'full';
}

/**
 * The anchor of a subscription that starts at `instant`. With `dayOfMonth`, the first such day on or
 * after the instant's local date; in a month too short for it, that month's last day. Fractions of a
 * second are dropped, so period 0 contains the instant and never begins after it.
 * @throws CalendarError `unknown_time_zone`, `invalid_instant`, `invalid_anchor`
 */
export function anchorAt(instant: Date, timeZone: string, dayOfMonth?: number): Anchor {
  const local = zoned(instant, timeZone);
  const today = local.toPlainDate();
  const wanted = dayOfMonth ?? today.day;
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 31) {
    throw new CalendarError('invalid_anchor', wanted, 'a day of the month from 1 to 31');
  }
  const thisMonth = today.with({ day: wanted });
  const isPast = Temporal.PlainDate.compare(thisMonth, today) < 0;
  const date = isPast ? today.with({ day: 1 }).add({ months: 1 }).with({ day: wanted }) : thisMonth;
  return {
    localDate: date.toString(),
    dayOfMonth: wanted,
    localTime: local.toPlainTime().round({ smallestUnit: 'second', roundingMode: 'floor' }).toString(),
    timeZone,
  };
}
