import { formatAmount, type Money, multiply } from '../money/money.js';
import type { PricedLine } from './priced-line.js';

export interface FreeLine {
  description: string;
  /** More than zero. */
  quantity: bigint;
  /** Below zero for a credit. */
  unitAmount: Money;
  discountable: boolean;
}

/** A line that somebody wrote by hand, for a period of service. */
export function freeLine(line: FreeLine, period: { start: Date; end: Date }, timeZone: string): PricedLine {
  const { description, quantity, unitAmount, discountable } = line;
  const amount = multiply(unitAmount, quantity);
  return {
    kind: 'one_off',
    priceId: null,
    description,
    quantity,
    unitAmount,
    amount,
    period: { start: period.start, end: period.end },
    discountable,
    inputs: {
      rule: 'free_amount',
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
