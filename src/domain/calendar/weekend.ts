import { Temporal } from '../kernel/temporal.js';

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const FRIDAY_SATURDAY: readonly Weekday[] = ['friday', 'saturday'];
const SATURDAY_SUNDAY: readonly Weekday[] = ['saturday', 'sunday'];

/**
 * Where banks rest on Friday and Saturday, by the zone that a customer's calendar is kept in. The United Arab
 * Emirates are not among them: they rest on Saturday and Sunday since 2022.
 */
const RESTS_ON_FRIDAY = new Set([
  'Africa/Algiers',
  'Africa/Cairo',
  'Africa/Khartoum',
  'Africa/Tripoli',
  'Asia/Aden',
  'Asia/Amman',
  'Asia/Baghdad',
  'Asia/Bahrain',
  'Asia/Damascus',
  'Asia/Dhaka',
  'Asia/Gaza',
  'Asia/Hebron',
  'Asia/Jerusalem',
  'Asia/Kuwait',
  'Asia/Muscat',
  'Asia/Qatar',
  'Asia/Riyadh',
]);

/** The days on which the banks of a time zone rest. */
export function weekendOf(timeZone: string): readonly Weekday[] {
  return RESTS_ON_FRIDAY.has(timeZone) ? FRIDAY_SATURDAY : SATURDAY_SUNDAY;
}

/** The weekday of a local date, YYYY-MM-DD. */
export function weekdayOf(localDate: string): Weekday {
  return WEEKDAYS[Temporal.PlainDate.from(localDate).dayOfWeek - 1]!;
}
