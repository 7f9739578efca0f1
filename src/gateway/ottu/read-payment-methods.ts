import type { PaymentMethod, PaymentMethodsResult } from '../payment-gateway.js';
import type { HttpOutcome } from './one-outcome.js';
import { commonAnswer, errorMessage, readBody, trouble } from './http-answers.js';
import {
  field,
  isObject,
  type JsonObject,
  optionalNote,
  optionalText,
  readOrExplain,
  requiredText,
  UnreadableField,
} from './json-fields.js';

const PG_CODE = /^[-a-zA-Z0-9_]+$/;
const CURRENCY = /^[A-Z]{3}$/;
const MOST_METHODS = 200;
const MOST_OPERATIONS = 50;
const REFUSALS = [400, 404, 409, 415, 422];

/** Reads the gateways of an account. One that cannot be read spoils the list: a missing one would look broken. */
export function readPaymentMethods(outcome: HttpOutcome, now: Date): PaymentMethodsResult {
  if (outcome.kind === 'failed') return problem(outcome.code, outcome.message, outcome.httpStatus);
  const common = commonAnswer(outcome, now);
  if (common) return common;
  const { status } = outcome;
  const body = readBody(outcome.body);
  if (!body.ok) return problem('unreadable', body.reason, status);
  if (REFUSALS.includes(status)) {
    return { kind: 'refused', httpStatus: status, message: errorMessage(outcome) };
  }
  if (status !== 200) return problem('unexpected', `HTTP ${status}: ${errorMessage(outcome)}`, status);
  const methods = readOrExplain(() => listOf(body.value));
  return methods.ok
    ? { kind: 'listed', methods: methods.value }
    : problem('unreadable', methods.reason, status);
}

function listOf(body: JsonObject): PaymentMethod[] {
  const list = field(body, 'payment_methods');
  if (!Array.isArray(list) || list.length > MOST_METHODS) {
    throw new UnreadableField('payment_methods', `expected a list of at most ${MOST_METHODS}`);
  }
  return list.map((one: unknown) => {
    if (!isObject(one)) throw new UnreadableField('payment_methods', 'expected a list of objects');
    return methodOf(one);
  });
}

function methodOf(one: JsonObject): PaymentMethod {
  return {
    pgCode: requiredText(one, 'code', 64, PG_CODE),
    name: optionalNote(one, 'name', 200) ?? requiredText(one, 'code', 64),
    processor: optionalText(one, 'pg', 64),
    currencies: texts(one, 'accepted_currencies', CURRENCY),
    isTokenizable: flag(one, 'is_tokenizable'),
    canAutoDebit: flag(one, 'auto_debit_enabled'),
    wallets: walletsOf(one),
    operation: optionalText(one, 'operation', 32),
    operations: operationsOf(one),
  };
}

/** Whether a card can be charged later hangs on it, so that nothing but true and false is believed. */
function flag(one: JsonObject, name: string): boolean {
  const value = field(one, name);
  if (typeof value !== 'boolean') throw new UnreadableField(name, 'expected true or false');
  return value;
}

function texts(one: JsonObject, name: string, shape: RegExp): string[] {
  const list = field(one, name);
  if (!Array.isArray(list)) throw new UnreadableField(name, 'expected a list');
  return list.map((value: unknown) => {
    if (typeof value !== 'string' || !shape.test(value)) throw new UnreadableField(name, 'not as expected');
    return value;
  });
}

/** Only what is surely said: a list of words. Anything else says nothing, and then nothing is refused by it. */
function operationsOf(one: JsonObject): string[] | null {
  const list = field(one, 'operations');
  if (!Array.isArray(list) || list.length > MOST_OPERATIONS) return null;
  const words = list.filter((word: unknown) => typeof word === 'string' && /^[a-zA-Z_]{1,32}$/.test(word));
  return words.length === list.length ? words.map((word: string) => word.toLowerCase()) : null;
}

/** `wallets` lists names or objects, `payment_services` objects; both mean what may be chosen on the page. */
function walletsOf(one: JsonObject): string[] {
  const all = ['wallets', 'payment_services'].flatMap((name) => {
    const list = field(one, name);
    return Array.isArray(list) ? list.map(nameOf) : [];
  });
  return [...new Set(all.filter((name) => name !== null))].sort();
}

/** Only shown, so that what cannot be read is left out. `ApplePay` and `apple_pay` are one. */
function nameOf(value: unknown): string | null {
  const name = isObject(value) ? field(value, 'code') : value;
  if (typeof name !== 'string' || !/^[-A-Za-z0-9_ ]{1,32}$/.test(name)) return null;
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[- ]/g, '_')
    .toLowerCase();
}

function problem(
  code: Parameters<typeof trouble>[0],
  message: string,
  httpStatus: number | null,
): PaymentMethodsResult {
  return { kind: 'trouble', trouble: trouble(code, message, httpStatus) };
}
