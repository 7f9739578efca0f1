import type { Trouble } from '../payment-gateway.js';
import type { HttpOutcome } from './one-outcome.js';
import { isObject, type JsonObject } from './json-fields.js';
import { describeOttuError, readOttuError } from './ottu-errors.js';
import { parseStrictJson } from './strict-json.js';

type Answered = Extract<HttpOutcome, { kind: 'answered' }>;

export type CommonAnswer =
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  | { kind: 'trouble'; trouble: Trouble };

const DEFAULT_RETRY_AFTER_S = 60;
/** A day's budget may be spent, but asking once an hour is cheap and a wrong header must not stop a day. */
const MAX_RETRY_AFTER_S = 3_600;

/** Statuses that mean the same on every endpoint; null when the endpoint has to read the body. */
export function commonAnswer(answer: Answered, now: Date): CommonAnswer | null {
  const { status } = answer;
  if (status === 401 || status === 403) {
    return { kind: 'unauthorized', httpStatus: status, message: errorMessage(answer) };
  }
  if (status === 429) {
    return { kind: 'rate_limited', retryAfterSeconds: retryAfterSeconds(answer.retryAfter, now) };
  }
  if (status >= 300 && status < 400) {
    return { kind: 'trouble', trouble: trouble('redirect', 'a redirect, which is not followed', status) };
  }
  if (status >= 500) return { kind: 'trouble', trouble: trouble('server_error', `HTTP ${status}`, status) };
  return null;
}

/** Seconds to wait by a `Retry-After` header (RFC 9110: seconds or a date); 60 without a usable one, 1 to 3,600. */
export function retryAfterSeconds(header: string | null, now: Date): number {
  const value = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return clamp(Number(value));
  const date = /[a-z]/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? DEFAULT_RETRY_AFTER_S : clamp(Math.ceil((date - now.getTime()) / 1000));
}

/** The body as a JSON object that can be believed to be whole and unambiguous. */
export function readBody(bytes: Uint8Array): { ok: true; value: JsonObject } | { ok: false; reason: string } {
  const json = parseStrictJson(bytes);
  if (!json.ok) return json;
  if (!isObject(json.value)) return { ok: false, reason: 'the body is not a JSON object' };
  return { ok: true, value: json.value };
}

/** What the body says for people; never throws, whatever the body is. */
export function errorMessage(answer: Answered): string {
  const json = parseStrictJson(answer.body);
  return describeOttuError(readOttuError(json.ok ? json.value : null));
}

export function trouble(code: Trouble['code'], message: string, httpStatus: number | null): Trouble {
  return { code, message, httpStatus };
}

function clamp(seconds: number): number {
  return Math.min(Math.max(seconds, 1), MAX_RETRY_AFTER_S);
}
