import { add, allocate, type Money, money, MoneyError, roundHalfUp, zero } from '../money/money.js';
import { type AppliedDiscount, type Discount, MILLION } from './discount.js';

/** What of a line discounts look at. */
export interface DiscountableLine {
  priceId: string | null;
  amount: Money;
  discountable: boolean;
}

/**
 * What every discount takes off every line, in the order of the discounts: each one sees what the ones before
 * it left. A discount is rounded once, half up, over all its lines together, and split over them by largest
 * remainder, so that "10 % off" is ten per cent of the invoice and not of each line's rounding. A line is never
 * discounted below zero, and credits (negative lines) are not discounted.
 * @throws MoneyError `currency_mismatch` for an amount in another currency, `out_of_range` for a rate that is
 *   not above 0 and at most 100 %, or a negative amount
 */
export function applyDiscounts(
  lines: readonly DiscountableLine[],
  discounts: readonly Discount[],
  currency: string,
): AppliedDiscount[][] {
  const applied: AppliedDiscount[][] = lines.map(() => []);
  const left = lines.map(({ amount, discountable }) =>
    discountable && amount.minor > 0n ? amount.minor : 0n,
  );
  for (const discount of discounts) {
    const weights = lines.map((line, index) => (covers(discount, line) ? left[index]! : 0n));
    const base = weights.reduce((a, b) => a + b, 0n);
    const off = amountOff(discount, base, currency);
    if (off === 0n) continue;
    allocate(money(off, currency), weights).forEach((amount, index) => {
      if (amount.minor === 0n) return;
      left[index]! -= amount.minor;
      const { couponId, name, nameAr, value, priceIds } = discount;
      applied[index]!.push({ couponId, name, nameAr, value, priceIds, amount });
    });
  }
  return applied;
}

/** What was taken off a line by all discounts. */
export function discountOf(applied: readonly AppliedDiscount[], currency: string): Money {
  return applied.reduce((all, { amount }) => add(all, amount), zero(currency));
}

/**
 * Whether the invoice of a period uses a discount. It does if it has something that the discount is for, and if what
 * was billed within the period had it: all may be billed by then. Otherwise the discount waits for the next.
 */
export function isUsedBy(discount: Discount, lines: readonly DiscountableLine[]): boolean {
  if (discount.isUsedAhead) return true;
  return lines.some((line) => line.discountable && line.amount.minor > 0n && covers(discount, line));
}

/** Whether it is on an invoice of usage within a period, and so used by the period's own, whatever is left for that. */
export function isUsedAhead(discount: Discount, lines: readonly DiscountableLine[]): boolean {
  return discount.value.kind === 'percentage' && isUsedBy(discount, lines);
}

function covers({ priceIds }: Discount, { priceId }: DiscountableLine): boolean {
  return priceIds === null || (priceId !== null && priceIds.includes(priceId));
}

function amountOff({ value, couponId }: Discount, base: bigint, currency: string): bigint {
  if (value.kind === 'percentage') {
    const { millionths } = value;
    if (millionths <= 0n || millionths > MILLION)
      throw new MoneyError('out_of_range', millionths, `1 to ${MILLION} millionths off by ${couponId}`);
    return roundHalfUp(base * millionths, MILLION);
  }
  const { amount } = value;
  if (amount.currency !== currency)
    throw new MoneyError('currency_mismatch', amount.currency, `${currency}, like the invoice`);
  if (amount.minor < 0n) throw new MoneyError('out_of_range', amount.minor, 'an amount off of zero or more');
  return amount.minor < base ? amount.minor : base;
}
