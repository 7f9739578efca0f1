/**
 * Fractions of whole numbers, with which amounts are split without rounding anything before the end. Shares nothing
 * with the engine.
 */
export interface Fraction {
  readonly above: bigint;
  /** More than zero. */
  readonly below: bigint;
}

export function fraction(above: bigint, below = 1n): Fraction {
  let [a, b] = [above < 0n ? -above : above, below];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? { above: 0n, below: 1n } : { above: above / a, below: below / a };
}

export const plus = (x: Fraction, y: Fraction): Fraction =>
  fraction(x.above * y.below + y.above * x.below, x.below * y.below);
export const minus = (x: Fraction, y: Fraction): Fraction => plus(x, { ...y, above: -y.above });
export const times = (x: Fraction, y: Fraction): Fraction => fraction(x.above * y.above, x.below * y.below);
export const isMore = (x: Fraction, y: Fraction): boolean => x.above * y.below > y.above * x.below;

/** The whole number that is nearest; of two that are as near the greater. For what is not negative. */
export function nearest(x: Fraction): bigint {
  let whole = x.above / x.below;
  if (!isMore(fraction(1n, 2n), minus(x, fraction(whole)))) whole += 1n;
  return whole;
}

/**
 * A total in whole units, by weights: everybody gets the whole units of their exact share; then one unit at a time goes
 * to whom most is missing, of equals to who stands first. For what is not negative.
 */
export function splitExactly(total: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((a, b) => a + b, 0n);
  if (all === 0n) return weights.map(() => 0n);
  const exact = weights.map((weight) => times(fraction(total), fraction(weight, all)));
  const given = exact.map(({ above, below }) => above / below);
  while (given.reduce((a, b) => a + b, 0n) < total) {
    let poorest = 0;
    const missing = (i: number): Fraction => minus(exact[i]!, fraction(given[i]!));
    for (let i = 1; i < given.length; i++) if (isMore(missing(i), missing(poorest))) poorest = i;
    given[poorest] = given[poorest]! + 1n;
  }
  return given;
}

export interface ExactCoupon {
  /** A part of one, or an amount. */
  off: Fraction | bigint;
  /** Lines by their places. */
  reaches: (line: number) => boolean;
}

export interface ExactTax {
  rate: Fraction;
  inclusive: boolean;
}

export interface ExactLine {
  discounts: bigint[];
  tax: bigint;
  /** What the customer owes for it. */
  total: bigint;
}

/** An invoice of lines that are not credits: each coupon in one sum over what the ones before left, then tax in one. */
export function settleExactly(
  amounts: readonly bigint[],
  coupons: readonly ExactCoupon[],
  tax: ExactTax | null,
): ExactLine[] {
  const left = [...amounts];
  const discounts = amounts.map((): bigint[] => []);
  for (const { off, reaches } of coupons) {
    const open = left.map((amount, i) => (reaches(i) ? amount : 0n));
    const base = open.reduce((a, b) => a + b, 0n);
    const wanted = typeof off === 'bigint' ? off : nearest(times(fraction(base), off));
    splitExactly(wanted < base ? wanted : base, open).forEach((part, i) => {
      left[i] = left[i]! - part;
      discounts[i]!.push(part);
    });
  }
  const base = fraction(left.reduce((a, b) => a + b, 0n));
  const rate = tax?.rate ?? fraction(0n);
  const taxed = times(base, rate);
  const one = plus(fraction(1n), rate);
  const owed = nearest(tax?.inclusive ? times(taxed, fraction(one.below, one.above)) : taxed);
  const taxes = splitExactly(owed, left);
  return left.map((net, i) => ({
    discounts: discounts[i]!,
    tax: taxes[i]!,
    total: tax?.inclusive ? net : net + taxes[i]!,
  }));
}
