import { equals } from '../../domain/money/money.js';
import type {
  CreateSessionRequest,
  CreateSessionResult,
  ExpireResult,
  ListCardsResult,
  LookResult,
} from '../payment-gateway.js';
import type { HttpOutcome } from './one-outcome.js';
import { commonAnswer, errorMessage, readBody, retryAfterSeconds, trouble } from './http-answers.js';
import {
  field,
  type JsonObject,
  optionalText,
  optionalWord,
  readOrExplain,
  requiredText,
} from './json-fields.js';
import { describeOttuError, readOttuError } from './ottu-errors.js';
import { readCards } from './read-card.js';
import { isOfSandbox } from './read-environment.js';
import { readEcho, readPayment, readStanding } from './read-payment.js';
import { SESSION_ID } from './session-id.js';
import { parseStrictJson } from './strict-json.js';

type Trouble = Extract<LookResult, { kind: 'trouble' }>;
type Answered = Extract<HttpOutcome, { kind: 'answered' }>;

/** The statuses with which Ottu's contract refuses a session. */
const REFUSALS = [400, 404, 409, 415, 422, 423];

const SHORTEST_LIFE_MINUTES = 10;
const LONGEST_LIFE_MINUTES = 24 * 60;

/**
 * Reads the answer to a create call: 201 with a new session of ours. `expiresAt` is null when the answer
 * gives neither a time nor a duration (`[days ]HH:MM:SS`, counted from `now`).
 */
