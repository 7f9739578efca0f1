import { applyDiscounts } from '../discount/apply-discounts.js';
import type { Discount } from '../discount/discount.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { add, type Money, money, roundHalfUp, subtract, sum, zero } from '../money/money.js';
import type { ChargedLine, Moment } from './credit-unused.js';
import { BILLION, partOf, shareOf } from './share.js';

export interface CouponsOfChange {
  /** What was charged for the running period; what of it is there until now, and what of that is given back. */
  charged: readonly ChargedLine[];
  held: readonly ChargedLine[];
  gone: readonly ChargedLine[];
  /** What was charged for it and given back by an earlier change. */
  givenBack: readonly ChargedLine[];
  /** With what it was billed as it began. */
  begun: readonly ChargedLine[];
  /** The coupons of the invoices to come. */
  standing: readonly Discount[];
}

/**
 * What a change charges has the coupons that its period has, also when they ended with its invoice: a percentage as it
 * is, and of an amount off what is on nothing that stays. Otherwise whoever adds a seat in a month that a coupon paid would
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
 * In the order in which the period began with them. What an earlier change gave back is still the period's, or whoever
 * goes to a plan that a coupon is not for, and comes back, has lost it.
 */
function couponsOf(coupons: CouponsOfChange, moment: Moment): Discount[] {
  const { charged, givenBack, begun, standing } = coupons;
  const given = new Map<string, Discount>();
  const percentages = givenBack.flatMap(({ discounts }) =>
    discounts.filter(({ value }) => value.kind === 'percentage'),
  );
  for (const one of [...[...begun, ...charged].flatMap(({ discounts }) => discounts), ...percentages]) {
    const { couponId, name, nameAr, value, priceIds } = one;
    if (!given.has(couponId)) given.set(couponId, { couponId, name, nameAr, value, priceIds });
  }
  const since = standing.filter(({ couponId, value }) => value.kind === 'percentage' && !given.has(couponId));
  return [...[...given.values()].map((one) => leftOf(one, coupons, moment)), ...since];
}

/**
 * Of an amount off there is as much to give again as is given back now, and what was given back before and is on nothing
 * since. All that is there never has more of it than what the period began with: whoever goes and comes has it once.
 */
function leftOf(discount: Discount, { held, gone, begun }: CouponsOfChange, moment: Moment): Discount {
  const { value } = discount;
  if (value.kind === 'percentage') return discount;
  const { currency } = value.amount;
  const back = sum(takenOff(gone, discount).map(([line, off]) => unusedOf(line, off, moment)), currency); // prettier-ignore
  const had = sum(takenOff(begun, discount).map(([line, off]) => unusedOf(line, off, moment)), currency); // prettier-ignore
  const has = sum(takenOff(held, discount).map(([line, off]) => shareOfAll(line, off, moment)), currency); // prettier-ignore
  const onNothing = had.minor > has.minor ? subtract(had, has) : zero(currency);
  return { ...discount, value: { kind: 'amount', amount: add(back, onNothing) } };
}

function takenOff(lines: readonly ChargedLine[], { couponId }: Discount): [ChargedLine, Money][] {
  return lines.flatMap((line) =>
    line.discounts
      .filter((one) => one.couponId === couponId)
      .map(({ amount }): [ChargedLine, Money] => [line, amount]),
  );
}

/** Also of what a credit note has given back: that is gone, and not to be given again. */
function shareOfAll({ period }: ChargedLine, off: Money, { at, unit, timeZone }: Moment): Money {
  return partOf(off, shareOf(period, at, unit, timeZone).unusedPart);
}

function unusedOf({ period, total, creditedBefore }: ChargedLine, off: Money, moment: Moment): Money {
  const { unusedPart } = shareOf(period, moment.at, moment.unit, moment.timeZone);
  const share = off.minor * unusedPart;
  // Discounted to nothing, nothing of it was given back before.
  if (total.minor === 0n) return money(roundHalfUp(share, BILLION), off.currency);
  const left = total.minor - creditedBefore.minor;
  return money(roundHalfUp(share * left, total.minor * BILLION), off.currency);
}
