import type { UnitAmount } from './unit-amount.js';

/** One step of a tiered price: up to and including `upTo` units; null: without end. */
export interface Tier {
  readonly upTo: bigint | null;
  readonly unitAmount: UnitAmount;
  /** Owed once when the tier is reached, beside its units. */
  readonly flatAmount: UnitAmount;
}

export const MOST_TIERS = 50;

/** Where a tier begins and ends, as somebody wrote it down. */
export interface TierBounds {
  /** May be left out: each tier begins where the one before ends. */
  readonly from?: bigint | undefined;
  readonly upTo: bigint | null;
}

/** A rule that a list of tiers breaks, at the tier with this index. */
export interface TierFault {
  index: number;
  part: 'from' | 'up_to';
  message: string;
}

/**
 * The first rule that these bounds break; null when every quantity from 1 on has exactly one tier. Tiers
 * rise, begin where the one before ends, and only the last is without end.
 */
export function faultOfTiers(bounds: readonly TierBounds[]): TierFault | null {
  let last: bigint = 0n;
  for (const [index, { from, upTo }] of bounds.entries()) {
    const begin = last + 1n;
    if (from !== undefined && from !== begin) {
      const word = from < begin ? 'overlaps the tier before' : 'leaves a gap';
      return {
        index,
        part: 'from',
        message: `${word}; a tier begins where the one before ends, at ${begin}`,
      };
    }
    const isLast = index === bounds.length - 1;
    if (upTo === null) {
      if (isLast) return null;
      return { index, part: 'up_to', message: 'only the last tier is without end' };
    }
    if (isLast) {
      return { index, part: 'up_to', message: 'the last tier must be without end: give null' };
    }
    if (upTo < begin) {
      return { index, part: 'up_to', message: `overlaps the tier before; it must be at least ${begin}` };
    }
    last = upTo;
  }
  return { index: 0, part: 'up_to', message: 'there must be at least one tier' };
}
