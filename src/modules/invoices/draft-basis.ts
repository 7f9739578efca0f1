import { isUsedBy } from '../../domain/discount/apply-discounts.js';
import type { Discount } from '../../domain/discount/discount.js';
import type { InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import { money } from '../../domain/money/money.js';
import type { Billables } from './assemble-billables.js';
import type { DraftBasis } from './invoice.entity.js';
import { storedNames } from './invoice-rows.js';

/** Of an invoice that nothing was used up for. */
export const NO_BASIS: DraftBasis = { discounts: [], usage: [], once: [], pending: [] };

/** What the draft of a period uses up, noted so that it can be computed again and given back. */
export function basisOf(
  { terms, usage, once, standing }: Pick<Billables, 'terms' | 'usage' | 'once' | 'standing'>,
  { lines }: InvoiceDraft,
): DraftBasis {
  // Lines that waited come after those of the period.
  const first = lines.length - standing.lineRows.length;
  return {
    // A coupon that is not used up by the draft must not take off a line that is added to it: it is on the next invoice.
    discounts: terms.discounts.filter((one) => isUsedBy(one, lines)).map(stored),
    usage: usage.map(({ id, billedQuantity, billedRecords, records }) => ({
      id: String(id),
      quantity: String(billedQuantity),
      records: String(billedRecords),
      billed_records: String(records),
    })),
    once: once.map(({ id }) => String(id)),
    pending: standing.lineRows.map(({ id }, i) => ({ id: String(id), position: first + i })),
  };
}

/** The coupons that a draft was made with. */
export function discountsOf({ discounts }: DraftBasis, currency: string): Discount[] {
  return discounts.map(({ coupon, name, name_ar: nameAr, percent_millionths, off_minor, prices }) => ({
    couponId: coupon,
    name,
    nameAr,
    value:
      percent_millionths === null
        ? { kind: 'amount', amount: money(BigInt(off_minor!), currency) }
        : { kind: 'percentage', millionths: BigInt(percent_millionths) },
    priceIds: prices,
  }));
}

function stored(discount: Discount): DraftBasis['discounts'][number] {
  const { couponId, value, priceIds } = discount;
  return {
    coupon: couponId,
    ...storedNames(discount),
    percent_millionths: value.kind === 'percentage' ? String(value.millionths) : null,
    off_minor: value.kind === 'amount' ? String(value.amount.minor) : null,
    prices: priceIds,
  };
}
