import type { RefundLook } from '../payment-gateway.js';
import type { HttpOutcome } from './one-outcome.js';
import { commonAnswer, errorMessage, readBody, retryAfterSeconds, trouble } from './http-answers.js';
import { field, type JsonObject, readOrExplain, requiredText } from './json-fields.js';
import { readOperations } from './read-operations.js';
import { SESSION_ID } from './session-id.js';

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
  const { refunds, holds } = readOperations(list);
  return { kind: 'told', refunds, ...(holds.length > 0 && { holds }) };
}

function lost(...[code, message, httpStatus]: Parameters<typeof trouble>): RefundLook {
  return { kind: 'trouble', trouble: trouble(code, message, httpStatus) };
}
