import { CalendarError } from './calendar-error.js';

export const INTERVAL_UNITS = ['day', 'week', 'month', 'year'] as const;
export type IntervalUnit = (typeof INTERVAL_UNITS)[number];

/** How long a period is: 3 months is a quarter, 6 half a year. */
export interface Interval {
  readonly unit: IntervalUnit;
  readonly count: number;
}

/**
 * Nothing longer than a year: a card agreement names the least days between payments and allows at most
 * 366, so a longer interval could be sold but never charged.
 */
export const MAX_COUNT: Readonly<Record<IntervalUnit, number>> = { day: 366, week: 52, month: 12, year: 1 };

/**
 * @throws CalendarError `invalid_interval`
 */
export function interval(unit: string, count: number): Interval {
  const known = INTERVAL_UNITS.find((candidate) => candidate === unit);
  if (!known) throw new CalendarError('invalid_interval', unit, `one of ${INTERVAL_UNITS.join(', ')}`);
  const most = MAX_COUNT[known];
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new CalendarError(
      'invalid_interval',
      `${count} ${unit}`,
      `a whole count from 1 to ${most} of ${unit}`,
    );
  }
  return { unit: known, count };
}

/**
 * By number of months, the least days between two boundaries over all anchors and years. Below the plain
 * sum of the shortest months because clamping can shorten a period further: from 31 January to 30 April
 * are 89 days. The spec beside this file counts them all again.
 */
const LEAST_DAYS_OF_MONTHS = [0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334, 365] as const;

/** The least number of calendar days between two neighbouring boundaries: 28 for a month, 365 for a year. */
export function leastDays({ unit, count }: Interval): number {
  if (unit === 'day') return count;
  if (unit === 'week') return 7 * count;
  return LEAST_DAYS_OF_MONTHS[unit === 'year' ? 12 : count] ?? 365;
}

/** No period of the interval has more calendar days. */
export function mostDays({ unit, count }: Interval): number {
  if (unit === 'day' || unit === 'week') return leastDays({ unit, count });
  return unit === 'year' ? 366 : Math.min(366, 31 * count);
}

/** The frequencies a card agreement knows and we can mean. */
export const AGREEMENT_FREQUENCIES = ['daily', 'weekly', 'semi_monthly', 'monthly', 'quarterly', 'semi_annually', 'yearly', 'other'] as const; // prettier-ignore
export type AgreementFrequency = (typeof AGREEMENT_FREQUENCIES)[number];

/**
 * The agreement's word for the interval. Two weeks are `other`: semi-monthly means twice in a calendar
 * month, 24 payments a year, and two weeks make 26. So semi_monthly exists in the type and is never chosen.
 */
export function agreementFrequency({ unit, count }: Interval): AgreementFrequency {
  const days = unit === 'day' ? count : unit === 'week' ? 7 * count : 0;
  if (days > 0) return days === 1 ? 'daily' : days === 7 ? 'weekly' : 'other';
  const byMonths: Partial<Record<number, AgreementFrequency>> = {
    1: 'monthly',
    3: 'quarterly',
    6: 'semi_annually',
    12: 'yearly',
  };
  return byMonths[unit === 'year' ? 12 : count] ?? 'other';
}

/** In words: "every month", "every 3 months". */
export function describeInterval({ unit, count }: Interval): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}
