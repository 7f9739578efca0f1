import { equals, formatAmount } from '../../domain/money/money.js';
import type {
  HoldOperation,
  OperationNotMade,
  OperationReading,
  RefundRequest,
  Trouble,
} from '../payment-gateway.js';
import type { HttpOutcome } from './one-outcome.js';
import { commonAnswer, readBody, trouble } from './http-answers.js';
import {
  field,
  type JsonObject,
  optionalNote,
  optionalText,
  optionalWord,
  readOrExplain,
} from './json-fields.js';
import { describeOttuError, readOttuError } from './ottu-errors.js';
import { readOperation } from './read-operations.js';
import { SESSION_ID } from './session-id.js';

/** `queued` and `rejected` stand on Ottu's pages, the other two in its contract. */
const RESULTS = ['success', 'failed', 'queued', 'rejected'] as const;

/** An answer that names a transaction and is about ours. */
export interface OperationAnswer {
  body: JsonObject;
  status: number;
  isSuccess: boolean;
  operation: OperationReading;
  result: (typeof RESULTS)[number] | null;
}

/**
 * What the answers to refunds, captures and voids have in common: everything but what a transaction of theirs means,
 * which `meaningOf` says. Pure. What is not listed there is unknown: an operation believed failed would be made twice.
 */
export function classifyOperationAnswer<Made>(
  outcome: HttpOutcome,
  kind: 'refund' | HoldOperation,
  request: RefundRequest,
  now: Date,
  meaningOf: (answer: OperationAnswer) => Made | OperationNotMade,
): Made | OperationNotMade {
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
    return unknown('unexpected', `HTTP ${status} is not an answer to a ${kind}`, status);
  }
  const read = readBody(outcome.body);
  if (!read.ok) return unknown('unreadable', read.reason, status);
  const body = read.value;
  const classified = readOrExplain((): Made | OperationNotMade => {
    const child = field(body, 'txn');
    if (child === null) {
      return isSuccess
        ? unknown('unexpected', 'the answer names no transaction', status)
        : { kind: 'refused', httpStatus: status, message: describeOttuError(readOttuError(body)) };
    }
    const operation = readOperation(child);
    const wrong = wrongEcho(body, kind, operation, request);
    if (wrong) return unknown('wrong_echo', `the answer is about another ${wrong}`, status);
    const result = optionalWord(body, 'result', RESULTS);
    const referenceNumber = optionalNote(body, 'reference_number', 255);
    return meaningOf({ body, status, isSuccess, operation: { ...operation, referenceNumber }, result });
  });
  return classified.ok ? classified.value : unknown('unreadable', classified.reason, status);
}

/** Names what differs from ours; a field that is absent does not differ. The operation's own amount must be there. */
function wrongEcho(
  body: JsonObject,
  kind: string,
  operation: OperationReading,
  request: RefundRequest,
): string | null {
  if (field(body, 'operation') !== kind) return 'operation';
  const sessionId = optionalText(body, 'session_id', 128, SESSION_ID);
  if (sessionId !== null && sessionId !== request.sessionId) return 'session';
  const orderNo = optionalText(body, 'order_no', 128);
  if (orderNo !== null && orderNo !== request.orderNo) return 'order';
  const amount = field(body, 'amount');
  const isOurs = amount === null || amount === formatAmount(request.amount);
  return isOurs && equals(operation.amount, request.amount) ? null : 'amount';
}

export function unknown(code: Trouble['code'], message: string, httpStatus: number): OperationNotMade {
  return { kind: 'unknown', trouble: trouble(code, message, httpStatus) };
}
