import type { Discount } from '../discount/discount.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { isZero } from '../money/money.js';
import { chargeRest } from './charge-rest.js';
import { type ChargedLine, creditUnused, type Moment } from './credit-unused.js';
import { discountRest } from './discount-rest.js';

/** One price of a subscription, as far as a change is concerned. */
export interface ItemOf {
  priceId: string;
  quantity: bigint;
}

export interface ChangeFacts {
  before: readonly ItemOf[];
  after: readonly ItemOf[];
  /** What the items before were charged with for the running period; a free one has no line. */
  charged: readonly ChargedLine[];
  /** What was charged for the running period and given back by an earlier change. */
  givenBack?: readonly ChargedLine[];
  /** With what the running period was billed as it began, given back since or not. */
  begun?: readonly ChargedLine[];
  /**
   * The lines that the whole running period would have with the items after: of one that is the rest of a whole one and
   * costs its part, those of the whole one.
   */
  whole: readonly PricedLine[];
  /** The coupons of the invoices to come; those of the running period are on what was charged. */
  coupons?: readonly Discount[];
}

/**
 * The lines of a change at a moment within a period: what was charged and is no longer wanted is credited, what is new is
 * charged for the rest. What stays as it was is left alone. Credits come first.
 */
export function prorateChange(facts: ChangeFacts, moment: Moment): PricedLine[] {
  const gone = facts.charged.filter(({ priceId }) => isGone(priceId, facts));
  const fresh = facts.whole.filter(({ priceId }) => priceId !== null && !stays(priceId, facts));
  const credits = gone.flatMap((line) => creditUnused(line, moment) ?? []);
  const rest = fresh.map((line) => chargeRest(line, moment)).filter(({ amount }) => !isZero(amount));
  const { charged, givenBack = [], begun = [], coupons: standing = [] } = facts;
  // What a coupon paid whole gives nothing back, and so no credit ends its line; what took its place has that coupon.
  const replaced = gone.filter(({ total, priceId }) => !isZero(total) || has(facts.before, priceId));
  const held = charged.filter((line) => !gone.includes(line) || replaced.includes(line));
  return [
    ...credits.filter(({ amount }) => !isZero(amount)),
    ...discountRest(rest, { charged, held, gone: replaced, givenBack, begun, standing }, moment),
  ];
}

/**
 * An earlier change without proration put several things where others had been paid for, and only some of them go now:
 * nobody can tell what of the payment was for those. `wholeBefore`: the lines of a whole period with the items before.
 */
export function isPaidTogether(facts: ChangeFacts, wholeBefore: readonly PricedLine[]): boolean {
  const { before, after, charged } = facts;
  const isLeft = charged.some(({ priceId }) => !has(before, priceId) && !has(after, priceId));
  return isLeft && unpaidOf(facts.whole, facts, true) && unpaidOf(wholeBefore, facts, false);
}

/**
 * What is paid for and not held any more was given up without proration. It pays for what took its place as long as that
 * stays; else its rest is given back, as with a cancel, or the same days would be charged twice.
 */
function isGone(priceId: string, facts: ChangeFacts): boolean {
  const { before, after, whole } = facts;
  if (has(before, priceId) || has(after, priceId)) return !stays(priceId, facts);
  return !unpaidOf(whole, facts, true);
}

/** Whether something that costs and was not charged stays (or goes). */
function unpaidOf(lines: readonly PricedLine[], facts: ChangeFacts, isStaying: boolean): boolean {
  return lines.some(
    ({ priceId, amount }) =>
      priceId !== null &&
      !isZero(amount) &&
      stays(priceId, facts) === isStaying &&
      !facts.charged.some((line) => line.priceId === priceId),
  );
}

function stays(priceId: string, { before, after }: ChangeFacts): boolean {
  return has(after, priceId) && quantityIn(before, priceId) === quantityIn(after, priceId);
}

function has(items: readonly ItemOf[], priceId: string): boolean {
  return quantityIn(items, priceId) !== undefined;
}

function quantityIn(items: readonly ItemOf[], priceId: string): bigint | undefined {
  return items.find((item) => item.priceId === priceId)?.quantity;
}
