import { allocate, type Money, money } from '../money/money.js';

/** What an invoice levied on one of its lines by one rate. */
export interface LevyOfLine {
  rate: string;
  name: string;
  isIncluded: boolean;
  amount: Money;
}

export interface CreditedOnPaper {
  /** As lines of invoices are shown: with the tax that their prices contained, and without what was added. */
  shown: Money;
  taxes: LevyOfLine[];
}

/**
 * What a credit note shows of a line: its tax falls to the rates of the invoice's line as they made it up, by largest
 * remainder, so that lines and added taxes come to the note's total.
 */
export function creditedLine(amount: Money, tax: Money, levied: readonly LevyOfLine[]): CreditedOnPaper {
  const bearing = levied.filter((one) => one.amount.minor > 0n);
  if (bearing.length === 0) return { shown: amount, taxes: [...levied] };
  const shares = allocate(
    tax,
    bearing.map((one) => one.amount.minor),
  );
  const taxes = bearing.map((one, i) => ({ ...one, amount: shares[i]! }));
  const added = taxes.reduce((sum, one) => (one.isIncluded ? sum : sum + one.amount.minor), 0n);
  return { shown: money(amount.minor - added, amount.currency), taxes };
}
