import type { AppliedDiscount } from '../discount/discount.js';
import type { Money } from '../money/money.js';
import type { AppliedTax } from '../tax/tax-rule.js';
import type { LineInputs } from './line-inputs.js';

export const LINE_KINDS = ['recurring', 'usage', 'one_off', 'proration'] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** What something costs before discount and tax, whoever computed it. */
export interface PricedLine {
  kind: LineKind;
  /** Public id; null for a line without a price. */
  priceId: string | null;
  description: string;
  /** The Arabic name of what it is for, beside the description; none: that is for both languages. */
  nameAr?: string | null;
  /** Zero or more. */
  quantity: bigint;
  /** Null when there is no single unit price. */
  unitAmount: Money | null;
  /** Signed: credits are negative. Before discount and tax. */
  amount: Money;
  /** Of service; half-open. */
  period: { start: Date; end: Date };
  discountable: boolean;
  /**
   * Set when discount and tax were already decided by an original line, as for a prorated credit: they are
   * taken and not computed anew. Signed like the amount: a credit of -10 with -1 of discount is worth -9.
   */
  settled?: { discount: Money; taxes: readonly AppliedTax[] };
  /** Set when its coupons were decided with it, as for what a change charges: those of the invoice leave it alone. */
  discounted?: readonly AppliedDiscount[];
  inputs: LineInputs;
}
