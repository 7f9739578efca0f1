import { type Money, MoneyError, parseMoney } from '../../domain/money/money.js';
import type { RefundLook, RefundReading } from '../payment-gateway.js';
import type { HttpOutcome } from './one-outcome.js';
import { commonAnswer, errorMessage, readBody, retryAfterSeconds, trouble } from './http-answers.js';
import {
  field,
  isObject,
  type JsonObject,
  optionalText,
  optionalWord,
  readOrExplain,
  requiredText,
  UnreadableField,
} from './json-fields.js';
import { SESSION_ID } from './read-payment.js';

const REFUND_STATES = ['refunded', 'refund_queued', 'refund_rejected'] as const;
/** What else lies below a payment: a capture, or a payment that was voided. */
const OTHER_STATES = ['paid', 'voided'] as const;
/** Far above what anybody gives back one payment in. */
const MOST_CHILDREN = 1_000;

/**
 * Reads what a session, or the answer to a status query, says of refunds. Only `transactions` counts: an answer
 * without that list is no answer, while an empty list is the word that nothing was given back. A 400 says that
 * this payment cannot be asked about this way.
 */
export function readRefundLook(outcome: HttpOutcome, sessionId: string, now: Date): RefundLook {
  if (outcome.kind === 'failed') return lost(outcome.code, outcome.message, outcome.httpStatus);
  const common = commonAnswer(outcome, now);
  if (common) return common;
  const { status } = outcome;
  if (status === 400) {
    const message = errorMessage(outcome);
    if (outcome.retryAfter !== null || /throttl/i.test(message)) {
      return { kind: 'rate_limited', retryAfterSeconds: retryAfterSeconds(outcome.retryAfter, now) };
    }
    return { kind: 'untold', message };
  }
  if (status < 200 || status >= 300) {
    return lost('unexpected', `HTTP ${status}: ${errorMessage(outcome)}`, status);
  }
  const body = readBody(outcome.body);
  if (!body.ok) return lost('unreadable', body.reason, status);
  const read = readOrExplain(() => refundsOf(body.value, sessionId));
  return read.ok ? read.value : lost('unreadable', read.reason, status);
}

function refundsOf(body: JsonObject, sessionId: string): RefundLook {
  if (requiredText(body, 'session_id', 128, SESSION_ID) !== sessionId) {
    return lost('wrong_echo', 'the answer is about another session', null);
  }
  const list = field(body, 'transactions');
  if (list === null) return { kind: 'untold', message: 'the answer says nothing of refunds' };
  if (!Array.isArray(list)) throw new UnreadableField('transactions', 'expected a list');
  if (list.length > MOST_CHILDREN) throw new UnreadableField('transactions', `more than ${MOST_CHILDREN}`);
  return { kind: 'told', refunds: list.flatMap((child: unknown) => readRefund(child) ?? []) };
}

/**
 * One transaction below a payment; null when it is no refund.
 * @throws UnreadableField: a refund that cannot be read spoils the list, for it would look as if it were not there
 */
export function readRefund(child: unknown): RefundReading | null {
  if (!isObject(child)) throw new UnreadableField('transactions', 'expected an object');
  const state = optionalWord(child, 'state', [...REFUND_STATES, ...OTHER_STATES]);
  if (state === null) throw new UnreadableField('transactions.state', 'missing');
  if (state === 'paid' || state === 'voided') return null;
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

function lost(...[code, message, httpStatus]: Parameters<typeof trouble>): RefundLook {
  return { kind: 'trouble', trouble: trouble(code, message, httpStatus) };
}
