import { applyDiscounts } from '../discount/apply-discounts.js';
import type { Discount } from '../discount/discount.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { type Money, money, roundHalfUp, sum } from '../money/money.js';
import type { ChargedLine, Moment } from './credit-unused.js';
import { BILLION, shareOf } from './share.js';

export interface CouponsOfChange {
  /** What was charged for the running period, and what of it is given back. */
  charged: readonly ChargedLine[];
  gone: readonly ChargedLine[];
  /** What was charged for it and given back by an earlier change. */
  givenBack: readonly ChargedLine[];
  /** The coupons of the invoices to come. */
  standing: readonly Discount[];
}

/**
 * What a change charges has the coupons that its period has, also when they ended with its invoice: a percentage as it
 * is, and of an amount off what the credit takes back. Otherwise whoever adds a seat in a month that a coupon paid would
 * pay for the seat that was there already. A percentage that came since is taken off, too. Decided here, so that a
 * change which waits for the next invoice comes to what it had cost at once.
 */
export function discountRest(
  fresh: readonly PricedLine[],
  coupons: CouponsOfChange,
  moment: Moment,
): PricedLine[] {
  const [first] = fresh;
  if (!first) return [];
  const applied = applyDiscounts(fresh, couponsOf(coupons, moment), first.amount.currency);
  return fresh.map((line, i) => ({ ...line, discountable: false, discounted: applied[i]! }));
}

/**
 * In the order in which the lines have them. A percentage of what an earlier change gave back is still the period's, or
 * whoever goes to a plan that it is not for, and comes back, has lost it; an amount off was taken back with it.
 */
function couponsOf({ charged, gone, givenBack, standing }: CouponsOfChange, moment: Moment): Discount[] {
  const given = new Map<string, Discount>();
  const percentages = givenBack.flatMap(({ discounts }) =>
    discounts.filter(({ value }) => value.kind === 'percentage'),
  );
  for (const one of [...charged.flatMap(({ discounts }) => discounts), ...percentages]) {
    const { couponId, name, value, priceIds } = one;
    if (!given.has(couponId)) given.set(couponId, { couponId, name, value, priceIds });
  }
  const since = standing.filter(({ couponId, value }) => value.kind === 'percentage' && !given.has(couponId));
  return [...[...given.values()].map((one) => takenBack(one, gone, moment)), ...since];
}

/** Of an amount off there is as much to give again as is given back. */
function takenBack(discount: Discount, gone: readonly ChargedLine[], moment: Moment): Discount {
  const { couponId, value } = discount;
  if (value.kind === 'percentage') return discount;
  const parts = gone.flatMap((line) =>
    line.discounts
      .filter((one) => one.couponId === couponId)
      .map(({ amount }) => unusedOf(line, amount, moment)),
  );
  return { ...discount, value: { kind: 'amount', amount: sum(parts, value.amount.currency) } };
}

function unusedOf({ period, total, creditedBefore }: ChargedLine, off: Money, moment: Moment): Money {
  const { unusedPart } = shareOf(period, moment.at, moment.unit, moment.timeZone);
  const share = off.minor * unusedPart;
  // Discounted to nothing, nothing of it was given back before.
  if (total.minor === 0n) return money(roundHalfUp(share, BILLION), off.currency);
  const left = total.minor - creditedBefore.minor;
  return money(roundHalfUp(share * left, total.minor * BILLION), off.currency);
}
