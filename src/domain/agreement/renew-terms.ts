import type { Interval } from '../calendar/interval.js';
import { Temporal } from '../kernel/temporal.js';
import { type AgreementTerms, deriveAgreement } from './agreement-terms.js';

export interface RenewalRequest {
  id: string;
  interval: Interval;
  /** YYYY-MM-DD, in the subscription's zone. */
  startDate: string;
  /** What the customer had agreed to. */
  old: Pick<
    AgreementTerms,
    'startDate' | 'expiryDate' | 'totalCycles' | 'amountVariability' | 'amountMinor' | 'maxAmountMinor'
  >;
  /** What the next period costs, in minor units; null when it cannot be known. */
  nextAmountMinor: bigint | null;
  /** The local date up to which it must reach, where a period that is planned is longer than what was agreed to. */
  until?: string;
  /** Payments come within a period as well. */
  oftener?: boolean;
}

/**
 * The terms of a new consent: as long, and for as many payments, as the one before, and for an amount that
 * covers the next period. Nothing is widened that the customer had limited for another reason.
 */
export function renewTerms(request: RenewalRequest): AgreementTerms {
  const { id, interval, startDate, old, nextAmountMinor, until = startDate, oftener } = request;
  const next = nextAmountMinor !== null && nextAmountMinor > 0n ? nextAmountMinor : null;
  const days = Temporal.PlainDate.from(old.startDate).until(Temporal.PlainDate.from(old.expiryDate)).days;
  const from = Temporal.PlainDate.from(startDate);
  // On the day of its expiry an agreement allows nothing any more.
  const needed = from.until(Temporal.PlainDate.from(until)).days + 1;
  const limit = old.maxAmountMinor;
  return deriveAgreement({
    id,
    interval,
    startDate,
    consentDays: Math.max(1, days, needed),
    cycles: old.totalCycles,
    oftener,
    ...(old.amountVariability === 'fixed' && { fixedAmountMinor: next ?? old.amountMinor! }),
    ...(limit !== null && { maxAmountMinor: next !== null && next > limit ? next : limit }),
  });
}
