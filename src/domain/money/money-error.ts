export type MoneyErrorCode =
  'unknown_currency' | 'malformed_amount' | 'too_many_digits' | 'currency_mismatch' | 'out_of_range';

const SHOWN_CHARACTERS = 40;

/**
 * Every refusal of this room. The message quotes what came in and says what is allowed, so that the
 * person who sent it can repair it without reading our code. Input is cut short, because a megabyte
 * sent as an amount must not become a megabyte in a log.
 */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';

  constructor(
    readonly code: MoneyErrorCode,
    input: unknown,
    allowed: string,
  ) {
    super(`${code.replaceAll('_', ' ')}: got ${quote(input)}; allowed is ${allowed}`);
  }
}

function quote(input: unknown): string {
  const text = typeof input === 'string' || typeof input === 'bigint' ? String(input) : typeof input;
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  return `"${shown}"`;
}
