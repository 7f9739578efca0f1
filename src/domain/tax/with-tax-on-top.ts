import { add, type Money } from '../money/money.js';
import { applyTax } from './apply-tax.js';
import type { TaxRule } from './tax-rule.js';

/** What is charged for it: tax that its price does not contain is added, rounded as on an invoice of that sum. */
export function withTaxOnTop(amount: Money, rule: TaxRule | null): Money {
  if (rule === null || rule.inclusive) return amount;
  const [taxes] = applyTax([amount], rule, amount.currency);
  return taxes!.reduce((total, tax) => add(total, tax.amount), amount);
}
