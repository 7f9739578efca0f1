import { zoned } from '../calendar/local-time.js';
import { type Money, money, roundHalfUp } from '../money/money.js';

export const PRORATION_UNITS = ['day', 'second'] as const;
export type ProrationUnit = (typeof PRORATION_UNITS)[number];

/** Nine decimals: the part of a period as a whole number of billionths. */
export const BILLION = 1_000_000_000n;

/** How much of a period had passed at a moment. */
export interface Share {
  /** What was counted; seconds also where days were asked for of a period that is shorter than a day. */
  unit: ProrationUnit;
  used: bigint;
  /** The actual length of this period: 28 to 31 days for a month, never thirty for all. */
  length: bigint;
  /** Billionths, half up. */
  usedPart: bigint;
  /** What is left of the whole, so that both parts always make one. */
  unusedPart: bigint;
}

/**
 * Used ÷ length of the period. By day: calendar days of the zone, so a change of clocks counts for nothing and the
 * day of the change belongs to what comes after it. By second: elapsed time.
 * @throws RangeError for a moment outside the period
 */
export function shareOf(
  { start, end }: { start: Date; end: Date },
  at: Date,
  unit: ProrationUnit,
  timeZone: string,
): Share {
  if (!(start <= at && at <= end)) {
    throw new RangeError(
      `proration: got ${at.toISOString()}; allowed is ${start.toISOString()} to ${end.toISOString()}`,
    );
  }
  const count = (from: Date, to: Date): bigint => (unit === 'day' ? daysBetween(from, to, timeZone) : secondsBetween(from, to)); // prettier-ignore
  const length = count(start, end);
  if (length === 0n && unit === 'day') return shareOf({ start, end }, at, 'second', timeZone);
  const used = count(start, at);
  // Shorter than a second: there is nothing left of it that could be worth anything.
  const usedPart = length === 0n ? BILLION : roundHalfUp(used * BILLION, length);
  return { unit, used, length, usedPart, unusedPart: BILLION - usedPart };
}

/** The part of an amount, rounded once, half up. */
export function partOf(amount: Money, billionths: bigint): Money {
  return money(roundHalfUp(amount.minor * billionths, BILLION), amount.currency);
}

/** "0.548387097" */
export function formatPart(billionths: bigint): string {
  return `${billionths / BILLION}.${(billionths % BILLION).toString().padStart(9, '0')}`;
}

function daysBetween(from: Date, to: Date, timeZone: string): bigint {
  const dateOf = (at: Date) => zoned(at, timeZone).toPlainDate();
  return BigInt(dateOf(from).until(dateOf(to)).days);
}

function secondsBetween(from: Date, to: Date): bigint {
  return BigInt(Math.floor((to.getTime() - from.getTime()) / 1000));
}
