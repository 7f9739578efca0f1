import { describeInterval, type Interval } from '../../domain/calendar/interval.js';
import { equals, formatAmount, type Money, MoneyError, sum } from '../../domain/money/money.js';
import { canCost, priceQuantity } from '../../domain/pricing/price-model.js';
import type { StubPolicy } from '../../domain/subscription/stub-policy.js';
import { AppError } from '../../platform/http/app-error.js';
import {
  faultOfQuantity,
  intervalOfPrice,
  isMetered,
  isOneOff,
  modelOf,
  type Plan,
  type Price,
} from '../plans/index.js';

export interface BasketEntry {
  /** Path in the request, for errors. */
  field: string;
  price: Price;
  plan: Plan;
  quantity: bigint;
  /** It stands in the subscription already: withdrawn from sale or not, it goes on. */
  kept?: boolean;
}

/** What a subscription will bill each period, checked to be billable as one. */
export interface Basket {
  items: { priceId: bigint; quantity: bigint }[];
  currency: string;
  interval: Interval;
  intervalWords: string;
  trialDays: number;
  planNames: string[];
  /** Public ids. */
  planIds: string[];
  /** For how many periods the customer is bound: the longest minimum among the plans. */
  minimumPeriods: number;
  /** What the time until an anchor costs where nobody asks for something else: as the first plan says that is no add-on. */
  stub: StubPolicy;
  /** What every period costs, without usage. */
  amount: { amount: string; currency: string };
  /** What the first payment is: what is paid in advance, and what is paid once. */
  firstAmount: Money;
  /** Every payment is `amount`. */
  isSteady: boolean;
  /** What of that is paid when its period is over, and so together with what comes after it. */
  amountAfterwards: Money;
  /** Something in it costs what was used. */
  isMetered: boolean;
  /** Usage of one of its prices is billed within a period, once it comes to so much. */
  hasThreshold: boolean;
  /** Nothing in it could ever cost anything. */
  isFree: boolean;
}

/**
 * One currency, one interval, nothing withdrawn from sale, no price twice, no add-on alone: what breaks a
 * rule is named by its place in the request. The longest trial among the plans holds unless the request
 * names one.
 */
export function chooseBasket(entries: BasketEntry[], trialDays?: number): Basket {
  const first = entries.find(({ price }) => !isOneOff(price));
  if (!first) {
    throw AppError.field(
      'rule_violation',
      entries[0]!.field,
      'is paid once; something must be paid every period',
    );
  }
  const { currency } = first.price;
  entries.forEach((entry, i) => {
    requireForSale(entry);
    requireAlike(entry, first.price);
    requireUnique(entry, entries.slice(0, i));
    requireBase(entry, entries);
    requireQuantity(entry);
    requireWorth(entries.slice(0, i + 1), currency);
  });
  const interval = intervalOfPrice(first.price)!;
  const fixed = entries.filter(({ price }) => !isMetered(price));
  const everyPeriod = sum(fixed.filter(({ price }) => !isOneOff(price)).map(amountOf), currency); // prettier-ignore
  const firstAmount = sum(fixed.filter(({ price }) => price.billing === 'in_advance').map(amountOf), currency); // prettier-ignore
  return {
    items: entries.map(({ price, quantity }) => ({ priceId: price.id, quantity })),
    currency,
    interval,
    intervalWords: describeInterval(interval),
    trialDays: trialDays ?? Math.max(...entries.map((entry) => entry.plan.trialDays)),
    planNames: [...new Set(entries.map((entry) => entry.plan.name))],
    planIds: [...new Set(entries.map((entry) => entry.plan.publicId))],
    minimumPeriods: Math.max(...entries.map((entry) => entry.plan.minimumPeriods)),
    // One that is none is always there.
    stub: entries.find(({ plan }) => !plan.addOn)!.plan.stub,
    amount: { amount: formatAmount(everyPeriod), currency },
    firstAmount,
    isSteady: fixed.length === entries.length && equals(firstAmount, everyPeriod),
    amountAfterwards: sum(fixed.filter(({ price }) => price.billing === 'in_arrears').map(amountOf), currency), // prettier-ignore
    isMetered: fixed.length < entries.length,
    hasThreshold: entries.some(({ price }) => price.usageThresholdMinor !== null),
    isFree: !entries.some(({ price }) => canCost(modelOf(price))),
  };
}

function amountOf({ price, quantity }: BasketEntry): Money {
  return priceQuantity(modelOf(price), quantity).amount;
}

function requireForSale({ field, price, plan, kept }: BasketEntry): void {
  // Of an earlier version only those who have it already.
  if (kept || (price.active && plan.active && price.planVersion === plan.version)) return;
  throw AppError.field('rule_violation', field, `${price.publicId} is no longer sold`);
}

function requireAlike({ field, price }: BasketEntry, first: Price): void {
  if (price.currency !== first.currency) {
    throw AppError.field(
      'rule_violation',
      field,
      `is in ${price.currency}; all items must be in ${first.currency}`,
    );
  }
  if (isOneOff(price)) return;
  if (price.intervalUnit !== first.intervalUnit || price.intervalCount !== first.intervalCount) {
    throw AppError.field('rule_violation', field, 'has another interval; all items must have the same');
  }
}

function requireUnique({ field, price }: BasketEntry, before: BasketEntry[]): void {
  if (!before.some((other) => other.price.id === price.id)) return;
  throw AppError.field(
    'rule_violation',
    field,
    'names a price that stands in the list already; raise its quantity',
  );
}

function requireBase({ field, plan }: BasketEntry, entries: BasketEntry[]): void {
  if (!plan.addOn || entries.some((other) => !other.plan.addOn)) return;
  throw AppError.field(
    'rule_violation',
    field,
    `${plan.name} is an add-on; it is sold only beside another plan`,
  );
}

function requireQuantity({ field, price, quantity }: BasketEntry): void {
  const fault = faultOfQuantity(price, quantity);
  if (fault !== null) throw AppError.field('rule_violation', field.replace(/price$/, 'quantity'), fault);
}

/** The last of these is named when all of them together are more than an invoice may be. */
function requireWorth(entries: BasketEntry[], currency: string): void {
  try {
    sum(entries.map(amountOf), currency);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    const { field } = entries.at(-1)!;
    const message = `makes the items cost more than an invoice may: ${error.message}`;
    throw AppError.field('rule_violation', field.replace(/price$/, 'quantity'), message);
  }
}
