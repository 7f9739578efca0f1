import { instantOf, zoned } from './local-time.js';

/** So many months later at the same local time, in shorter months on the last day. Keeps the fraction of a second. */
export function addMonths(instant: Date, months: number, timeZone: string): Date {
  return instantOf(zoned(instant, timeZone).toPlainDateTime().add({ months }), timeZone);
}
