import currencyCodes from 'currency-codes';
import { MoneyError } from './money-error.js';

/** An ISO 4217 alphabetic code in capitals, such as `KWD`. */
export type CurrencyCode = string;

/**
 * ISO 4217 lists more than money: funds and indexed units (CLF, UYW), metals, bond units, a test code
 * and "no currency". No card can be charged in any of them, and most have no meaningful digits.
 */
const UNITS_OF_ACCOUNT = new Set(['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW']);

/** Codes in X belong to no country; these four are real money of currency unions. */
const UNION_MONEY = new Set(['XAF', 'XCD', 'XOF', 'XPF']);

const isMoney = (code: string): boolean =>
  !UNITS_OF_ACCOUNT.has(code) && (!code.startsWith('X') || UNION_MONEY.has(code));

const DIGITS: ReadonlyMap<string, number> = new Map(
  currencyCodes.data.filter(({ code }) => isMoney(code)).map(({ code, digits }) => [code, digits]),
);

/** Whether `code` is money that can be billed. Capitals only: `kwd` is a typing mistake, not a currency. */
export function isCurrency(code: string): boolean {
  return DIGITS.has(code);
}

/**
 * How many digits the currency has after the point: 3 for KWD, 2 for USD, 0 for JPY.
 * Source: ISO 4217 list one, through the `currency-codes` package.
 * @throws MoneyError `unknown_currency`
 */
export function currencyDigits(code: CurrencyCode): number {
  const digits = DIGITS.get(code);
  if (digits === undefined) {
    throw new MoneyError('unknown_currency', code, 'an ISO 4217 code of money in capitals, such as "KWD"');
  }
  return digits;
}
