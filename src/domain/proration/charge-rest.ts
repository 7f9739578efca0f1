import type { PricedLine } from '../invoice/priced-line.js';
import { formatAmount } from '../money/money.js';
import type { Moment } from './credit-unused.js';
import { formatPart, partOf, shareOf } from './share.js';

/**
 * What is left of a period of something new, or of more or less of it: the price of the whole period × the part
 * that is left, rounded once. `whole` is the line that the whole period would have.
 */
export function chargeRest(whole: PricedLine, { at, unit, timeZone }: Moment): PricedLine {
  const { period, amount } = whole;
  const share = shareOf(period, at, unit, timeZone);
  return {
    ...whole,
    kind: 'proration',
    unitAmount: null,
    amount: partOf(amount, share.unusedPart),
    period: { start: at, end: period.end },
    inputs: {
      rule: 'proration_charge',
      whole: formatAmount(amount),
      currency: amount.currency,
      price_id: whole.priceId ?? '',
      quantity: whole.quantity.toString(),
      unit: share.unit,
      used: share.used.toString(),
      length: share.length.toString(),
      factor: formatPart(share.unusedPart),
      changed_at: at.toISOString(),
      period_start: period.start.toISOString(),
      period_end: period.end.toISOString(),
      time_zone: timeZone,
      rounding: 'half_up',
    },
  };
}
