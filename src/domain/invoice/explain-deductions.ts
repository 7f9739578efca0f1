import type { AppliedDiscount } from '../discount/discount.js';
import { percentText } from '../discount/percent.js';
import { describeMoney, isZero, type Money } from '../money/money.js';
import type { AppliedTax } from '../tax/tax-rule.js';

export interface Deductions {
  discounts: readonly AppliedDiscount[];
  taxes: readonly AppliedTax[];
  /** Of the line, tax and all. */
  total: Money;
}

/**
 * What coupons and tax made of a line's amount, in sentences; nothing when they made nothing of it. Each was
 * rounded over the whole invoice, so a line's part may differ by a unit from the rate times the line.
 */
export function explainDeductions({ discounts, taxes, total }: Deductions): string {
  const sentences = [...discounts.map(ofDiscount), ...taxes.map(ofTax)];
  if (sentences.length === 0) return '';
  return [...sentences, `The line comes to ${describeMoney(total)}.`].join(' ');
}

function ofDiscount({ name, value, amount }: AppliedDiscount): string {
  const what =
    value.kind === 'percentage'
      ? `${percentText(value.millionths)} %`
      : `${describeMoney(value.amount)} over the invoice`;
  return `Coupon "${name}" (${what}) took off ${describeMoney(amount)}.`;
}

function ofTax({ name, millionths, inclusive, amount }: AppliedTax): string {
  const rate = `${name} of ${percentText(millionths)} %`;
  if (isZero(amount)) return `${rate} comes to nothing.`;
  return inclusive
    ? `${rate} is contained in it: ${describeMoney(amount)}.`
    : `${rate} is added: ${describeMoney(amount)}.`;
}
