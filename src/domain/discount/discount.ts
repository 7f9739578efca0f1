import type { Money } from '../money/money.js';

/** One whole, of which rates are counted in millionths: 12.5 % is 125 000n. */
export const MILLION = 1_000_000n;

/** What a coupon takes off an invoice. Whether it still applies was decided before; order is the list's. */
export interface Discount {
  /** Public id of the coupon. */
  couponId: string;
  name: string;
  /** Its Arabic name, if it has one. */
  nameAr?: string | null;
  value: PercentageOff | AmountOff;
  /** Only lines of these prices (public ids); null for every discountable line. */
  priceIds: readonly string[] | null;
  /** An invoice within the period had it already, and left it to the period's own to use it up. */
  isUsedAhead?: boolean;
}

export interface PercentageOff {
  kind: 'percentage';
  /** Millionths, 1 to 1 000 000. */
  millionths: bigint;
}

/** Over the whole invoice, never more than the lines it may be taken off. */
export interface AmountOff {
  kind: 'amount';
  amount: Money;
}

/** What one coupon took off one line. */
export interface AppliedDiscount {
  couponId: string;
  name: string;
  nameAr?: string | null;
  value: PercentageOff | AmountOff;
  /** What it was for; null for every discountable line. */
  priceIds: readonly string[] | null;
  /** Zero or more. */
  amount: Money;
}
