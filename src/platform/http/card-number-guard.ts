import { AppError } from './app-error.js';

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

/** Runs of 13 to 19 digits, also when written with single spaces or dashes. */
const CANDIDATE = /(?<![0-9A-Za-z])\d(?:[ -]?\d){12,18}(?![0-9A-Za-z])/g;

/** International telephone numbers: one in ten of 13 digits passes Luhn, and its owner must still be billed. */
const TELEPHONE = /(?<![0-9A-Za-z])\+\d{5,15}(?![0-9A-Za-z])/g;

export function looksLikeCardNumber(text: string): boolean {
  const candidates = text.replace(TELEPHONE, '').matchAll(CANDIDATE);
  return [...candidates].some(([found]) => passesLuhn(found.replace(/\D/g, '')));
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
    value.forEach((entry, i) => refuseCardNumbers(entry, `${path}[${i}]`));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, entry] of Object.entries(value)) {
      refuseCardNumbers(name, path ? `${path}.<name>` : '<name>');
      refuseCardNumbers(entry, path ? `${path}.${name}` : name);
    }
  }
}
