import { type Anchor, anchorAt, localDateOf } from './anchor.js';
import type { Interval } from './interval.js';

/** Weeks and days are counted from a date, whatever day of a month it is. */
export function hasDayOfMonth({ unit }: Interval): boolean {
  return unit === 'month' || unit === 'year';
}

export type GoingOn = { anchor: Anchor } | { fault: string };

/**
 * The anchor of a subscription that was counted elsewhere and is billed next at `nextAt`: its next period begins
 * there and nowhere else. A day of the month that would move that beginning is refused: the time until then would be
 * billed neither here nor there.
 */
export function anchorGoingOn(
  nextAt: Date,
  interval: Interval,
  timeZone: string,
  dayOfMonth?: number,
): GoingOn {
  if (dayOfMonth === undefined) return { anchor: anchorAt(nextAt, timeZone) };
  if (!hasDayOfMonth(interval)) {
    return {
      fault: 'goes with periods of months or years only; days and weeks are counted from the next billing',
    };
  }
  const anchor = anchorAt(nextAt, timeZone, dayOfMonth);
  const date = localDateOf(nextAt, timeZone);
  if (anchor.localDate === date) return { anchor };
  const fault = `must be the day of the next billing, which is on ${date} in ${timeZone}; later only where that month is too short`;
  return { fault };
}
