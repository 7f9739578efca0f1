import fc from 'fast-check';
import {
  type Fraction,
  fraction,
  isMore,
  minus,
  plus,
  splitExactly,
  times,
} from '../../../test/support/exact-split.js';
import { allocate, formatAmount, MAX_MINOR, money, MoneyError, negate, roundHalfUp, sum } from './money.js';

const minors = fc.bigInt({ min: -MAX_MINOR, max: MAX_MINOR });

describe('roundHalfUp', () => {
  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [-5n, -2n, 3n],
    [4n, 3n, 1n],
    [-4n, 3n, -1n],
    [0n, 7n, 0n],
    [1n, 3n, 0n],
  ])('%s / %s is %s', (numerator, denominator, rounded) => {
    expect(roundHalfUp(numerator, denominator)).toBe(rounded);
  });

  it('mirrors, so that a credit undoes its charge', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (n, d) => {
        expect(roundHalfUp(-n, d)).toBe(-roundHalfUp(n, d));
      }),
    );
  });

  it('is never further than half a unit away', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (n, d) => {
        const twiceOff = 2n * (roundHalfUp(n, d) * d - n);
        expect(twiceOff <= d && twiceOff >= -d).toBe(true);
      }),
    );
  });

  it('refuses to divide by zero', () => {
    expect(() => roundHalfUp(1n, 0n)).toThrow(MoneyError);
  });
});

describe('allocate', () => {
  const weights = fc
    .array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 30 })
    .filter((list) => list.some((weight) => weight > 0n));

  it('splits 10.000 KWD in three, the odd unit to the earliest', () => {
    const parts = allocate(money(10_000n, 'KWD'), [1n, 1n, 1n]);
    expect(parts.map(formatAmount)).toEqual(['3.334', '3.333', '3.333']);
  });

  it('prefers the largest remainder to the earliest', () => {
    expect(allocate(money(10n, 'KWD'), [1n, 2n, 4n]).map((part) => part.minor)).toEqual([1n, 3n, 6n]);
  });

  it('loses and invents nothing, mirrors, and never strays a unit from the exact share', () => {
    fc.assert(
      fc.property(minors, weights, (minor, list) => {
        const total = money(minor, 'KWD');
        const parts = allocate(total, list);
        expect(sum(parts, 'KWD')).toEqual(total);
        expect(allocate(negate(total), list)).toEqual(parts.map(negate));
        const weightSum = list.reduce((a, b) => a + b, 0n);
        parts.forEach((part, i) => {
          const off = part.minor * weightSum - minor * (list[i] ?? 0n);
          expect(off < weightSum && off > -weightSum).toBe(true);
          if (list[i] === 0n) expect(part.minor).toBe(0n);
        });
      }),
    );
  });

  it('is what dealing out one unit after the other gives, by exact fractions, of equals to the earliest', () => {
    // Few different weights, so that equal remainders are common.
    const tied = fc.array(fc.bigInt({ min: 0n, max: 4n }), { minLength: 1, maxLength: 30 });
    const either = fc.oneof(weights, tied).filter((list) => list.some((weight) => weight > 0n));
    fc.assert(
      fc.property(fc.oneof(minors, fc.bigInt({ min: 0n, max: 100n })), either, (minor, list) => {
        const sign = minor < 0n ? -1n : 1n;
        const slow = splitExactly(minor * sign, list).map((part) => part * sign);
        expect(allocate(money(minor, 'KWD'), list).map((part) => part.minor)).toEqual(slow);
      }),
      { numRuns: 500 },
    );
  });

  it('is of all splits the nearest to the exact shares, and of the nearest the one that the earliest like best', () => {
    const few = fc
      .array(fc.bigInt({ min: 0n, max: 5n }), { minLength: 1, maxLength: 4 })
      .filter((list) => list.some((weight) => weight > 0n));
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 12n }), few, (total, list) => {
        expect(allocate(money(total, 'KWD'), list).map((part) => part.minor)).toEqual(
          nearestSplit(total, list),
        );
      }),
      { numRuns: 200 },
    );
  });

  it.each([[[]], [[0n, 0n]], [[2n, -1n]]])('refuses weights %p', (list) => {
    expect(() => allocate(money(1n, 'KWD'), list)).toThrow(MoneyError);
  });
});

/** By trying all of them, those first that give most to the earliest. */
function nearestSplit(total: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((a, b) => a + b, 0n);
  let best: { split: bigint[]; off: Fraction } | null = null;
  for (const split of splits(total, weights.length)) {
    const off = split
      .map((part, i) => minus(fraction(part), fraction(total * weights[i]!, all)))
      .reduce((far, one) => plus(far, times(one, one)), fraction(0n));
    if (best === null || isMore(best.off, off)) best = { split, off };
  }
  return best!.split;
}

function splits(total: bigint, parts: number): bigint[][] {
  if (parts === 1) return [[total]];
  const found: bigint[][] = [];
  for (let first = total; first >= 0n; first--) {
    for (const rest of splits(total - first, parts - 1)) found.push([first, ...rest]);
  }
  return found;
}
