import type { Price } from '../plans/index.js';
import type { PricePair } from './plan-migration.entity.js';

export type Matchable = Pick<
  Price,
  | 'publicId'
  | 'currency'
  | 'intervalUnit'
  | 'intervalCount'
  | 'billing'
  | 'usageAggregation'
  | 'model'
  | 'nickname'
>;

export interface Matched {
  pairs: PricePair[];
  /** A sentence about each price that has no counterpart, or more than one. */
  faults: string[];
}

/**
 * Of each price its counterpart in another version: what is paid in the same currency, as often, and as early or
 * late. Where several are, the one of the same nickname, or else the only one of the same model. A guess between
 * two prices would be a wrong invoice for everybody who has this one, so there is none.
 */
export function matchPrices(from: readonly Matchable[], to: readonly Matchable[]): Matched {
  const matched: Matched = { pairs: [], faults: [] };
  for (const price of from) {
    const alike = to.filter((other) => isAlike(price, other));
    const found = only(alike) ?? only(sameNickname(price, alike)) ?? only(sameModel(price, alike));
    if (found) matched.pairs.push({ from: price.publicId, to: found.publicId });
    else matched.faults.push(faultOf(price, alike));
  }
  return matched;
}

function isAlike(a: Matchable, b: Matchable): boolean {
  return (
    a.currency === b.currency &&
    a.intervalUnit === b.intervalUnit &&
    a.intervalCount === b.intervalCount &&
    a.billing === b.billing &&
    a.usageAggregation === b.usageAggregation
  );
}

function sameNickname({ nickname }: Matchable, others: readonly Matchable[]): Matchable[] {
  return nickname === null ? [] : others.filter((other) => other.nickname === nickname);
}

function sameModel({ model }: Matchable, others: readonly Matchable[]): Matchable[] {
  return others.filter((other) => other.model === model);
}

function only(prices: readonly Matchable[]): Matchable | undefined {
  return prices.length === 1 ? prices[0] : undefined;
}

function faultOf({ publicId, nickname, currency }: Matchable, alike: readonly Matchable[]): string {
  const name = nickname === null ? publicId : `${publicId} (${nickname})`;
  if (alike.length === 0) {
    return `${name} has no counterpart in ${currency} with its interval and way of billing`;
  }
  return `${name} has several counterparts: ${alike.map((other) => other.publicId).join(', ')}`;
}
