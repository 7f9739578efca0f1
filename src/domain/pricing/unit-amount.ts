import { type CurrencyCode, currencyDigits } from '../money/currency.js';
import { type Money, money, MoneyError, roundHalfUp } from '../money/money.js';

/** How many decimals a price of one unit may have: a request may cost a millionth of a fils. */
export const UNIT_DECIMALS = 9;

/**
 * What one unit costs, exact and possibly finer than any coin: `nano` counts billionths of the currency's
 * main unit. It becomes money once for each line, by `toMoney`.
 */
export interface UnitAmount {
  readonly nano: bigint;
  readonly currency: CurrencyCode;
}

const PLAIN_DECIMAL = /^(0|[1-9][0-9]{0,11})(?:\.([0-9]{1,9}))?$/;

/**
 * Reads a decimal of at most nine digits after the point; never negative.
 * @throws MoneyError `unknown_currency`, `malformed_amount`
 */
export function parseUnitAmount(text: string, currency: CurrencyCode): UnitAmount {
  currencyDigits(currency);
  const match = PLAIN_DECIMAL.exec(text);
  if (!match) {
    throw new MoneyError(
      'malformed_amount',
      text,
      `a decimal that is not negative, with at most ${UNIT_DECIMALS} digits after the point, such as "0.0015"`,
    );
  }
  const [, whole = '', fraction = ''] = match;
  return { nano: BigInt(whole + fraction.padEnd(UNIT_DECIMALS, '0')), currency };
}

/** With the currency's digits, and more only where they say something: "9.500", "0.0015" in KWD. */
export function formatUnitAmount({ nano, currency }: UnitAmount): string {
  const digits = currencyDigits(currency);
  const text = nano.toString().padStart(UNIT_DECIMALS + 1, '0');
  const point = text.length - UNIT_DECIMALS;
  let end = text.length;
  while (end > point + digits && text[end - 1] === '0') end -= 1;
  return end === point ? text.slice(0, point) : `${text.slice(0, point)}.${text.slice(point, end)}`;
}

export function unitAmountOf({ minor, currency }: Money): UnitAmount {
  return { nano: minor * nanoPerMinor(currency), currency };
}

/** The amount as money when it is whole in the currency's smallest unit; null when it is finer. */
export function asMoney({ nano, currency }: UnitAmount): Money | null {
  const one = nanoPerMinor(currency);
  return nano % one === 0n ? money(nano / one, currency) : null;
}

/** Rounded half up to the currency: the one rounding of a line. @throws MoneyError `out_of_range` */
export function toMoney({ nano, currency }: UnitAmount): Money {
  return money(roundHalfUp(nano, nanoPerMinor(currency)), currency);
}

/** By digits of the currency. */
const NANO_PER_MINOR = Array.from(
  { length: UNIT_DECIMALS + 1 },
  (_, digits) => 10n ** BigInt(UNIT_DECIMALS - digits),
);

function nanoPerMinor(currency: CurrencyCode): bigint {
  return NANO_PER_MINOR[currencyDigits(currency)]!;
}
