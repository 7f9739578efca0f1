import { describeMoney, subtract } from '../money/money.js';
import { type Part, priceQuantity, type Priced } from './price-model.js';
import { type LessBilledInputs, modelFrom, type PriceInputs, type TierInputs } from './price-inputs.js';
import { forPeriod } from './service-period.js';
import { formatUnitAmount, toMoney } from './unit-amount.js';

/**
 * Why a line of a price has its amount, in a sentence, from the stored inputs alone. It computes the amount
 * again on purpose: a stored amount that its own inputs do not give must be seen, not repeated.
 */
export function explainPrice(inputs: PriceInputs): string {
  return `${sumOf(inputs)}, ${forPeriod(inputs)}; ${roundingOf(inputs)}.`;
}

/** The same for usage of a period of which something was billed before. */
export function explainLessBilled({
  rule,
  with_it: all,
  billed,
  given_back: back,
}: LessBilledInputs): string {
  const added = subtract(price(all).amount, price(billed).amount);
  const what =
    rule === 'late_usage'
      ? 'usage that arrived after its period was billed. With it the period'
      : 'usage since a threshold was reached. In all the period';
  return `${what} costs ${sumOf(all)}; billed before were ${sumOf(billed)}; the difference is ${describeMoney(added)}, ${forPeriod(all)}; ${roundingOf(all)}.${back ? givenBack(back, all.currency) : ''}`;
}

/** What coupons took off was never paid, and so is not given back. */
function givenBack(
  { charged, of_it: part }: NonNullable<LessBilledInputs['given_back']>,
  currency: string,
): string {
  return ` With discount and tax ${charged} ${currency} had been charged for it; ${part} ${currency} of that are given back.`;
}

function sumOf(inputs: PriceInputs): string {
  const priced = price(inputs);
  return `${quantityOf(inputs)}${wayOf(inputs, priced)} = ${describeMoney(priced.amount)}`;
}

function price(inputs: PriceInputs): Priced {
  return priceQuantity(modelFrom(inputs), BigInt(inputs.quantity));
}

/** Of metered prices, where the quantity came from. */
function quantityOf({ usage, quantity }: PriceInputs): string {
  if (!usage) return '';
  const { aggregation, records } = usage;
  const many = `${records} usage record${records === '1' ? '' : 's'}`;
  const how = { sum: `the sum of ${many}`, max: `the most of ${many}`, last: `the last of ${many}` };
  return `${quantity} used (${records === '0' ? 'no usage records' : how[aggregation]}), `;
}

function wayOf(inputs: PriceInputs, { parts }: Priced): string {
  const of = `(price ${inputs.price_id})`;
  const [first] = parts;
  if (!first) return `nothing ${of}`;
  switch (inputs.rule) {
    case 'flat':
      return `flat ${each(first)} for any quantity ${of}`;
    case 'flat_per_unit':
      return `${times(first)} ${of}`;
    case 'package':
      return `${inputs.quantity} in packages of ${inputs.package_size}, ${times(first)} ${of}`;
    case 'volume':
      return `${inputs.quantity} by volume: ${parts.map((part) => inTier(part, inputs.tiers)).join(' + ')} ${of}`;
    case 'graduated':
      return `${inputs.quantity} graduated: ${parts.map((part) => inTier(part, inputs.tiers)).join(' + ')} ${of}`;
  }
}

function inTier(part: Part, tiers: TierInputs[]): string {
  const index = part.tier!;
  const from = index === 0 ? '1' : String(BigInt(tiers[index - 1]!.up_to!) + 1n);
  const to = tiers[index]!.up_to;
  const range = to === null ? `from ${from} on` : `${from} to ${to}`;
  return part.what === 'tier_fee'
    ? `${each(part)} for tier ${index + 1}`
    : `${times(part)} (tier ${index + 1}, ${range})`;
}

function times(part: Part): string {
  return `${part.count} × ${each(part)}`;
}

function each({ each: amount }: Part): string {
  return `${formatUnitAmount(amount)} ${amount.currency}`;
}

function roundingOf(inputs: PriceInputs): string {
  if (inputs.rounding === 'none') return 'nothing was rounded';
  const { parts, amount } = price(inputs);
  const exact = parts.reduce((total, { count, each: one }) => total + count * one.nano, 0n);
  const text = formatUnitAmount({ nano: exact, currency: amount.currency });
  return `${text} ${amount.currency} was rounded half up to ${describeMoney(toMoney({ nano: exact, currency: amount.currency }))}`;
}
