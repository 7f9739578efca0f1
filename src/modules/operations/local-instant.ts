import { zoned } from '../../domain/calendar/local-time.js';

/** An instant as a clock on the merchant's wall shows it, still exact: 2027-01-31T12:00:00+03:00. */
export function localInstant(at: Date, timeZone: string): string {
  return zoned(at, timeZone).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}
