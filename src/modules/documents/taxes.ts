import type { LevyOfLine } from '../../domain/document/credited-line.js';
import type { DocumentTax } from '../../domain/document/document-facts.js';
import { percentText } from '../../domain/discount/percent.js';
import { type Money, money } from '../../domain/money/money.js';
import type { InvoiceLine } from '../invoices/index.js';

export function leviesOf({ taxes }: InvoiceLine, of: (minor: bigint) => Money): LevyOfLine[] {
  return taxes.map(({ rate, name, percent_millionths, inclusive, amount_minor }) => ({
    rate,
    name: name.includes('%') ? name : `${name} ${percentText(BigInt(percent_millionths))} %`,
    isIncluded: inclusive,
    amount: of(BigInt(amount_minor)),
  }));
}

/** By rate over all lines, in the order in which they appear. */
export function taxesOf(levies: readonly LevyOfLine[], currency: string): DocumentTax[] {
  const sums = new Map<string, DocumentTax>();
  for (const { rate, name, isIncluded, amount } of levies) {
    const before = sums.get(rate)?.amount.minor ?? 0n;
    sums.set(rate, { name, isIncluded, amount: money(before + amount.minor, currency) });
  }
  return [...sums.values()];
}
