import { AppError, type FieldFault } from '../../../platform/http/app-error.js';
import { looksLikeCardNumber, refuseCardNumbers } from '../../../platform/http/card-number-guard.js';
import type { ImportKind } from '../import.entity.js';
import type { RawLine } from './read-lines.js';

/**
 * The line itself, or nothing of it but its number and its fault where it holds what looks like a card number. Tokens
 * of cards may look so: gateways make them in the form of card numbers, check digit and all. They are stored sealed.
 */
export function withoutCardNumbers(kind: ImportKind, { line, data, errors }: RawLine): RawLine {
  const { token, ...others } = data;
  try {
    refuseCardNumbers(kind === 'cards' && typeof token === 'string' ? others : data);
  } catch (error) {
    if (error instanceof AppError) return { line, data: {}, errors: error.errors };
    throw error;
  }
  return { line, data, errors: errors.map(unnamed) };
}

/** A fault found before may be of a name that is a card number. */
function unnamed(fault: FieldFault): FieldFault {
  return looksLikeCardNumber(fault.field) ? { ...fault, field: '<name>' } : fault;
}
