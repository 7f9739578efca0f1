import type { PricedLine } from '../invoice/priced-line.js';
import { formatAmount } from '../money/money.js';
import type { Moment } from './credit-unused.js';
import { formatPart, partOf, shareOf } from './share.js';

/**
 * What is left of a period of something new, or of more or less of it: the price of the whole period × the part
 * that is left, rounded once. `whole` is the line that the whole period would have.
 */
export function chargeRest(whole: PricedLine, { at, ...how }: Moment): PricedLine {
  return chargePart(whole, { from: at, until: whole.period.end }, how);
}

/** The same of a part that may end before the period does. Parts that meet have all of the period's days, and none twice. */
export function chargePart(
  whole: PricedLine,
  { from, until }: { from: Date; until: Date },
  { unit, timeZone }: Omit<Moment, 'at'>,
): PricedLine {
  const { period, amount } = whole;
  const share = shareOf(period, from, unit, timeZone);
  const ended = until < period.end ? shareOf(period, until, unit, timeZone) : null;
  const part = ended ? ended.usedPart - share.usedPart : share.unusedPart;
  return {
    ...whole,
    kind: 'proration',
    unitAmount: null,
    amount: partOf(amount, part),
    period: { start: from, end: until },
    inputs: {
      rule: 'proration_charge',
      whole: formatAmount(amount),
      currency: amount.currency,
      price_id: whole.priceId ?? '',
      quantity: whole.quantity.toString(),
      unit: share.unit,
      used: share.used.toString(),
      length: share.length.toString(),
      factor: formatPart(part),
      changed_at: from.toISOString(),
      ...(ended && { until: until.toISOString(), held: (ended.used - share.used).toString() }),
      period_start: period.start.toISOString(),
      period_end: period.end.toISOString(),
      time_zone: timeZone,
      rounding: 'half_up',
    },
  };
}
