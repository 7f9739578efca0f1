import { describeMoney, equals } from '../../domain/money/money.js';
import { redactText } from '../../platform/logging/redact.js';
import type { ChargeAnswer, ExpectedEcho, Trouble } from '../payment-gateway.js';
import { readDecline } from './decline-codes.js';
import type { HttpOutcome } from './one-outcome.js';
import { type JsonObject, readOrExplain } from './json-fields.js';
import { describeOttuError, readOttuError } from './ottu-errors.js';
import { isOfSandbox } from './read-environment.js';
import { readEcho, readPayment, readStanding, type Echo, type Standing } from './read-payment.js';
import { commonAnswer, readBody, trouble } from './http-answers.js';

/**
 * What an answer to the charge call means. Pure, and the only place where this is decided
 * (docs/adr/0006-charge-answers-are-classified-once.md). Rows from top to bottom; what no row names is
 * unknown, because believing too much charges twice or gives service away, and asking costs minutes.
 *
 * | answer                                                        | class                   |
 * |---------------------------------------------------------------|-------------------------|
 * | nothing was written                                           | not_sent                |
 * | timeout, lost connection, body too large or no HTTP           | unknown                 |
 * | 401, 403                                                      | unauthorized            |
 * | 429                                                           | rate_limited            |
 * | 3xx                                                           | unknown redirect        |
 * | 5xx                                                           | unknown server_error    |
 * | status not listed below                                       | unknown unexpected      |
 * | no JSON object, a key twice, a word we do not know            | unknown unreadable      |
 * | 404, 409, 422                                                 | refused                 |
 * | 2xx, 400: state and result contradict each other              | unknown contradiction   |
 * | 2xx, 400: names another session, order or amount than ours    | unknown wrong_echo      |
 * | 2xx, 400: made in the sandbox, to an account that is live     | unknown contradiction   |
 * | 2xx, 400: state or result pending                             | unknown pending         |
 * | 2xx: state paid, result success or none, all of ours echoed   | succeeded               |
 * | 2xx, 400: result failed, state failed, attempted or none      | declined                |
 * | 400: neither state nor result                                 | refused                 |
 * | 2xx, 400: anything else, also authorized and cod              | unknown unexpected      |
 *
 * `authorized` and `cod` count as success on Ottu's pages, but money that is only held or promised is
 * not collected; a merchant whose gateway authorizes has to be looked at by a person.
 */
export function classifyChargeAnswer(
  outcome: HttpOutcome,
  expected: ExpectedEcho,
  now: Date,
  isLive = false,
): ChargeAnswer {
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
    return unknown('unexpected', `HTTP ${status} is not an answer to a charge`, status);
  }
  const body = readBody(outcome.body);
  if (!body.ok) return unknown('unreadable', body.reason, status);
  if (!isSuccess && status !== 400) return refused(body.value, status);
  return classifyBody(body.value, status, expected, isLive);
}

function classifyBody(
  body: JsonObject,
  status: number,
  expected: ExpectedEcho,
  isLive: boolean,
): ChargeAnswer {
  const read = readOrExplain(() => ({
    standing: readStanding(body),
    echo: readEcho(body),
    isPlayMoney: isLive && isOfSandbox(body),
  }));
  if (!read.ok) return unknown('unreadable', read.reason, status);
  const { standing, echo } = read.value;
  if (status === 400 && standing.state === null && standing.result === null) return refused(body, status);
  if (contradicts(standing, status)) {
    return unknown('contradiction', `HTTP ${status} with ${describe(standing)}`, status);
  }
  const wrong = wrongEcho(echo, expected);
  if (wrong) return unknown('wrong_echo', wrong, status);
  if (read.value.isPlayMoney) {
    return unknown('contradiction', 'it was made in the sandbox, but the account is live', status);
  }
  if (standing.state === 'pending' || standing.result === 'pending') {
    return unknown('pending', 'the gateway has not decided yet', status);
  }
  if (standing.state === 'paid') return succeeded(body, echo, status);
  const failedState =
    standing.state === null || standing.state === 'failed' || standing.state === 'attempted';
  if (standing.result === 'failed' && failedState) return declined(body, standing, status);
  return unknown('unexpected', `no rule for ${describe(standing)}`, status);
}

/** Only called for state paid: everything we sent must have come back, not merely nothing else. */
function succeeded(body: JsonObject, echo: Echo, status: number): ChargeAnswer {
  if (echo.sessionId === null || echo.orderNo === null || echo.amount === null) {
    return unknown('wrong_echo', 'the answer does not name session, order and amount', status);
  }
  const payment = readOrExplain(() => readPayment(body));
  if (!payment.ok) return unknown('unreadable', payment.reason, status);
  return { kind: 'succeeded', payment: payment.value };
}

function declined(body: JsonObject, standing: Standing, status: number): ChargeAnswer {
  const decline = readDecline(body);
  // The short form `{detail, result}` has no state and is no payment payload.
  if (standing.state === null) return { kind: 'declined', decline, payment: null };
  const payment = readOrExplain(() => readPayment(body));
  if (!payment.ok) return unknown('unreadable', payment.reason, status);
  return { kind: 'declined', decline, payment: payment.value };
}

/** Ottu has published a sample with result error and state paid, so neither word alone is believed. */
function contradicts({ state, result }: Standing, status: number): boolean {
  if (state === 'paid') return status === 400 || (result !== null && result !== 'success');
  if (result === 'success') {
    return status === 400 || (state !== 'authorized' && state !== 'pending' && state !== null);
  }
  return result === 'failed' && (state === 'authorized' || state === 'cod' || state === 'created');
}

/** Tells what differs from ours; a field that is absent does not differ. */
function wrongEcho({ sessionId, orderNo, amount }: Echo, expected: ExpectedEcho): string | null {
  if (sessionId !== null && sessionId !== expected.sessionId)
    return `the answer is about another session: ${sessionId}`;
  if (orderNo !== null && orderNo !== expected.orderNo)
    return `the answer is about another order: ${redactText(orderNo)}`;
  if (amount === null || equals(amount, expected.amount)) return null;
  return `the answer is about another amount: ${describeMoney(amount)}, and ${describeMoney(expected.amount)} was asked for`;
}

function refused(body: JsonObject, httpStatus: number): ChargeAnswer {
  return { kind: 'refused', httpStatus, message: describeOttuError(readOttuError(body)) };
}

function unknown(code: Trouble['code'], message: string, httpStatus: number): ChargeAnswer {
  return { kind: 'unknown', trouble: trouble(code, message, httpStatus) };
}

function describe({ state, result }: Standing): string {
  return `state ${state ?? 'absent'} and result ${result ?? 'absent'}`;
}
