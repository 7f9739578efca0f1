import { type CurrencyCode, currencyDigits } from './currency.js';
import { MoneyError } from './money-error.js';

/** An exact amount. `minor` counts the currency's smallest unit: 9.500 KWD is 9500n. Never a float. */
export interface Money {
  readonly minor: bigint;
  readonly currency: CurrencyCode;
}

/** Wide enough for any invoice, narrow enough that a slipped unit or a runaway quantity is noticed. */
export const MAX_MINOR = 10n ** 15n;

/**
 * @throws MoneyError `unknown_currency`, or `out_of_range` beyond ±10^15 minor units
 */
export function money(minor: bigint, currency: CurrencyCode): Money {
  currencyDigits(currency);
  return within(minor, currency);
}

/** What comes of amounts has their currency, which is known already; only its size is new. */
function within(minor: bigint, currency: CurrencyCode): Money {
  if (minor > MAX_MINOR || minor < -MAX_MINOR) {
    throw new MoneyError('out_of_range', minor, `at most ${MAX_MINOR} minor units either side of zero`);
  }
  return { minor, currency };
}

export function zero(currency: CurrencyCode): Money {
  return money(0n, currency);
}

/** @throws MoneyError `currency_mismatch`: no exchange rate is ever implied. */
function assertSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) {
    throw new MoneyError('currency_mismatch', `${a.currency} with ${b.currency}`, 'amounts of one currency');
  }
}

export function add(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return within(a.minor + b.minor, a.currency);
}

export function subtract(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return within(a.minor - b.minor, a.currency);
}

export function negate(a: Money): Money {
  return within(-a.minor, a.currency);
}

/** Exact: a whole quantity needs no rounding. */
export function multiply(a: Money, quantity: bigint): Money {
  return within(a.minor * quantity, a.currency);
}

/** The currency is asked for because an empty list has a total too. */
export function sum(list: readonly Money[], currency: CurrencyCode): Money {
  return list.reduce(add, zero(currency));
}

/** @throws MoneyError `currency_mismatch` */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  assertSameCurrency(a, b);
  if (a.minor === b.minor) return 0;
  return a.minor < b.minor ? -1 : 1;
}

/** Amounts of two currencies are simply not equal; asking is no mistake, so this never throws. */
export function equals(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.minor === b.minor;
}

export function isZero(a: Money): boolean {
  return a.minor === 0n;
}

/** More than zero: zero itself is not positive, because a zero invoice must never reach a card. */
export function isPositive(a: Money): boolean {
  return a.minor > 0n;
}
