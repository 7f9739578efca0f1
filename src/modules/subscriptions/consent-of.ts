import type { AgreementRequest } from '../../domain/agreement/agreement-terms.js';
import { leastDays } from '../../domain/calendar/interval.js';
import {
  compare,
  formatAmount,
  isZero,
  type Money,
  MoneyError,
  parseMoney,
  sum,
} from '../../domain/money/money.js';
import type { TaxRule } from '../../domain/tax/tax-rule.js';
import { withTaxOnTop } from '../../domain/tax/with-tax-on-top.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Stub } from '../../domain/calendar/anchor.js';
import { readAmount } from '../../platform/http/read-amount.js';
import type { Basket } from './choose-basket.js';
import type { CreateSubscriptionRequest } from './dto/create-subscription.request.js';

type Consent = Pick<
  AgreementRequest,
  'oftener' | 'consentDays' | 'cycles' | 'fixedAmountMinor' | 'maxAmountMinor'
>;

/** What of a request makes one payment another than the next, beside its first items. */
export interface LaterPayments {
  /** What it changes to later. */
  phases: readonly Basket[];
  /** What the time until its anchor is charged, if there is any. */
  untilAnchor: Stub['policy'] | null;
}

/**
 * What the request says that the customer is to agree to. Terms under which nothing could be charged are refused;
 * what is charged is the price with the tax that now comes on top of it.
 */
export function consentOf(
  request: CreateSubscriptionRequest,
  basket: Basket,
  later: LaterPayments,
  tax: TaxRule | null,
): Consent {
  const { agreement_days: days, agreement_payments: cycles, agreement_max_amount: most } = request;
  const amount = costOf(basket, tax);
  const isFixed = request.agreement_amount === 'fixed';
  const differ = isFixed ? whyDiffer(request, basket, later) : null;
  if (differ) {
    const message = `cannot be fixed: ${differ} make the payments differ; allowed is variable, with agreement_max_amount for a limit`;
    throw AppError.field('rule_violation', 'agreement_amount', message);
  }
  const least = leastDays(basket.interval);
  if (days !== undefined && days < least) {
    const message = `must be at least one period, ${least} days; a longer period could never be charged again`;
    throw AppError.field('rule_violation', 'agreement_days', message);
  }
  return {
    // The days until an anchor may be one: what is paid for them is soon followed by the first whole period.
    oftener: basket.hasThreshold || request.usage_threshold !== undefined || later.untilAnchor !== null,
    ...(days !== undefined && { consentDays: days }),
    ...(cycles !== undefined && { cycles }),
    // Nothing is charged for what is free, so nothing is agreed about its amount.
    ...(isFixed && !isZero(amount) && { fixedAmountMinor: amount.minor }),
    ...(most !== undefined && { maxAmountMinor: limitOf(most, greatestOf([basket, ...later.phases], tax)) }),
  };
}

/** What a period costs the customer, without usage. */
export function costOf({ amount: { amount, currency } }: Basket, tax: TaxRule | null): Money {
  return taxed(parseMoney(amount, currency), tax);
}

/** The most that one payment comes to, the first as well, and the one with which each of them follows the one before. */
export function greatestOf(baskets: readonly Basket[], tax: TaxRule | null): Money {
  const withBefore = ({ firstAmount }: Basket, before: Basket | undefined): Money =>
    before ? sum([before.amountAfterwards, firstAmount], firstAmount.currency) : firstAmount;
  return baskets
    .flatMap((one, i) => [taxed(withBefore(one, baskets[i - 1]), tax), costOf(one, tax)])
    .reduce((a, b) => (compare(a, b) < 0 ? b : a));
}

/** The first payment as well: what a fixed consent is for is what that one was. */
export function whyDiffer(
  { coupons = [] }: Pick<CreateSubscriptionRequest, 'coupons'>,
  basket: Basket,
  { phases, untilAnchor }: LaterPayments,
): string | null {
  if (!basket.isSteady) return 'usage, one-off prices or prices in arrears';
  if (coupons.length > 0) return 'coupons';
  if (untilAnchor === 'prorated') return 'the days until the anchor, which are charged by themselves,';
  const isSame = ({ isSteady, amount }: Basket) => isSteady && amount.amount === basket.amount.amount;
  return phases.every(isSame) ? null : 'phases that cost something else';
}

function taxed(amount: Money, tax: TaxRule | null): Money {
  try {
    return withTaxOnTop(amount, tax);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw AppError.field('rule_violation', 'items', `cost too much with tax: ${error.message}`);
  }
}

export function limitOf(text: string, amount: Money): bigint {
  const limit = readAmount(text, amount.currency, 'agreement_max_amount');
  if (limit.minor > 0n && limit.minor >= amount.minor) return limit.minor;
  const message = `must be at least what a period costs with tax, ${formatAmount(amount)} ${amount.currency}`;
  throw AppError.field('rule_violation', 'agreement_max_amount', message);
}
