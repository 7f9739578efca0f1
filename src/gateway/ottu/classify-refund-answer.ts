import { equals, formatAmount } from '../../domain/money/money.js';
import type { RefundAnswer, RefundReading, RefundRequest, Trouble } from '../payment-gateway.js';
import type { HttpOutcome } from './one-outcome.js';
import { commonAnswer, readBody, trouble } from './http-answers.js';
import { field, type JsonObject, optionalText, optionalWord, readOrExplain } from './json-fields.js';
import { describeOttuError, readOttuError } from './ottu-errors.js';
import { SESSION_ID } from './read-payment.js';
import { readRefund } from './read-refunds.js';

/** `queued` and `rejected` stand on Ottu's pages, the other two in its contract. */
const RESULTS = ['success', 'failed', 'queued', 'rejected'] as const;
type Result = (typeof RESULTS)[number];

/** The result words that may stand beside the state of the refund itself; the state is what counts. */
const AGREES: Record<RefundReading['state'], readonly Result[]> = {
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
  if (outcome.kind === 'failed') {
    const lost = trouble(outcome.code, outcome.message, outcome.httpStatus);
    return outcome.code === 'not_sent'
      ? { kind: 'not_sent', trouble: lost }
      : { kind: 'unknown', trouble: lost };
  }
  const { status } = outcome;
  const common = commonAnswer(outcome, now);
  if (common) return common.kind === 'trouble' ? { kind: 'unknown', trouble: common.trouble } : common;
  const isSuccess = status >= 200 && status < 300;
  if (!isSuccess && ![400, 404, 409, 422].includes(status)) {
    return unknown('unexpected', `HTTP ${status} is not an answer to a refund`, status);
  }
  const body = readBody(outcome.body);
  if (!body.ok) return unknown('unreadable', body.reason, status);
  const read = readOrExplain(() => classifyBody(body.value, status, request));
  return read.ok ? read.value : unknown('unreadable', read.reason, status);
}

function classifyBody(body: JsonObject, status: number, request: RefundRequest): RefundAnswer {
  const isSuccess = status >= 200 && status < 300;
  const child = field(body, 'txn');
  if (child === null) {
    return isSuccess
      ? unknown('unexpected', 'the answer names no transaction', status)
      : { kind: 'refused', httpStatus: status, message: describeOttuError(readOttuError(body)) };
  }
  const refund = readRefund(child);
  if (refund === null) return unknown('wrong_echo', 'the answer is about another operation', status);
  const wrong = wrongEcho(body, refund, request);
  if (wrong) return unknown('wrong_echo', `the answer is about another ${wrong}`, status);
  const result = optionalWord(body, 'result', RESULTS);
  if (result === null || !AGREES[refund.state].includes(result)) {
    return unknown('contradiction', `${refund.state} with result ${result ?? 'absent'}`, status);
  }
  const named = { ...refund, referenceNumber: optionalText(body, 'reference_number', 255) };
  if (refund.state === 'refund_rejected') return { kind: 'rejected', refund: named, message: saidBy(body) };
  if (!isSuccess) return unknown('contradiction', `HTTP ${status} with ${refund.state}`, status);
  return { kind: refund.state === 'refunded' ? 'refunded' : 'queued', refund: named };
}

/** Names what differs from ours; a field that is absent does not differ. The refund's own amount must be there. */
function wrongEcho(body: JsonObject, refund: RefundReading, request: RefundRequest): string | null {
  if (field(body, 'operation') !== 'refund') return 'operation';
  const sessionId = optionalText(body, 'session_id', 128, SESSION_ID);
  if (sessionId !== null && sessionId !== request.sessionId) return 'session';
  const orderNo = optionalText(body, 'order_no', 128);
  if (orderNo !== null && orderNo !== request.orderNo) return 'order';
  const amount = field(body, 'amount');
  const isOurs = amount === null || amount === formatAmount(request.amount);
  return isOurs && equals(refund.amount, request.amount) ? null : 'amount';
}

function saidBy(body: JsonObject): string {
  const params = field(body, 'pg_params');
  const message =
    typeof params === 'object' && params !== null ? field(params as JsonObject, 'pg_message') : null;
  return typeof message === 'string' && message !== ''
    ? message.slice(0, 255)
    : 'the gateway rejected the refund';
}

function unknown(code: Trouble['code'], message: string, httpStatus: number): RefundAnswer {
  return { kind: 'unknown', trouble: trouble(code, message, httpStatus) };
}
