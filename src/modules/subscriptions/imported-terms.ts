import { type AgreementTerms, deriveAgreement } from '../../domain/agreement/agreement-terms.js';
import { type AgreementFrequency, mostDays } from '../../domain/calendar/interval.js';
import { equals, formatAmount, isZero } from '../../domain/money/money.js';
import type { TaxRule } from '../../domain/tax/tax-rule.js';
import { AppError } from '../../platform/http/app-error.js';
import { readAmount } from '../../platform/http/read-amount.js';
import type { Basket } from './choose-basket.js';
import { costOf, greatestOf, limitOf, whyDiffer } from './consent-of.js';

/** An agreement that was made elsewhere. What is absent is as wide as an agreement of here would be. */
export interface ImportedAgreement {
  id: string;
  /** Local dates of the subscription. */
  startDate: string;
  expiryDate: string;
  payments: number | undefined;
  paymentsMade: number;
  /** Decimal texts in the currency of what is sold. */
  fixedAmount: string | undefined;
  maxAmount: string | undefined;
  frequency: AgreementFrequency | undefined;
  intervalDays: number | undefined;
}

/**
 * The terms as they were agreed to, word for word: Ottu is told them with every charge and holds it against them, and a
 * limit that did not come over would be passed. Refused are terms under which nothing could be charged here.
 * @throws AppError that names the column
 */
export function importedTerms(
  agreement: ImportedAgreement,
  basket: Basket,
  tax: TaxRule | null,
): AgreementTerms {
  const { id, startDate, expiryDate, payments: cycles, maxAmount, frequency, intervalDays } = agreement;
  const most = mostDays(basket.interval);
  if (intervalDays !== undefined && intervalDays > most) {
    const message = `must be at most ${most}, the days of a period: every payment would come too soon`;
    throw AppError.field('rule_violation', 'agreement_interval_days', message);
  }
  const derived = deriveAgreement({
    id,
    interval: basket.interval,
    startDate,
    ...(cycles !== undefined && { cycles }),
    ...(agreement.fixedAmount !== undefined && { fixedAmountMinor: fixedOf(agreement.fixedAmount, basket, tax) }), // prettier-ignore
    ...(maxAmount !== undefined && { maxAmountMinor: limitOf(maxAmount, greatestOf([basket], tax)) }),
  });
  const { cycleIntervalDays } = derived;
  return {
    ...derived,
    expiryDate,
    frequency: frequency ?? derived.frequency,
    cycleIntervalDays: intervalDays ?? cycleIntervalDays,
  };
}

/** One amount and no other may be charged, so that has to be what is charged. */
function fixedOf(text: string, basket: Basket, tax: TaxRule | null): bigint {
  const field = 'agreement_fixed_amount';
  const differ = whyDiffer({}, basket, { phases: [], untilAnchor: null });
  if (differ) {
    const message = `goes with payments of one amount only: ${differ} make them differ`;
    throw AppError.field('rule_violation', field, message);
  }
  const cost = costOf(basket, tax);
  const fixed = readAmount(text, cost.currency, field);
  if (equals(fixed, cost) && !isZero(fixed)) return fixed.minor;
  const message = isZero(cost)
    ? 'goes with what costs something; leave it away'
    : `must be what a period costs with tax, ${formatAmount(cost)} ${cost.currency}; nothing else could be charged`;
  throw AppError.field('rule_violation', field, message);
}
