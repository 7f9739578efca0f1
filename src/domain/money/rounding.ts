import { type Money, money } from './arithmetic.js';
import { MoneyError } from './money-error.js';

/**
 * Numerator ÷ denominator to the nearest whole number; a half goes away from zero: 2.5 to 3, -2.5 to -3.
 * Both sides mirror each other on purpose: rounding a credit towards plus infinity would give back one
 * unit less than the charge it undoes. With `allocate`
 * the only roundings in the engine.
 * @throws MoneyError `out_of_range` when the denominator is zero
 */
export function roundHalfUp(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new MoneyError('out_of_range', denominator, 'a denominator other than zero');
  const negative = numerator < 0n !== denominator < 0n;
  const rounded = (2n * abs(numerator) + abs(denominator)) / (2n * abs(denominator));
  return negative ? -rounded : rounded;
}

/**
 * Splits a total by weights so that the parts add up to it exactly (largest remainder): every part first
 * gets its share rounded towards zero, then the units left over go one each to the largest remainders,
 * equal ones to the earliest. Rounding each part alone would lose or invent units.
 * @param weights none negative, at least one above zero; a part of weight zero is always zero
 * @throws MoneyError `out_of_range`
 */
export function allocate(total: Money, weights: readonly bigint[]): Money[] {
  const weightSum = weights.reduce((a, b) => a + b, 0n);
  if (weightSum <= 0n || weights.some((weight) => weight < 0n)) {
    throw new MoneyError(
      'out_of_range',
      weights.join(', '),
      'weights of zero or more, at least one above zero',
    );
  }
  const size = abs(total.minor);
  const parts = weights.map((weight) => (size * weight) / weightSum);
  const left = size - parts.reduce((a, b) => a + b, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % weightSum }))
    .sort(
      (a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder) || a.index - b.index,
    );
  const lucky = new Set(byRemainder.slice(0, Number(left)).map(({ index }) => index));
  const sign = total.minor < 0n ? -1n : 1n;
  return parts.map((part, index) => money(sign * (part + (lucky.has(index) ? 1n : 0n)), total.currency));
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
