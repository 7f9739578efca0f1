import type { Interval } from '../calendar/interval.js';
import type { SafeguardSettings } from './settings.js';

/** Charges of one currency. */
export interface Volume {
  charges: number;
  /** In minor units. */
  amount: bigint;
}

export type Volumes = ReadonlyMap<string, Volume>;

export interface Backlog {
  /** What the clock is about to charge: periods due for charging and never tried, with those due for billing; by currency. */
  due: Volumes;
  /** By week (the last four) and currency: what was charged for the periods that ended in it, and first charges foreseen for it. */
  weeks: readonly Volumes[];
  /** What a person has let go not long ago, by currency. */
  approved: Volumes;
}

export interface MassCharge {
  reason: string;
  currency: string;
  due: Volume;
  forecast: Volume;
}

const NOTHING: Volume = { charges: 0, amount: 0n };

/**
 * What was imported is foreseen when it came over so long before its first charge: there was time to see it among what
 * will be billed. A file that has today for everybody is not, and a person is asked.
 */
export const FORESEEN_DAYS = 7;

/**
 * The forecast of a week, by currency: whoever paid for a period that ends is expected to pay as much for the
 * next, after free days if its billing day was moved, and a trial or an import for the first time on the day that was
 * known before. Of the last four weeks the greatest: where all pay on the first of the month, three weeks have none, and
 * an engine that was down over the first must not call the month's own charges too many. What bills another price than
 * before is in no forecast.
 */
export function forecastOf(weeks: readonly Volumes[], currency: string): Volume {
  return weeks
    .map((week) => week.get(currency) ?? NOTHING)
    .reduce((a, b) => ({ charges: Math.max(a.charges, b.charges), amount: a.amount > b.amount ? a.amount : b.amount }), NOTHING); // prettier-ignore
}

/**
 * Whether what is about to be charged is far more than the schedule asks for: in number or in money, in any
 * currency. With the factor 3, two weeks of downtime pass, and a clock that jumped by a year does not. What a
 * customer begins on a page does not count.
 */
export function findMassCharge(
  { due, weeks, approved }: Backlog,
  { massChargeFactor, massChargeMinimum }: SafeguardSettings,
): MassCharge | null {
  const total = [...due.values()].reduce((sum, { charges }) => sum + charges, 0);
  if (total < massChargeMinimum) return null;
  for (const [currency, volume] of due) {
    const forecast = forecastOf(weeks, currency);
    const granted = approved.get(currency) ?? NOTHING;
    const tooMany = volume.charges > granted.charges + massChargeFactor * forecast.charges;
    const tooMuch = volume.amount > granted.amount + BigInt(massChargeFactor) * forecast.amount;
    // A few charges in a second currency are no mass, however new it is.
    if ((!tooMany && !tooMuch) || volume.charges < massChargeMinimum) continue;
    const reason = `${volume.charges} charges in ${currency} are due, more than ${massChargeFactor} times the ${forecast.charges} of the greatest week`;
    return { reason, currency, due: volume, forecast };
  }
  return null;
}

const DAY_MS = 86_400_000;
const DAYS: Readonly<Record<Interval['unit'], number>> = { day: 1, week: 7, month: 30.44, year: 365.25 };

/** About how many periods are due that nobody has billed yet. None when the next one lies ahead. */
export function unbilledPeriods(nextBillAt: Date | null, { unit, count }: Interval, now: Date): number {
  if (nextBillAt === null || nextBillAt > now) return 0;
  return 1 + Math.floor((now.getTime() - nextBillAt.getTime()) / (DAYS[unit] * count * DAY_MS));
}

export interface Arrears {
  /** Due periods that were never tried: billed and waiting, and not yet billed. */
  periods: number;
  /** The first instant of the oldest of them. */
  since: Date;
  /** Up to here a person let it go not long ago. */
  approvedPeriods: number;
}

/** Why a subscription is too far behind to be charged without a person's word, or null. */
export function tooFarBehind(
  { periods, since, approvedPeriods }: Arrears,
  { periodsBehind, daysBehind }: SafeguardSettings,
  now: Date,
): string | null {
  const days = Math.floor((now.getTime() - since.getTime()) / DAY_MS);
  if (periods <= periodsBehind + approvedPeriods || days <= daysBehind) return null;
  return `${periods} periods are due that were never charged, the oldest for ${days} days`;
}
