import {
  type AgreementFrequency,
  agreementFrequency,
  type Interval,
  leastDays,
} from '../calendar/interval.js';
import { Temporal } from '../kernel/temporal.js';

/** The customer's standing consent as the payment platform takes it. Dates are local, YYYY-MM-DD. */
export interface AgreementTerms {
  readonly id: string;
  readonly frequency: AgreementFrequency;
  /** Least days between two payments, 1 to 366. */
  readonly cycleIntervalDays: number;
  /** 1 to 999. */
  readonly totalCycles: number;
  readonly startDate: string;
  readonly expiryDate: string;
  readonly amountVariability: 'fixed' | 'variable';
  /** Every payment, in minor units of the subscription's currency, when fixed; else null. */
  readonly amountMinor: bigint | null;
  /** The most of one cycle; null when nothing was agreed about it. */
  readonly maxAmountMinor: bigint | null;
}

export interface AgreementRequest {
  /** At most 128 characters. */
  id: string;
  interval: Interval;
  /** YYYY-MM-DD, in the subscription's zone. */
  startDate: string;
  /** Where the customer's consent is shorter than what the platform allows. */
  consentDays?: number;
  /** Where the consent is for fewer payments than the platform allows. */
  cycles?: number;
  /** Where the customer consents to exactly this amount, in minor units. */
  fixedAmountMinor?: bigint;
  /** Where the customer consents to at most this amount a cycle, in minor units. */
  maxAmountMinor?: bigint;
  /** Days after its start within which a period may still be collected. See `cycleIntervalDays`. */
  collectionDays?: number;
  /** Payments come within a period as well: usage that reached its threshold. */
  oftener?: boolean;
}

/** The platform's most cycles: 83 years of months, but under 3 years of days. */
export const MAX_CYCLES = 999;

/** No card, and no memory of having agreed, lasts longer; some gateways refuse dates further away. */
export const MAX_YEARS = 20;

/** How long the longest dunning runs. */
export const DEFAULT_COLLECTION_DAYS = 21;

/**
 * The terms of a subscription's agreement, as wide as allowed, because the agreement cannot be edited
 * later: it takes the customer to consent again. An agreement ends at its expiry or its last cycle,
 * whichever is first; so the expiry is the date of cycle 999, at most 20 years or the consent away, and
 * the cycles are 999 unless fewer were asked for (declined tries may count as cycles; nobody says they do
 * not). Amounts may differ unless a fixed one was asked for: proration, seats and taxes change them.
 * @throws RangeError
 */
export function deriveAgreement(request: AgreementRequest): AgreementTerms {
  const { id, interval, startDate, consentDays, collectionDays = DEFAULT_COLLECTION_DAYS } = request;
  if (id.length < 1 || id.length > 128)
    throw new RangeError(`agreement: id has ${id.length} characters; allowed is 1 to 128`);
  if (consentDays !== undefined && (!Number.isInteger(consentDays) || consentDays < 1)) {
    throw new RangeError(`agreement: consentDays is ${consentDays}; allowed is a whole number from 1`);
  }
  const { cycles = MAX_CYCLES, fixedAmountMinor, maxAmountMinor } = request;
  if (!Number.isInteger(cycles) || cycles < 1 || cycles > MAX_CYCLES) {
    throw new RangeError(`agreement: cycles is ${cycles}; allowed is a whole number from 1 to ${MAX_CYCLES}`);
  }
  requirePositive('fixedAmountMinor', fixedAmountMinor);
  requirePositive('maxAmountMinor', maxAmountMinor);
  const start = Temporal.PlainDate.from(startDate);
  const limits = [
    start.add({ [`${interval.unit}s`]: interval.count * MAX_CYCLES }),
    start.add({ years: MAX_YEARS }),
  ];
  if (consentDays !== undefined) limits.push(start.add({ days: consentDays }));
  const expiry = limits.reduce((a, b) => (Temporal.PlainDate.compare(a, b) <= 0 ? a : b));
  return {
    id,
    frequency: agreementFrequency(interval),
    cycleIntervalDays: request.oftener ? 1 : cycleIntervalDays(interval, collectionDays),
    totalCycles: cycles,
    startDate: start.toString(),
    expiryDate: expiry.toString(),
    amountVariability: fixedAmountMinor === undefined ? 'variable' : 'fixed',
    amountMinor: fixedAmountMinor ?? null,
    maxAmountMinor: maxAmountMinor ?? null,
  };
}