export function readCreated(
  outcome: HttpOutcome,
  request: CreateSessionRequest,
  now: Date,
): CreateSessionResult {
  if (outcome.kind === 'failed') return lost(outcome);
  const common = commonAnswer(outcome, now);
  if (common) return common;
  const { status } = outcome;
  if (REFUSALS.includes(status)) return readRefusal(outcome);
  if (status !== 200 && status !== 201) return unexpected(outcome);
  return readWhole(outcome, (body) => {
    const echo = readEcho(body);
    const { state } = readStanding(body);
    if (echo.orderNo !== null && echo.orderNo !== request.orderNo) return wrongEcho('order', status);
    if (echo.amount !== null && !equals(echo.amount, request.amount)) return wrongEcho('amount', status);
    if (state !== null && state !== 'created' && state !== 'pending') {
      return problem('contradiction', `a new session in the state ${state}`, status);
    }
    return {
      kind: 'created',
      sessionId: requiredText(body, 'session_id', 128, SESSION_ID),
      checkoutUrl: optionalText(body, 'checkout_url', 2000, /^https?:\/\//),
      expiresAt: expiryOf(field(body, 'expiration_time'), now),
    };
  });
}

/**
 * Ottu's only with Ottu's error body, as every 404: taken for a refusal, what a proxy with a wrong route answers in HTML
 * would put each renewal that is due off by a day, and leave it to a person after three.
 */
function readRefusal(outcome: Answered): CreateSessionResult {
  const { status } = outcome;
  return readWhole<CreateSessionResult>(outcome, (body) => ({
    kind: 'refused',
    httpStatus: status,
    message: describeOttuError(readOttuError(body)),
  }));
}

/** Reads a session or the answer to a status query; it must be about the one that was asked for. */
export function readLook(
  outcome: HttpOutcome,
  asked: { sessionId: string } | { orderNo: string },
  now: Date,
  isLive = false,
): LookResult {
  if (outcome.kind === 'failed') return lost(outcome);
  const { status } = outcome;
  if (status === 404) return readNotFound(outcome);
  const common = commonAnswer(outcome, now);
  if (common?.kind === 'unauthorized' && !readBody(outcome.body).ok) return notOttus(outcome);
  if (common) return common;
  if (status === 400 && isThrottle(outcome)) {
    return { kind: 'rate_limited', retryAfterSeconds: retryAfterSeconds(outcome.retryAfter, now) };
  }
  if (status < 200 || status >= 300) return unexpected(outcome);
  return readWhole<LookResult>(outcome, (body) => {
    const payment = readPayment(body);
    if ('sessionId' in asked && payment.sessionId !== asked.sessionId) return wrongEcho('session', status);
    if ('orderNo' in asked && payment.orderNo !== asked.orderNo) return wrongEcho('order', status);
    return {
      kind: 'found',
      payment: isLive && isOfSandbox(body) ? { ...payment, isPlayMoney: true } : payment,
    };
  });
}

/**
 * A 404 counts as Ottu's only with Ottu's error body. A proxy with a wrong route answers 404 in HTML to
 * everything, and taking that for "no such session" would write off charges that happened.
 */
function readNotFound(outcome: Answered): LookResult {
  if (!readBody(outcome.body).ok) return notOttus(outcome);
  return { kind: 'not_found', message: errorMessage(outcome) };
}

/** As a firewall's 403 in HTML: taken for "you may not ask", it would stop the charging of everybody who asks then. */
function notOttus({ status }: Answered): Trouble {
  return problem('unreadable', `HTTP ${status}, and not by Ottu: its body is no error of Ottu's`, status);
}

/** Ottu documents limits on status queries but not the status they are refused with; some send 400. */
function isThrottle(outcome: Answered): boolean {
  return outcome.retryAfter !== null || /throttl/i.test(errorMessage(outcome));
}

/** Reads the answer to the operation `expire`. */
export function readExpired(outcome: HttpOutcome, now: Date): ExpireResult {
  if (outcome.kind === 'failed') return lost(outcome);
  const common = commonAnswer(outcome, now);
  if (common) return common;
  const { status } = outcome;
  if (status < 200 || status >= 300) {
    if (![400, 404, 409, 422].includes(status)) return unexpected(outcome);
    return readWhole<ExpireResult>(outcome, (body) => refusedToExpire(body));
  }
  return readWhole<ExpireResult>(outcome, (body) => {
    const operation = optionalWord(body, 'operation', ['expire']);
    const result = optionalWord(body, 'result', ['success', 'failed']);
    if (result === 'failed') return refusedToExpire(body);
    // Waiting counts from the confirmed fence, so an answer that might be one is none.
    if (result !== 'success' || operation === null) return problem('unreadable', 'no confirmation', status);
    return { kind: 'expired' };
  });
}

function refusedToExpire(body: JsonObject): ExpireResult {
  return { kind: 'refused', message: describeOttuError(readOttuError(body)) };
}

/** Reads a list of cards. One that cannot be read spoils the list: a missing card would look deleted. */
export function readCardList(outcome: HttpOutcome, gatewayCustomerId: string, now: Date): ListCardsResult {
  if (outcome.kind === 'failed') return lost(outcome);
  const common = commonAnswer(outcome, now);
  if (common?.kind === 'unauthorized') return problem('unexpected', common.message, common.httpStatus);
  if (common) return common;
  if (outcome.status !== 200) return unexpected(outcome);
  const json = parseStrictJson(outcome.body);
  if (!json.ok) return problem('unreadable', json.reason, outcome.status);
  const cards = readOrExplain(() => readCards(json.value));
  if (!cards.ok) return problem('unreadable', cards.reason, outcome.status);
  if (cards.value.some((card) => card.gatewayCustomerId !== gatewayCustomerId)) {
    return wrongEcho('customer', outcome.status);
  }
  return { kind: 'listed', cards: cards.value };
}

/**
 * When a session ends; what no page of Ottu's lives is as good as not said. Believed too short, it would be closed under
 * its customer's hands, and too long, what waits for it would wait as long.
 */
function expiryOf(value: unknown, now: Date): Date | null {
  const told = timeOf(value, now);
  if (told === null) return null;
  const minutes = (told.getTime() - now.getTime()) / 60_000;
  return minutes >= SHORTEST_LIFE_MINUTES && minutes <= LONGEST_LIFE_MINUTES ? told : null;
}

/** From an ISO time or a duration. */
function timeOf(value: unknown, now: Date): Date | null {
  if (typeof value !== 'string') return null;
  const [whole, days = '0', hours, minutes, seconds] =
    /^(?:(\d{1,3}) )?(\d{1,2}):(\d\d):(\d\d)$/.exec(value) ?? [];
  if (whole !== undefined) {
    const duration = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    return new Date(now.getTime() + duration * 1000);
  }
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? null : new Date(time);
}

/** Runs a reader on a whole JSON object; whatever is wrong with it becomes trouble. */
function readWhole<T extends { kind: string }>(
  outcome: Answered,
  read: (body: JsonObject) => T,
): T | Trouble {
  const body = readBody(outcome.body);
  if (!body.ok) return problem('unreadable', body.reason, outcome.status);
  const result = readOrExplain(() => read(body.value));
  return result.ok ? result.value : problem('unreadable', result.reason, outcome.status);
}

function lost(outcome: Extract<HttpOutcome, { kind: 'failed' }>): Trouble {
  return problem(outcome.code, outcome.message, outcome.httpStatus);
}

function unexpected(outcome: Answered): Trouble {
  return problem('unexpected', `HTTP ${outcome.status}: ${errorMessage(outcome)}`, outcome.status);
}

function wrongEcho(what: string, status: number): Trouble {
  return problem('wrong_echo', `the answer is about another ${what}`, status);
}

function problem(code: Trouble['trouble']['code'], message: string, httpStatus: number | null): Trouble {
  return { kind: 'trouble', trouble: trouble(code, message, httpStatus) };
}

export function isMoved(outcome: HttpOutcome): { kind: 'moved' | 'not_moved' } {
  const isDone = outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
  return { kind: isDone ? 'moved' : 'not_moved' };
}
