import { describeMoney, type Money, multiply, parseMoney } from '../money/money.js';
import { explainLessBilled, explainPrice } from '../pricing/explain-price.js';
import { forPeriod } from '../pricing/service-period.js';
import { explainProration } from '../proration/explain-proration.js';
import type { FreeAmountInputs, LineInputs } from './line-inputs.js';

/**
 * Why the line has its amount, in a sentence, from the stored inputs alone. It computes the amount again
 * on purpose: a stored amount that its own inputs do not give must be seen, not repeated.
 */
export function explainLine({ description, inputs }: { description: string; inputs: LineInputs }): string {
  return `${description}: ${explain(inputs)}`;
}

function explain(inputs: LineInputs): string {
  switch (inputs.rule) {
    case 'flat':
    case 'flat_per_unit':
    case 'package':
    case 'graduated':
    case 'volume':
      return explainPrice(inputs);
    case 'late_usage':
    case 'rest_of_usage':
      return explainLessBilled(inputs);
    case 'free_amount':
      return `${times(inputs)} = ${describeMoney(total(inputs))}, as it was entered, ${forPeriod(inputs)}.`;
    case 'proration_credit':
    case 'proration_charge':
      return explainProration(inputs);
  }
}

function times({ quantity, unit_amount, currency }: FreeAmountInputs): string {
  return `${quantity} × ${describeMoney(parseMoney(unit_amount, currency))}`;
}

function total({ quantity, unit_amount, currency }: FreeAmountInputs): Money {
  return multiply(parseMoney(unit_amount, currency), BigInt(quantity));
}
