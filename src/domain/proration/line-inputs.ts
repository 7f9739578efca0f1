import type { ProrationUnit } from './share.js';

/** What every prorated line computed with. Instants are UTC; the period of service is half-open. */
interface ProratedInputs {
  currency: string;
  price_id: string;
  quantity: string;
  unit: ProrationUnit;
  /** Days or seconds that were over, and that the whole period has. */
  used: string;
  length: string;
  /** The part that is paid for or given back, nine decimals. */
  factor: string;
  changed_at: string;
  period_start: string;
  period_end: string;
  time_zone: string;
  rounding: 'half_up';
}

/** The unused part of what a line had really charged. */
export interface ProrationCreditInputs extends ProratedInputs {
  rule: 'proration_credit';
  /** Public id of that line. */
  original_line: string;
  /** With tax and after discount. */
  charged: string;
  /** What had been given back of it before. */
  credited_before: string;
}

/**
 * The rest of a period of something new; also the stub before an anchor, which has nothing used, and the part of a
 * period for which something was held that is paid afterwards.
 */
export interface ProrationChargeInputs extends ProratedInputs {
  rule: 'proration_charge';
  /** What the whole period costs, before discount and tax. */
  whole: string;
  /** Where it was held no longer, and the period went on. */
  until?: string;
  /** The days or seconds up to then. */
  held?: string;
}
