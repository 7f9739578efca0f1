import type { FreeLine } from '../../domain/invoice/free-line.js';
import { isZero, type Money, MoneyError, multiply, negate } from '../../domain/money/money.js';
import { AppError } from '../../platform/http/app-error.js';
import { fieldPath } from '../../platform/http/field-path.js';
import { readAmount } from '../../platform/http/read-amount.js';
import type { InvoiceLine } from './invoice-line.entity.js';
import type { FreeLineRequest } from './terms/dto/terms.requests.js';

/** A requested line as one that can be billed in this currency; `at` is its place in the request. */
export function readFreeLine(request: FreeLineRequest, currency: string, at = ''): FreeLine {
  const { description, quantity = 1, direction = 'charge', discountable = false } = request;
  if (request.currency !== currency)
    throw refused(fieldPath(at, 'currency'), `must be ${currency}, in which the customer is billed`);
  const amount = unitAmountOf(request.unit_amount, currency, BigInt(quantity), at);
  const unitAmount = direction === 'credit' ? negate(amount) : amount;
  return { description, quantity: BigInt(quantity), unitAmount, discountable };
}

/** Whether a stored line is the one that a request asks for. */
export function isSameLine(
  stored: Pick<InvoiceLine, 'description' | 'quantity' | 'unitAmountMinor' | 'discountable'>,
  { description, quantity, unitAmount, discountable }: FreeLine,
): boolean {
  return (
    stored.description === description &&
    stored.quantity === quantity &&
    stored.unitAmountMinor === unitAmount.minor &&
    stored.discountable === discountable
  );
}

function unitAmountOf(text: string, currency: string, quantity: bigint, at: string): Money {
  const field = fieldPath(at, 'unit_amount');
  const amount = readAmount(text, currency, field);
  if (isZero(amount)) throw refused(field, 'must be more than nothing');
  try {
    multiply(amount, quantity);
    return amount;
  } catch (error) {
    if (error instanceof MoneyError) throw refused(field, error.message);
    throw error;
  }
}

function refused(field: string, message: string): AppError {
  return AppError.field('rule_violation', field, message);
}
