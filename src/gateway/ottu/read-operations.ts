import { type Money, MoneyError, parseMoney } from '../../domain/money/money.js';
import type { HoldReading, OperationReading, RefundReading } from '../payment-gateway.js';
import {
  field,
  isObject,
  type JsonObject,
  optionalText,
  optionalWord,
  requiredText,
  UnreadableField,
} from './json-fields.js';
import { SESSION_ID } from './session-id.js';

const REFUND_STATES = ['refunded', 'refund_queued', 'refund_rejected'] as const;
/** A capture, or a void. */
const HOLD_STATES = ['paid', 'voided'] as const;
/** Far above what anybody gives back one payment in. */
const MOST_CHILDREN = 1_000;

/** @throws UnreadableField: an operation that cannot be read spoils the list, for it would look as if it were not there */
export function readOperations(list: unknown): { refunds: RefundReading[]; holds: HoldReading[] } {
  if (!Array.isArray(list)) throw new UnreadableField('transactions', 'expected a list');
  if (list.length > MOST_CHILDREN) throw new UnreadableField('transactions', `more than ${MOST_CHILDREN}`);
  const all = list.map((child: unknown) => readOperation(child));
  return { refunds: all.filter(isRefund), holds: all.filter(isOfHold) };
}

export function isRefund(reading: OperationReading): reading is RefundReading {
  return !isOfHold(reading);
}

export function isOfHold(reading: OperationReading): reading is HoldReading {
  return reading.state === 'paid' || reading.state === 'voided';
}

/**
 * One transaction below a payment.
 * @throws UnreadableField
 */
export function readOperation(child: unknown): OperationReading {
  if (!isObject(child)) throw new UnreadableField('transactions', 'expected an object');
  const state = optionalWord(child, 'state', [...REFUND_STATES, ...HOLD_STATES]);
  if (state === null) throw new UnreadableField('transactions.state', 'missing');
  return {
    id: optionalText(child, 'session_id', 128, SESSION_ID),
    state,
    amount: readAmount(child),
    referenceNumber: null,
  };
}

function readAmount(child: JsonObject): Money {
  const currency = requiredText(child, 'currency_code', 3);
  const value = field(child, 'amount');
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new UnreadableField('transactions.amount', 'expected a decimal');
  }
  try {
    const amount = parseMoney(String(value), currency);
    if (amount.minor <= 0n) throw new UnreadableField('transactions.amount', 'not more than nothing');
    return amount;
  } catch (error) {
    if (error instanceof MoneyError) throw new UnreadableField('transactions.amount', error.message);
    throw error;
  }
}
