import type { AppliedDiscount } from '../discount/discount.js';
import type { PricedLine } from '../invoice/priced-line.js';
import {
  allocate,
  formatAmount,
  type Money,
  money,
  roundHalfUp,
  subtract,
  sum,
  zero,
} from '../money/money.js';
import type { AppliedTax } from '../tax/tax-rule.js';
import { BILLION, formatPart, partOf, type ProrationUnit, shareOf } from './share.js';

/** With what such a line's stored description begins; documents say it in their own language. */
export const UNUSED_TIME_OF = 'Unused time of ';

/** A line of a final invoice, as it was really charged. All amounts are zero or more. */
export interface ChargedLine {
  /** Public id. */
  id: string;
  priceId: string;
  description: string;
  nameAr?: string | null;
  quantity: bigint;
  period: { start: Date; end: Date };
  /** What its coupons took off. */
  discount: Money;
  /** Coupon by coupon. */
  discounts: readonly AppliedDiscount[];
  /** What the tax was computed on, without the tax. */
  taxableAmount: Money;
  taxes: readonly AppliedTax[];
  /** Taxable amount and tax: what the customer owed for it. */
  total: Money;
  /** What was given back of the total before, by a credit note or an earlier change. */
  creditedBefore: Money;
}

export interface Moment {
  at: Date;
  unit: ProrationUnit;
  timeZone: string;
}

/**
 * Gives back the unused part of what a line really charged: its total with tax and discount, less what was
 * given back before, never what the price says today. That total is rounded once; what of it is price and what
 * is tax follows from it by largest remainder, so that a credit of all of it mirrors its charge to the unit.
 * Null when there is nothing to give back.
 */
export function creditUnused(line: ChargedLine, { at, unit, timeZone }: Moment): PricedLine | null {
  const { currency } = line.total;
  const share = shareOf(line.period, at, unit, timeZone);
  const left = subtract(line.total, line.creditedBefore);
  const credit = partOf(left, share.unusedPart);
  if (credit.minor <= 0n) return null;
  const [taxable, ...taxAmounts] = allocate(credit, [
    line.taxableAmount.minor,
    ...line.taxes.map(({ amount }) => amount.minor),
  ]);
  const taxes = line.taxes.map((tax, i) => ({ ...tax, amount: money(-taxAmounts[i]!.minor, currency) }));
  const inclusive = sum(taxes.filter((tax) => tax.inclusive).map((tax) => tax.amount), currency); // prettier-ignore
  const discount = roundHalfUp(
    line.discount.minor * left.minor * share.unusedPart,
    line.total.minor * BILLION,
  );
  return {
    kind: 'proration',
    priceId: line.priceId,
    description: `${UNUSED_TIME_OF}${line.description}`,
    nameAr: line.nameAr,
    quantity: line.quantity,
    unitAmount: null,
    amount: money(-taxable!.minor + inclusive.minor - discount, currency),
    period: { start: at, end: line.period.end },
    discountable: false,
    settled: { discount: discount === 0n ? zero(currency) : money(-discount, currency), taxes },
    inputs: {
      rule: 'proration_credit',
      original_line: line.id,
      charged: formatAmount(line.total),
      credited_before: formatAmount(line.creditedBefore),
      currency,
      price_id: line.priceId,
      quantity: line.quantity.toString(),
      unit: share.unit,
      used: share.used.toString(),
      length: share.length.toString(),
      factor: formatPart(share.unusedPart),
      changed_at: at.toISOString(),
      period_start: line.period.start.toISOString(),
      period_end: line.period.end.toISOString(),
      time_zone: timeZone,
      rounding: 'half_up',
    },
  };
}
