import { formatUnitAmount, parseUnitAmount } from './unit-amount.js';
import { currencyOf, type PriceModel, type Priced } from './price-model.js';
import type { ServicePeriodInputs } from './service-period.js';
import type { Tier } from './tiers.js';
import type { Aggregation } from './usage.js';

/** What every line that a price makes was computed from. Plain JSON, stored beside the line. */
interface PriceFacts extends ServicePeriodInputs {
  price_id: string;
  currency: string;
  quantity: string;
  rounding: Priced['rounding'];
  /** Of metered prices: how the quantity came about. */
  usage?: { aggregation: Aggregation; records: string };
}

export interface TierInputs {
  up_to: string | null;
  unit_amount: string;
  flat_amount: string;
}

/** One word for each price model; the line is explained, and its amount computed again, from these alone. */
export type PriceInputs =
  | (PriceFacts & { rule: 'flat'; amount: string })
  | (PriceFacts & { rule: 'flat_per_unit'; unit_amount: string })
  | (PriceFacts & { rule: 'package'; package_amount: string; package_size: string })
  | (PriceFacts & { rule: 'graduated'; tiers: TierInputs[] })
  | (PriceFacts & { rule: 'volume'; tiers: TierInputs[] });

/**
 * What a period costs with all its usage, less what was billed of it before: usage that arrived after its period was
 * billed, or that came after a threshold was reached.
 */
export interface LessBilledInputs {
  rule: 'late_usage' | 'rest_of_usage';
  with_it: PriceInputs;
  billed: PriceInputs;
  /** Where the period costs less than was billed: what it had been charged with, and what of that is given back. */
  given_back?: { charged: string; of_it: string };
}

export type PriceFactsOf = Omit<PriceFacts, 'currency'>;

/** The spread stands last: what follows one costs Node 20 two microseconds a property, on every line. */
export function inputsOf(model: PriceModel, facts: PriceFactsOf): PriceInputs {
  const currency = currencyOf(model);
  switch (model.kind) {
    case 'flat':
      return { rule: 'flat', currency, amount: formatUnitAmount(model.amount), ...facts };
    case 'per_unit':
      return { rule: 'flat_per_unit', currency, unit_amount: formatUnitAmount(model.unitAmount), ...facts };
    case 'package':
      return {
        rule: 'package',
        currency,
        package_amount: formatUnitAmount(model.packageAmount),
        package_size: String(model.packageSize),
        ...facts,
      };
    case 'graduated':
    case 'volume':
      return { rule: model.kind, currency, tiers: model.tiers.map(tierInputs), ...facts };
  }
}

/** The model that the inputs tell of: inverse of `inputsOf`. */
export function modelFrom(inputs: PriceInputs): PriceModel {
  const { currency } = inputs;
  switch (inputs.rule) {
    case 'flat':
      return { kind: 'flat', amount: parseUnitAmount(inputs.amount, currency) };
    case 'flat_per_unit':
      return { kind: 'per_unit', unitAmount: parseUnitAmount(inputs.unit_amount, currency) };
    case 'package':
      return {
        kind: 'package',
        packageAmount: parseUnitAmount(inputs.package_amount, currency),
        packageSize: BigInt(inputs.package_size),
      };
    case 'graduated':
    case 'volume':
      return { kind: inputs.rule, currency, tiers: inputs.tiers.map((tier) => tierFrom(tier, currency)) };
  }
}

export function tierInputs({ upTo, unitAmount, flatAmount }: Tier): TierInputs {
  return {
    up_to: upTo === null ? null : String(upTo),
    unit_amount: formatUnitAmount(unitAmount),
    flat_amount: formatUnitAmount(flatAmount),
  };
}

export function tierFrom(tier: TierInputs, currency: string): Tier {
  return {
    upTo: tier.up_to === null ? null : BigInt(tier.up_to),
    unitAmount: parseUnitAmount(tier.unit_amount, currency),
    flatAmount: parseUnitAmount(tier.flat_amount, currency),
  };
}
