import type { PricedLine } from '../invoice/priced-line.js';
import { isZero } from '../money/money.js';
import { chargeRest } from './charge-rest.js';
import { type ChargedLine, creditUnused, type Moment } from './credit-unused.js';

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
  /** The lines that the whole running period would have with the items after. */
  whole: readonly PricedLine[];
}

/**
 * The lines of a change at a moment within a period: what is no longer wanted is credited, what is new is
 * charged for the rest. What stays as it was is left alone. Credits come first.
 */
export function prorateChange({ before, after, charged, whole }: ChangeFacts, moment: Moment): PricedLine[] {
  const gone = charged.filter(({ priceId }) => !stays(priceId, before, after));
  const fresh = whole.filter(({ priceId }) => priceId !== null && !stays(priceId, before, after));
  return [
    ...gone.map((line) => creditUnused(line, moment)),
    ...fresh.map((line) => chargeRest(line, moment)),
  ].filter((line) => line !== null && !isZero(line.amount)) as PricedLine[];
}

function stays(priceId: string, before: readonly ItemOf[], after: readonly ItemOf[]): boolean {
  const quantityIn = (items: readonly ItemOf[]) => items.find((item) => item.priceId === priceId)?.quantity;
  return quantityIn(before) === quantityIn(after);
}
