import { type Money, MoneyError, parseMoney } from '../../domain/money/money.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Attempt } from '../charges/index.js';

/** What a person asks for of a payment, in its own currency and more than nothing. */
export function asked(amount: string, currency: string | undefined, attempt: Attempt): Money {
  if (currency !== undefined && currency !== attempt.currency) {
    throw refused('currency', `must be ${attempt.currency}, in which the payment was made`);
  }
  try {
    const parsed = parseMoney(amount, attempt.currency);
    if (parsed.minor <= 0n) throw refused('amount', 'must be more than nothing');
    return parsed;
  } catch (error) {
    if (error instanceof MoneyError) throw refused('amount', error.message);
    throw error;
  }
}

export function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
