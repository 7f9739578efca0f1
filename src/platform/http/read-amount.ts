import { type Money, MoneyError, parseMoney } from '../../domain/money/money.js';
import { AppError } from './app-error.js';

/**
 * An amount of a request, in a currency that the request does not name beside it, or too large for any. It is malformed
 * wherever it stands: a program that tells its own faults from rules by the status must find one status for it.
 * @throws AppError
 */
export function readAmount(text: string, currency: string, field: string): Money {
  try {
    return parseMoney(text, currency);
  } catch (error) {
    if (error instanceof MoneyError) throw AppError.field('invalid_request', field, error.message);
    throw error;
  }
}
