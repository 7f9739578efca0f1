import { allocate, type Money, money, MoneyError, roundHalfUp } from '../money/money.js';
import type { AppliedTax, TaxRule } from './tax-rule.js';

const MILLION = 1_000_000n;

/**
 * The tax on each amount (after discount), signed like it. The tax of all charges together is rounded once,
 * half up, and split over them by largest remainder; so is that of all credits: the tax of the invoice is the
 * tax of its sum, and no unit is lost between the lines. Inclusive tax is what the amount already contains:
 * amount × rate ÷ (1 + rate). An exempt customer pays the price as it stands and none of it is tax.
 * @throws MoneyError `out_of_range` for a rate below 0 or above 100 %
 */
export function applyTax(amounts: readonly Money[], rule: TaxRule | null, currency: string): AppliedTax[][] {
  if (rule === null || rule.exemption !== null) return amounts.map(() => []);
  const { rateId, name, millionths, inclusive } = rule;
  if (millionths < 0n || millionths > MILLION)
    throw new MoneyError('out_of_range', millionths, `0 to ${MILLION} millionths of tax`);
  const charges = share(amounts, 1n, rule, currency);
  const credits = share(amounts, -1n, rule, currency);
  return amounts.map((_, index) => [
    { rateId, name, millionths, inclusive, amount: money(charges[index]! - credits[index]!, currency) },
  ]);
}

/** Of the amounts with this sign, without it. */
function share(amounts: readonly Money[], sign: 1n | -1n, rule: TaxRule, currency: string): bigint[] {
  const weights = amounts.map(({ minor }) => (minor * sign > 0n ? minor * sign : 0n));
  const base = weights.reduce((a, b) => a + b, 0n);
  if (base === 0n) return amounts.map(() => 0n);
  const whole = rule.inclusive ? MILLION + rule.millionths : MILLION;
  const tax = roundHalfUp(base * rule.millionths, whole);
  return allocate(money(tax, currency), weights).map(({ minor }) => minor);
}
