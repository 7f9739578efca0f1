import type { PricedLine } from '../invoice/priced-line.js';
import { formatAmount, type Money, money, multiply } from '../money/money.js';

/** One price of a subscription and how many of it. */
export interface BillableItem {
  priceId: string;
  description: string;
  /** Of one unit for one period. */
  unitAmount: Money;
  quantity: bigint;
}

/**
 * What the items of a subscription cost for one period, before discount and tax.
 * @throws RangeError with a negative quantity; MoneyError `out_of_range` when a line is beyond what is allowed
 */
export function priceItems(
  items: readonly BillableItem[],
  period: { start: Date; end: Date },
  timeZone: string,
): PricedLine[] {
  return items.map((item) => priceItem(item, period, timeZone));
}

function priceItem(item: BillableItem, period: { start: Date; end: Date }, timeZone: string): PricedLine {
  const { priceId, description, quantity } = item;
  if (quantity < 0n)
    throw new RangeError(`invoice: quantity of ${priceId} is ${quantity}; allowed is 0 or more`);
  // Rebuilt, so that an amount that never went through money() is checked before it is owed by somebody.
  const unitAmount = money(item.unitAmount.minor, item.unitAmount.currency);
  return {
    kind: 'recurring',
    priceId,
    description,
    quantity,
    unitAmount,
    amount: multiply(unitAmount, quantity),
    period: { start: period.start, end: period.end },
    discountable: true,
    inputs: {
      rule: 'flat_per_unit',
      price_id: priceId,
      unit_amount: formatAmount(unitAmount),
      currency: unitAmount.currency,
      quantity: quantity.toString(),
      period_start: period.start.toISOString(),
      period_end: period.end.toISOString(),
      time_zone: timeZone,
      rounding: 'none',
    },
  };
}
