import type { RefundAnswer, RefundReading, RefundRequest } from '../payment-gateway.js';
import { classifyOperationAnswer, type OperationAnswer, unknown } from './classify-operation-answer.js';
import type { HttpOutcome } from './one-outcome.js';
import { field, type JsonObject } from './json-fields.js';
import { isRefund } from './read-operations.js';
import { toldText } from './told-text.js';

/** The result words that may stand beside the state of the refund itself; the state is what counts. */
const AGREES: Record<RefundReading['state'], readonly OperationAnswer['result'][]> = {
  refunded: ['success'],
  refund_queued: ['success', 'queued'],
  refund_rejected: ['failed', 'rejected'],
};

/**
 * What an answer to a refund means. Pure, and the only place where this is decided. Rows from top to bottom;
 * what no row names is unknown, because a refund believed failed would be given twice.
 *
 * | answer                                                             | class               |
 * |--------------------------------------------------------------------|---------------------|
 * | nothing was written                                                | not_sent            |
 * | timeout, lost connection, body too large or no HTTP                | unknown             |
 * | 401, 403                                                           | unauthorized        |
 * | 429                                                                | rate_limited        |
 * | 3xx, 5xx, a status not listed below                                | unknown             |
 * | no JSON object, a key twice, a word we do not know                 | unknown unreadable  |
 * | 400, 404, 409, 422 without a transaction                           | refused             |
 * | any: another operation, session, order or amount than ours         | unknown wrong_echo  |
 * | 2xx: transaction refunded, result success                          | refunded            |
 * | 2xx: transaction refund_queued, result success or queued           | queued              |
 * | 2xx, 400: transaction refund_rejected, result failed or rejected   | rejected            |
 * | anything else                                                      | unknown             |
 */
export function classifyRefundAnswer(outcome: HttpOutcome, request: RefundRequest, now: Date): RefundAnswer {
  return classifyOperationAnswer(outcome, 'refund', request, now, (answer) => meaningOf(answer));
}

function meaningOf({ body, status, isSuccess, operation: refund, result }: OperationAnswer): RefundAnswer {
  if (!isRefund(refund)) return unknown('wrong_echo', 'the answer is about another operation', status);
  if (!AGREES[refund.state].includes(result)) {
    return unknown('contradiction', `${refund.state} with result ${result ?? 'absent'}`, status);
  }
  if (refund.state === 'refund_rejected') return { kind: 'rejected', refund, message: saidBy(body) };
  if (!isSuccess) return unknown('contradiction', `HTTP ${status} with ${refund.state}`, status);
  return { kind: refund.state === 'refunded' ? 'refunded' : 'queued', refund };
}

function saidBy(body: JsonObject): string {
  const params = field(body, 'pg_params');
  const message =
    typeof params === 'object' && params !== null ? field(params as JsonObject, 'pg_message') : null;
  return toldText(message) ?? 'the gateway rejected the refund';
}
