import type { Interval } from '../../domain/calendar/interval.js';
import { money } from '../../domain/money/money.js';
import { tierFrom } from '../../domain/pricing/price-inputs.js';
import type { PriceModel } from '../../domain/pricing/price-model.js';
import { parseUnitAmount, type UnitAmount, unitAmountOf } from '../../domain/pricing/unit-amount.js';
import type { Price } from './price.entity.js';

/** What the columns of a price say. */
export type PriceTermColumns = Pick<
  Price,
  'currency' | 'model' | 'amountMinor' | 'fineAmount' | 'packageSize' | 'tiers'
>;

export function modelOf(price: PriceTermColumns): PriceModel {
  const { model: kind, currency } = price;
  switch (kind) {
    case 'flat':
      return { kind, amount: amountOf(price) };
    case 'per_unit':
      return { kind, unitAmount: amountOf(price) };
    case 'package':
      return { kind, packageAmount: amountOf(price), packageSize: price.packageSize! };
    case 'graduated':
    case 'volume':
      return { kind, currency, tiers: price.tiers!.map((tier) => tierFrom(tier, currency)) };
  }
}

function amountOf({ currency, amountMinor, fineAmount }: PriceTermColumns): UnitAmount {
  return amountMinor === null
    ? parseUnitAmount(fineAmount!, currency)
    : unitAmountOf(money(amountMinor, currency));
}

/** Null of a price that is paid once. */
export function intervalOfPrice({
  intervalUnit: unit,
  intervalCount: count,
}: Pick<Price, 'intervalUnit' | 'intervalCount'>): Interval | null {
  return unit === null || count === null ? null : { unit, count };
}

export function isOneOff({ intervalUnit }: Pick<Price, 'intervalUnit'>): boolean {
  return intervalUnit === null;
}

/** Its quantity is what was used. */
export function isMetered({ usageAggregation }: Pick<Price, 'usageAggregation'>): boolean {
  return usageAggregation !== null;
}

/** Why a price cannot be sold so many times; null when it can. */
export function faultOfQuantity(price: Price, quantity: bigint): string | null {
  if (quantity === 1n) return null;
  if (isMetered(price)) return `must be 1 or absent: usage decides how many of ${price.publicId} are billed`;
  if (price.model === 'flat') return `must be 1 or absent: ${price.publicId} costs the same for any quantity`;
  return null;
}
