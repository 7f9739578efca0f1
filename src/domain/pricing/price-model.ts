import type { CurrencyCode } from '../money/currency.js';
import type { Money } from '../money/money.js';
import type { Tier } from './tiers.js';
import { asMoney, toMoney, type UnitAmount } from './unit-amount.js';

export const PRICE_MODELS = ['flat', 'per_unit', 'graduated', 'volume', 'package'] as const;
export type PriceModelKind = (typeof PRICE_MODELS)[number];

/** How a quantity becomes an amount. */
export type PriceModel =
  /** The same for any quantity but none. */
  | { readonly kind: 'flat'; readonly amount: UnitAmount }
  | { readonly kind: 'per_unit'; readonly unitAmount: UnitAmount }
  /** Each unit costs what the tier says in which it lies. */
  | { readonly kind: 'graduated'; readonly currency: CurrencyCode; readonly tiers: readonly Tier[] }
  /** All units cost what the tier says that the quantity reaches. */
  | { readonly kind: 'volume'; readonly currency: CurrencyCode; readonly tiers: readonly Tier[] }
  /** Sold in whole packages; one that is begun is owed. */
  | { readonly kind: 'package'; readonly packageAmount: UnitAmount; readonly packageSize: bigint };

/** A summand of an amount: so many, each at this price. */
export interface Part {
  readonly count: bigint;
  readonly each: UnitAmount;
  readonly what: 'flat' | 'unit' | 'package' | 'tier_fee';
  /** Of a tiered price: which tier, from 0. */
  readonly tier?: number;
}

export interface Priced {
  readonly amount: Money;
  /** Their exact sum is what `amount` was rounded from. */
  readonly parts: readonly Part[];
  readonly rounding: 'none' | 'half_up';
}

/**
 * What a quantity costs. Exact up to the one rounding at the end, half up to the currency. Nothing costs
 * nothing in every model: whoever used nothing owes nothing, and a base fee is a price of its own.
 * @throws RangeError for a negative quantity; MoneyError `out_of_range`
 */
export function priceQuantity(model: PriceModel, quantity: bigint): Priced {
  if (quantity < 0n) throw new RangeError(`pricing: quantity is ${quantity}; allowed is 0 or more`);
  const parts = quantity === 0n ? [] : partsOf(model, quantity);
  const currency = currencyOf(model);
  const exact = { nano: parts.reduce((total, { count, each }) => total + count * each.nano, 0n), currency };
  const amount = toMoney(exact);
  return { amount, parts, rounding: asMoney(exact) ? 'none' : 'half_up' };
}

export function currencyOf(model: PriceModel): CurrencyCode {
  switch (model.kind) {
    case 'flat':
      return model.amount.currency;
    case 'per_unit':
      return model.unitAmount.currency;
    case 'package':
      return model.packageAmount.currency;
    case 'graduated':
    case 'volume':
      return model.currency;
  }
}

/** What one unit costs, where that is one price for all units. */
export function singleUnitAmount(model: PriceModel): UnitAmount | null {
  if (model.kind === 'per_unit') return model.unitAmount;
  return model.kind === 'flat' ? model.amount : null;
}

/** Whether any quantity could ever cost something. */
export function canCost(model: PriceModel): boolean {
  if (model.kind === 'graduated' || model.kind === 'volume') {
    return model.tiers.some(({ unitAmount, flatAmount }) => unitAmount.nano > 0n || flatAmount.nano > 0n);
  }
  return (model.kind === 'package' ? model.packageAmount : singleUnitAmount(model)!).nano > 0n;
}

function partsOf(model: PriceModel, quantity: bigint): Part[] {
  switch (model.kind) {
    case 'flat':
      return [{ count: 1n, each: model.amount, what: 'flat' }];
    case 'per_unit':
      return [{ count: quantity, each: model.unitAmount, what: 'unit' }];
    case 'package': {
      const count = (quantity + model.packageSize - 1n) / model.packageSize;
      return [{ count, each: model.packageAmount, what: 'package' }];
    }
    case 'volume': {
      const tier = model.tiers.findIndex(({ upTo }) => upTo === null || quantity <= upTo);
      return ofTier(model.tiers[tier]!, tier, quantity);
    }
    case 'graduated':
      return graduated(model.tiers, quantity);
  }
}

function graduated(tiers: readonly Tier[], quantity: bigint): Part[] {
  const parts: Part[] = [];
  let below = 0n;
  for (const [index, tier] of tiers.entries()) {
    if (quantity <= below) break;
    const end = tier.upTo === null || quantity < tier.upTo ? quantity : tier.upTo;
    parts.push(...ofTier(tier, index, end - below));
    below = end;
  }
  return parts;
}

function ofTier({ unitAmount, flatAmount }: Tier, tier: number, count: bigint): Part[] {
  const units: Part = { count, each: unitAmount, what: 'unit', tier };
  return flatAmount.nano === 0n ? [units] : [units, { count: 1n, each: flatAmount, what: 'tier_fee', tier }];
}
