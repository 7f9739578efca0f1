import { describeInterval, type Interval, leastDays } from '../calendar/interval.js';
import { type AgreementTerms, amountFits } from './agreement-terms.js';

/** What a change asks of an agreement; kept with a change that waits for one. */
export interface ConsentNeed {
  /** What would be charged, in minor units; none of them is zero. */
  amounts: readonly string[];
  /** The interval, where it becomes another. */
  interval: Interval | null;
  /** The local date on which the first period so changed ends. */
  until: string;
}

export type AgreementLimits = Pick<
  AgreementTerms,
  'amountVariability' | 'amountMinor' | 'maxAmountMinor' | 'expiryDate' | 'cycleIntervalDays'
>;

/** What it asks beyond what the customer agreed to, in words; null when all of it is within. */
export function beyondConsent(agreement: AgreementLimits, need: ConsentNeed): string | null {
  const { amounts, interval, until } = need;
  if (amounts.some((minor) => !amountFits(agreement, BigInt(minor)))) {
    return 'it would cost more than the customer agreed to for one payment';
  }
  if (interval === null) return null;
  if (leastDays(interval) < agreement.cycleIntervalDays) {
    return `the customer agreed to payments at least ${agreement.cycleIntervalDays} days apart`;
  }
  if (until > agreement.expiryDate) {
    return `a period ${describeInterval(interval)} would outlast the agreement, which ends on ${agreement.expiryDate}`;
  }
  return null;
}
