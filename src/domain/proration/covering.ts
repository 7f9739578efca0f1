import type { InvoiceDraft } from '../invoice/build-invoice.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { zero } from '../money/money.js';
import type { ChargedLine } from './credit-unused.js';

/** A line that was paid for, and whether anything of it is left. */
export interface PaidLine extends ChargedLine {
  /** A change or a cancel has given back its rest: nothing of it is left, whatever the share of days says. */
  isEnded: boolean;
  /** A change charged it, within the period; else the period began with it. */
  isOfChange: boolean;
}

/**
 * Of each price the newest line that charged for the moment: an earlier one was credited when the newer came. The newest
 * stands last; what comes out is in one order, whoever asks, or a foretold invoice would have its lines in another.
 */
export function newestAt<Line extends PaidLine>(lines: readonly Line[], at: Date): Line[] {
  const newest = new Map<string, Line>();
  for (const line of lines)
    if (line.period.start <= at && line.period.end > at) newest.set(line.priceId, line);
  return [...newest.values()].sort((a, b) => (a.priceId < b.priceId ? -1 : 1));
}

/** Those of them of which a part can still be given back. */
export function coveringAt<Line extends PaidLine>(lines: readonly Line[], at: Date): Line[] {
  return newestAt(lines, at).filter(({ isEnded }) => !isEnded);
}

/** Those of them that a change or a cancel has given back: the coupons that they had are still those of their period. */
export function givenBackAt<Line extends PaidLine>(lines: readonly Line[], at: Date): Line[] {
  return newestAt(lines, at).filter(({ isEnded }) => isEnded);
}

/** What the period was billed with as it began, given back since or not: so much of its coupons there was. */
export function begunWith<Line extends PaidLine>(lines: readonly Line[]): Line[] {
  return lines.filter(({ isOfChange }) => !isOfChange);
}

/** What a foretold invoice will have charged once it is paid. Its lines have no ids yet: they are named by their place. */
export function paidBy({ lines, period: { index } }: InvoiceDraft, name: string): PaidLine[] {
  return lines.flatMap((line, i) => {
    const { priceId, kind, amount } = line;
    const isCharge = (kind === 'recurring' || kind === 'proration') && amount.minor > 0n;
    if (priceId === null || !isCharge) return [];
    const { description, nameAr, quantity, period, discount, discounts, taxableAmount, taxes, total } = line;
    const of = { priceId, description, nameAr, quantity, period, discount, discounts, taxableAmount, taxes, total }; // prettier-ignore
    const fresh = { creditedBefore: zero(amount.currency), isEnded: false };
    return [{ ...of, ...fresh, id: `${name}_${i + 1}`, isOfChange: index === null }];
  });
}

/** As they stand once these lines of a change are made: nothing more is left of what they credit. */
export function endedBy(lines: readonly PaidLine[], shared: readonly PricedLine[]): PaidLine[] {
  const credited = new Set(
    shared.map(({ inputs }) => (inputs.rule === 'proration_credit' ? inputs.original_line : null)),
  );
  return lines.map((line) => (credited.has(line.id) ? { ...line, isEnded: true } : line));
}