function requirePositive(name: string, minor: bigint | undefined): void {
  if (minor === undefined || minor > 0n) return;
  throw new RangeError(`agreement: ${name} is ${minor}; allowed is more than 0`);
}

/**
 * The least days between two payments that we ourselves may cause, because whoever enforces the number
 * refuses a payment that comes sooner. The least days between two boundaries would be wrong: a period
 * collected by a retry on day 14 is followed 14 days later by the next renewal, and a refused renewal
 * would begin dunning against a customer who owes nothing. So the collection window is taken off, down to
 * one day: 7 for months, 344 for years, 1 for days and weeks.
 */
function cycleIntervalDays(interval: Interval, collectionDays: number): number {
  return Math.max(1, Math.min(366, leastDays(interval) - collectionDays));
}

/** Whether it was agreed that payments come within a period as well. */
export function paysOftener(terms: Pick<AgreementTerms, 'cycleIntervalDays'>, interval: Interval): boolean {
  return terms.cycleIntervalDays < cycleIntervalDays(interval, DEFAULT_COLLECTION_DAYS);
}

export interface AgreementUse extends Pick<
  AgreementTerms,
  'expiryDate' | 'totalCycles' | 'amountVariability' | 'amountMinor' | 'maxAmountMinor'
> {
  cyclesUsed: number;
  /** Local date of the charge, YYYY-MM-DD. */
  today: string;
  /** What would be charged, in minor units of the subscription's currency. */
  chargeMinor: bigint;
}

/**
 * Whether one more charge is within the agreement; asked before every charge. Strict on the day of
 * expiry: no source says whether it still counts, and a charge beyond consent is worse than asking the
 * customer again a day early.
 */
export function agreementAllows(use: AgreementUse): { ok: true } | { ok: false; reason: string } {
  const today = Temporal.PlainDate.from(use.today);
  if (Temporal.PlainDate.compare(today, Temporal.PlainDate.from(use.expiryDate)) >= 0) {
    return {
      ok: false,
      reason: `The customer's agreement expired on ${use.expiryDate}; they must agree again.`,
    };
  }
  if (use.cyclesUsed >= use.totalCycles) {
    return {
      ok: false,
      reason: `All ${use.totalCycles} payments of the customer's agreement were used; they must agree again.`,
    };
  }
  return amountFits(use, use.chargeMinor)
    ? { ok: true }
    : { ok: false, reason: "The amount is not what the customer's agreement allows; they must agree again." };
}

/**
 * Why it does not reach so far, or null: `payments` more, the last of them on `lastOn`, a local date. Whoever is bound to
 * pay for longer than that was never asked.
 */
export function whyNotReached(
  { expiryDate, totalCycles, cyclesUsed }: Pick<AgreementUse, 'expiryDate' | 'totalCycles' | 'cyclesUsed'>,
  payments: number,
  lastOn: string,
): string | null {
  const left = totalCycles - cyclesUsed;
  if (payments > left)
    return `of the ${totalCycles} payments that the customer agreed to ${left} are left, and it would take ${payments}`;
  // Strict on the day of expiry, as above.
  if (lastOn < expiryDate) return null;
  return `the customer's agreement ends on ${expiryDate}, and its last payment would be on ${lastOn}`;
}

/** Whether every payment has to be of one amount: then nothing may pay a part of an invoice before its card does. */
export function isOfOneAmount(terms: Pick<AgreementTerms, 'amountVariability'> | null | undefined): boolean {
  return terms?.amountVariability === 'fixed';
}

/** Whether an amount is one that the customer consented to. */
export function amountFits(
  terms: Pick<AgreementTerms, 'amountVariability' | 'amountMinor' | 'maxAmountMinor'>,
  minor: bigint,
): boolean {
  if (terms.amountVariability === 'fixed' && minor !== terms.amountMinor) return false;
  return terms.maxAmountMinor === null || minor <= terms.maxAmountMinor;
}
