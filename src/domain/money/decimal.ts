import { type CurrencyCode, currencyDigits } from './currency.js';
import { type Money, money } from './arithmetic.js';
import { MoneyError } from './money-error.js';

/** No leading zeros: "0100" is likelier an identifier in the wrong field than an amount. */
const PLAIN_DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;

/** Longer than any amount in range, short enough that a hostile body costs nothing to refuse. */
const MAX_LENGTH = 32;

/**
 * Reads a plain decimal: "9.5", "9.500" and "12" are all KWD. Refused are exponents, a plus sign,
 * spaces, thousands separators, digits other than 0 to 9, and more digits than the currency has, even
 * zeros: "9.5000" KWD or "12.0" JPY shows that the sender believes in another unit than we do.
 * @throws MoneyError `unknown_currency`, `malformed_amount`, `too_many_digits`, `out_of_range`
 */
export function parseMoney(amount: string, currency: CurrencyCode): Money {
  const digits = currencyDigits(currency);
  const match = typeof amount === 'string' && amount.length <= MAX_LENGTH ? PLAIN_DECIMAL.exec(amount) : null;
  if (!match) {
    throw new MoneyError('malformed_amount', amount, `a plain decimal of ${currency} ${example(digits)}`);
  }
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.length > digits) {
    throw new MoneyError(
      'too_many_digits',
      amount,
      `at most ${digits} digits after the point in ${currency} ${example(digits)}`,
    );
  }
  const minor = BigInt(whole + fraction.padEnd(digits, '0'));
  return money(sign === '-' ? -minor : minor, currency);
}

/** The amount with exactly the currency's digits: "9.500" in KWD, "1200" in JPY. Inverse of parseMoney. */
export function formatAmount(m: Money): string {
  const digits = currencyDigits(m.currency);
  const sign = m.minor < 0n ? '-' : '';
  const text = (m.minor < 0n ? -m.minor : m.minor).toString().padStart(digits + 1, '0');
  if (digits === 0) return sign + text;
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** The amount with its currency, for sentences: "9.500 KWD". */
export function describeMoney(m: Money): string {
  return `${formatAmount(m)} ${m.currency}`;
}

function example(digits: number): string {
  return `such as "${digits === 0 ? '12' : `12.${'5'.padEnd(digits, '0')}`}"`;
}
