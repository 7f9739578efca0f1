import { describeInterval, type Interval } from '../../domain/calendar/interval.js';
import { formatAmount, isZero, type Money, money, multiply, sum } from '../../domain/money/money.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Plan, Price } from '../plans/index.js';

export interface BasketEntry {
  /** Path in the request, for errors. */
  field: string;
  price: Price;
  plan: Plan;
  quantity: bigint;
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
  amount: { amount: string; currency: string };
  isFree: boolean;
}

/**
 * One currency, one interval, nothing withdrawn from sale, no price twice: what breaks a rule is named
 * by its place in the request. The longest trial among the plans holds unless the request names one.
 */
export function chooseBasket(entries: BasketEntry[], trialDays?: number): Basket {
  const first = entries[0]!;
  entries.forEach((entry, i) => {
    requireForSale(entry);
    requireAlike(entry, first);
    if (entries.findIndex((other) => other.price.id === entry.price.id) !== i) {
      throw AppError.field(
        'rule_violation',
        entry.field,
        'names a price that stands in the list already; raise its quantity',
      );
    }
  });
  const interval: Interval = { unit: first.price.intervalUnit, count: first.price.intervalCount };
  const total = sum(entries.map(amountOf), first.price.currency);
  return {
    items: entries.map(({ price, quantity }) => ({ priceId: price.id, quantity })),
    currency: first.price.currency,
    interval,
    intervalWords: describeInterval(interval),
    trialDays: trialDays ?? Math.max(...entries.map((entry) => entry.plan.trialDays)),
    planNames: [...new Set(entries.map((entry) => entry.plan.name))],
    planIds: [...new Set(entries.map((entry) => entry.plan.publicId))],
    amount: { amount: formatAmount(total), currency: total.currency },
    isFree: isZero(total),
  };
}

function amountOf({ price, quantity }: BasketEntry): Money {
  return multiply(money(price.amountMinor, price.currency), quantity);
}

function requireForSale({ field, price, plan }: BasketEntry): void {
  if (price.active && plan.active) return;
  throw AppError.field('rule_violation', field, `${price.publicId} is no longer sold`);
}

function requireAlike({ field, price }: BasketEntry, { price: first }: BasketEntry): void {
  if (price.currency !== first.currency) {
    throw AppError.field(
      'rule_violation',
      field,
      `is in ${price.currency}; all items must be in ${first.currency}`,
    );
  }
  if (price.intervalUnit !== first.intervalUnit || price.intervalCount !== first.intervalCount) {
    throw AppError.field('rule_violation', field, 'has another interval; all items must have the same');
  }
}
