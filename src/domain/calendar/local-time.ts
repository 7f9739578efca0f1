import { Temporal } from '../kernel/temporal.js';
import { CalendarError } from './calendar-error.js';

/**
 * Whether `name` is an IANA zone in its official spelling, such as `Asia/Kuwait` or `UTC`. Fixed offsets
 * ("+03:00") are refused: they know no summer time, so a renewal would move by an hour twice a year.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name) || name.length > 64) return false;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId === name;
  } catch {
    return false;
  }
}

/** The instant as a clock on the wall of `timeZone` shows it. @throws CalendarError */
export function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  if (Number.isNaN(instant.getTime()))
    throw new CalendarError('invalid_instant', 'Invalid Date', 'a real instant');
  try {
    return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  } catch {
    throw new CalendarError('unknown_time_zone', timeZone, 'an IANA time zone such as "Asia/Kuwait"');
  }
}

/**
 * The instant of a local date and time. A time that a clock change skips is the first instant after the
 * gap, so a day whose midnight does not exist begins with its first instant (Cairo, 30 April 2027: 01:00).
 * A time that happens twice is the earlier one. A whole day that was skipped (Apia, 30 December 2011) is
 * the first instant of the next day.
 */
export function instantOf(local: Temporal.PlainDateTime, timeZone: string): Date {
  const found = local.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  if (found.toPlainDateTime().equals(local)) return new Date(found.epochMilliseconds);
  const beforeGap = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const afterGap = beforeGap.getTimeZoneTransition('next') ?? found;
  return new Date(afterGap.epochMilliseconds);
}

/** The calendar date in `timeZone`, YYYY-MM-DD. */
export function localDateOf(instant: Date, timeZone: string): string {
  return zoned(instant, timeZone).toPlainDate().toString();
}

/**
 * Calendar days later at the same local time, not 24 hours each: through a change of clocks a retry
 * planned for ten in the morning stays at ten. Keeps the fraction of a second.
 */
export function addDays(instant: Date, days: number, timeZone: string): Date {
  const local = zoned(instant, timeZone).toPlainDateTime();
  return instantOf(local.add({ days }), timeZone);
}

/** The instant at which a local day reaches the hour (0 to 23), by the same rules as `instantOf`. */
export function atLocalHour(localDate: string, hour: number, timeZone: string): Date {
  return instantOf(Temporal.PlainDate.from(localDate).toPlainDateTime({ hour }), timeZone);
}

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** "31 January 2026", the same on every machine because no locale of the host is asked. */
export function describeLocalDate(localDate: string): string {
  return inWords(Temporal.PlainDate.from(localDate));
}

/** The same of the instant's date in `timeZone`. */
export function describeDayOf(instant: Date, timeZone: string): string {
  return inWords(zoned(instant, timeZone));
}

function inWords({ day, month, year }: Pick<Temporal.PlainDate, 'day' | 'month' | 'year'>): string {
  return `${day} ${MONTHS[month - 1]} ${year}`;
}
