import type { PriceModel } from '../../src/domain/pricing/price-model.js';
import type { Aggregation } from '../../src/domain/pricing/usage.js';

/** What was told of a period, one after the other. */
export function slowTotal(told: readonly bigint[], aggregation: Aggregation): bigint {
  if (aggregation === 'last') return told.at(-1) ?? 0n;
  let total = 0n;
  for (const one of told) {
    if (aggregation === 'sum') total += one;
    else if (one > total) total = one;
  }
  return total;
}

/** Unit by unit, in billionths, and rounded half up to three digits at the very end. */
export function slowCost(model: PriceModel, quantity: bigint): bigint {
  let billionths = 0n;
  for (let unit = 1n; unit <= quantity; unit++) billionths += slowUnit(model, unit, quantity);
  return (billionths + 500_000n) / 1_000_000n;
}

function slowUnit(model: PriceModel, unit: bigint, last: bigint): bigint {
  switch (model.kind) {
    case 'flat':
      return unit === 1n ? model.amount.nano : 0n;
    case 'per_unit':
      return model.unitAmount.nano;
    case 'package':
      return (unit - 1n) % model.packageSize === 0n ? model.packageAmount.nano : 0n;
    case 'graduated': {
      const i = model.tiers.findIndex(({ upTo }) => upTo === null || unit <= upTo);
      const isFirst = unit === (i === 0 ? 1n : model.tiers[i - 1]!.upTo! + 1n);
      return model.tiers[i]!.unitAmount.nano + (isFirst ? model.tiers[i]!.flatAmount.nano : 0n);
    }
    case 'volume': {
      const tier = model.tiers.find(({ upTo }) => upTo === null || last <= upTo)!;
      return tier.unitAmount.nano + (unit === last ? tier.flatAmount.nano : 0n);
    }
  }
}
