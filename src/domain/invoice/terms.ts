import type { Discount } from '../discount/discount.js';
import type { TaxRule } from '../tax/tax-rule.js';
import type { PricedLine } from './priced-line.js';
import type { FreeLine } from './free-line.js';

/** What besides the items goes into the next invoice of a subscription. */
export interface InvoiceTerms {
  /** In the order in which they apply. */
  discounts: readonly Discount[];
  tax: TaxRule | null;
  /** Lines that were added to the next invoice by hand; for its period. */
  pendingLines: readonly FreeLine[];
  /** Lines of changes that were left to the next invoice, as they were computed then. */
  prorations?: readonly PricedLine[];
}

/** Of a subscription without coupons, of a merchant without tax: nearly all. */
export const PLAIN_TERMS: InvoiceTerms = { discounts: [], tax: null, pendingLines: [] };
