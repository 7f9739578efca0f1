import { describeDayOf } from '../calendar/local-time.js';
import { describeMoney, isZero, parseMoney, subtract } from '../money/money.js';
import type { ProrationChargeInputs, ProrationCreditInputs } from './line-inputs.js';

/** Why a prorated line has its amount, from its stored inputs alone. */
export function explainProration(inputs: ProrationCreditInputs | ProrationChargeInputs): string {
  const { unit, used, length, factor, time_zone: zone } = inputs;
  const day = (instant: string): string => describeDayOf(new Date(instant), zone);
  const { until = inputs.period_end, held } = inputs.rule === 'proration_charge' ? inputs : {};
  const share =
    held === undefined
      ? `${used} of ${length} ${unit}s were over on ${day(inputs.changed_at)}, which leaves ${factor}`
      : `it was held for ${held} of ${length} ${unit}s, which is ${factor}`;
  const span = `for ${day(inputs.changed_at)} up to but not including ${day(until)} (${zone})`;
  return `${base(inputs)}; ${share} of it; rounded half up, ${span}.`;
}

function base(inputs: ProrationCreditInputs | ProrationChargeInputs): string {
  if (inputs.rule === 'proration_charge') {
    const whole = describeMoney(parseMoney(inputs.whole, inputs.currency));
    return `${inputs.quantity} at price ${inputs.price_id} cost ${whole} for the whole period`;
  }
  const charged = parseMoney(inputs.charged, inputs.currency);
  const before = parseMoney(inputs.credited_before, inputs.currency);
  const less = isZero(before)
    ? ''
    : `, of which ${describeMoney(before)} had been given back and ${describeMoney(subtract(charged, before))} were left`;
  return `line ${inputs.original_line} had charged ${describeMoney(charged)} with tax and discount${less}`;
}
