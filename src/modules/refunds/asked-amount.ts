import type { Money } from '../../domain/money/money.js';
import { AppError } from '../../platform/http/app-error.js';
import { readAmount } from '../../platform/http/read-amount.js';
import type { Attempt } from '../charges/index.js';

/** What a person asks for of a payment, in its own currency and more than nothing. */
export function asked(amount: string, currency: string | undefined, attempt: Attempt): Money {
  if (currency !== undefined && currency !== attempt.currency) {
    throw refused('currency', `must be ${attempt.currency}, in which the payment was made`);
  }
  const parsed = readAmount(amount, attempt.currency, 'amount');
  if (parsed.minor <= 0n) throw refused('amount', 'must be more than nothing');
  return parsed;
}

export function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
