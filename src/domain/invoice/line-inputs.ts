import type { LessBilledInputs, PriceInputs } from '../pricing/price-inputs.js';
import type { ServicePeriodInputs } from '../pricing/service-period.js';
import type { ProrationChargeInputs, ProrationCreditInputs } from '../proration/line-inputs.js';

/**
 * Why a line has its amount: everything the computation read, as plain JSON to be stored beside the line,
 * so that it can be told years later without today's prices or today's code. A new kind of computation gets
 * a new `rule`, its shape here and its sentence in explain-line.ts.
 */
export type LineInputs =
  PriceInputs | LessBilledInputs | FreeAmountInputs | ProrationCreditInputs | ProrationChargeInputs;

/** A line that somebody wrote by hand: its amount is what they said. */
export interface FreeAmountInputs extends ServicePeriodInputs {
  rule: 'free_amount';
  unit_amount: string;
  currency: string;
  quantity: string;
  rounding: 'none';
}
