import { type Money, money, sum } from '../money/money.js';
import type { AppliedTax } from '../tax/tax-rule.js';

/** What the usage of one price and period was really charged with so far, less what was given back of it. */
export interface ChargedUsage {
  /** Before discount and tax. */
  readonly amount: Money;
  /** What coupons left of it, with the tax that prices contain. */
  readonly net: Money;
  /** One a rate. */
  readonly taxes: readonly AppliedTax[];
  /** What credit notes took of those lines. */
  readonly creditedBefore: Money;
}

/** Of the lines of one price and period, in whatever order. */
export interface ChargedUsageLine {
  amount: Money;
  discount: Money;
  taxes: readonly AppliedTax[];
  creditedBefore: Money;
}

/** Lines that charged and lines that gave back, in one sum. Null without any. */
export function sumCharged(lines: readonly ChargedUsageLine[]): ChargedUsage | null {
  if (lines.length === 0) return null;
  const { currency } = lines[0]!.amount;
  const of = (pick: (line: ChargedUsageLine) => Money) => sum(lines.map(pick), currency);
  const taxes = new Map<string, AppliedTax>();
  for (const tax of lines.flatMap((line) => line.taxes)) {
    const key = `${tax.rateId}/${tax.inclusive}`;
    const before = taxes.get(key);
    taxes.set(key, before ? { ...tax, amount: sum([before.amount, tax.amount], currency) } : tax);
  }
  const amount = of((line) => line.amount);
  return {
    amount,
    net: money(amount.minor - of((line) => line.discount).minor, currency),
    taxes: [...taxes.values()],
    creditedBefore: of((line) => line.creditedBefore),
  };
}
