import { describeLocalDate, localDateOf } from '../calendar/local-time.js';
import { describeMoney, type Money, multiply, parseMoney } from '../money/money.js';
import { explainProration } from '../proration/explain-proration.js';
import type { FlatPerUnitInputs, FreeAmountInputs, LineInputs, ServicePeriodInputs } from './line-inputs.js';

/**
 * Why the line has its amount, in a sentence, from the stored inputs alone. It computes the amount again
 * on purpose: a stored amount that its own inputs do not give must be seen, not repeated.
 */
export function explainLine({ description, inputs }: { description: string; inputs: LineInputs }): string {
  return `${description}: ${explain(inputs)}`;
}

function explain(inputs: LineInputs): string {
  switch (inputs.rule) {
    case 'flat_per_unit':
      return (
        `${times(inputs)} (price ${inputs.price_id}) = ${describeMoney(total(inputs))}, ` +
        `${forPeriod(inputs)}; nothing was rounded.`
      );
    case 'free_amount':
      return `${times(inputs)} = ${describeMoney(total(inputs))}, as it was entered, ${forPeriod(inputs)}.`;
    case 'proration_credit':
    case 'proration_charge':
      return explainProration(inputs);
  }
}

function times({ quantity, unit_amount, currency }: FlatPerUnitInputs | FreeAmountInputs): string {
  return `${quantity} × ${describeMoney(parseMoney(unit_amount, currency))}`;
}

function total({ quantity, unit_amount, currency }: FlatPerUnitInputs | FreeAmountInputs): Money {
  return multiply(parseMoney(unit_amount, currency), BigInt(quantity));
}

/** "for 31 January 2026 up to but not including 28 February 2026 (Asia/Kuwait)" */
export function forPeriod({ period_start, period_end, time_zone }: ServicePeriodInputs): string {
  const day = (instant: string): string => describeLocalDate(localDateOf(new Date(instant), time_zone));
  return `for ${day(period_start)} up to but not including ${day(period_end)} (${time_zone})`;
}
