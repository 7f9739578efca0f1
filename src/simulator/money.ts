import currencies from 'currency-codes';

/** Decimal digits of an ISO 4217 currency, or null when there is no such currency. */
export function currencyDigits(code: string): number | null {
  if (!/^[A-Z]{3}$/.test(code)) return null;
  return currencies.code(code)?.digits ?? null;
}

/**
 * Reads a decimal string into minor units. Null when it is not a plain non-negative decimal or carries
 * more digits than the currency has: rounding somebody's money is not for us to do.
 */
export function parseAmount(text: string, currency: string): bigint | null {
  const digits = currencyDigits(currency);
  const match = /^(\d{1,15})(?:\.(\d{1,6}))?$/.exec(text);
  if (digits === null || !match) return null;
  const fraction = match[2] ?? '';
  if (fraction.length > digits) return null;
  return BigInt(match[1] + fraction.padEnd(digits, '0'));
}

/** `10.000` for 10000 minor units of KWD; `1200` for 1200 of JPY. */
export function formatAmount(minor: bigint, currency: string): string {
  const digits = currencyDigits(currency) ?? 2;
  if (digits === 0) return minor.toString();
  const text = minor.toString().padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Minor units of an amount this simulator wrote itself. */
export function minorOf(amount: string, currency: string): bigint {
  const minor = parseAmount(amount, currency);
  if (minor === null) throw new Error(`not an amount of ${currency}: ${amount}`);
  return minor;
}
