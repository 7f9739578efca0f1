import { AppError } from './app-error.js';
import { fieldPath } from './field-path.js';

/** Whether a digit text passes the Luhn check that every card number passes. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    let digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    if (i % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

/**
 * What in a text may be a card number: digits, also in groups with spaces or dashes between them. UUIDs and
 * international telephone numbers are stepped over: one in thousands of the first and one in ten of the
 * longer second passes Luhn, and their owners must still be served.
 */
const NUMBERS =
  /(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\+\d{5,15}|(?<digits>\d+(?:(?: \d+)+|(?:-\d+)+)?))(?![0-9a-z])/gi;

/** No card of 15 digits begins so (those of American Express do with 34 and 37): the number of a Saudi tax payer. */
const isTaxNumber = (digits: string): boolean => /^3[0-35689]\d{12}3$/.test(digits);

const isCardNumber = (digits: string): boolean =>
  /^\d{13,19}$/.test(digits) && !isTaxNumber(digits) && passesLuhn(digits);

/** All groups together, or some in a row: behind the number may stand its expiry or code. */
function holdsCardNumber(run: string): boolean {
  const groups = run.split(/[ -]/);
  if (isCardNumber(groups.join(''))) return true;
  return groups.some((_, start) => {
    let digits = '';
    for (let i = start; i < groups.length && digits.length <= 19 && groups[i]!.length >= 3; i++) {
      digits += groups[i]!;
      if (isCardNumber(digits)) return true;
    }
    return false;
  });
}

export function looksLikeCardNumber(text: string): boolean {
  return [...text.matchAll(NUMBERS)].some(
    ({ groups }) => groups?.['digits'] && holdsCardNumber(groups['digits']),
  );
}

/** The text with `mask` in place of every card number, for logs. */
export function maskCardNumbers(text: string, mask: string): string {
  return text.replace(NUMBERS, (found: string, digits: string | undefined) =>
    digits !== undefined && holdsCardNumber(digits) ? mask : found,
  );
}

/**
 * Refuses a body that carries something like a card number anywhere, also in free text: once stored
 * or logged it would put the merchant's whole system under the card industry's audit.
 */
export function refuseCardNumbers(value: unknown, path = ''): void {
  if (typeof value === 'string' || typeof value === 'number') {
    if (looksLikeCardNumber(String(value))) {
      throw AppError.field(
        'card_number_refused',
        path || 'body',
        'looks like a card number; cards are entered on the hosted page only',
      );
    }
  } else if (Array.isArray(value)) {
    value.forEach((entry, i) => refuseCardNumbers(entry, fieldPath(path, i)));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, entry] of Object.entries(value)) {
      refuseCardNumbers(name, fieldPath(path, '<name>'));
      refuseCardNumbers(entry, fieldPath(path, name));
    }
  }
}
