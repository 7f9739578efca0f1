import type { Decline, DeclineClass } from '../payment-gateway.js';
import { field, isObject, type JsonObject } from './json-fields.js';
import { codeReaderFor, type GatewayWords, text } from './gateway-words.js';

/**
 * ISO 8583 response codes whose class is not `soft`.
 * Hard: Visa's rules for declined transactions, category 1 ("issuer will never approve"), with R0, R1 and
 * R3, by which the cardholder stopped the payments. Trying again after one of these is fined.
 */
const BY_RESPONSE_CODE: Readonly<Record<string, DeclineClass>> = {
  ...classOf('hard', ['04', '07', '12', '14', '15', '41', '43', '46', '57', 'R0', 'R1', 'R3']),
  ...classOf('card_problem', ['33', '54', '82', 'N7']),
  ...classOf('configuration', ['03', '13', '30', '58']),
};

/**
 * Mastercard's merchant advice codes: 03 and 21 mean never again, 01 that the card was replaced.
 * 02 and 24 to 30 only say when to come back, so they are soft.
 */
const BY_ADVICE: Readonly<Record<string, DeclineClass>> = {
  '01': 'card_problem',
  '03': 'hard',
  '21': 'hard',
};

/** What gateways say in their own words or numbers, from the documentation of each. */
const BY_WORD: Readonly<Record<string, DeclineClass>> = {
  ...classOf('card_problem', ['mpgs:EXPIRED_CARD', 'mpgs:INVALID_CSC', 'cybersource:202', 'cybersource:211']),
  ...classOf('card_problem', ['cybersource:EXPIRED_CARD', 'cybersource:CVN_NOT_MATCH', 'tap:406', 'tap:407']),
  ...classOf('card_problem', ['tap:502']),
  ...classOf('hard', ['cybersource:205', 'cybersource:231', 'cybersource:STOLEN_LOST_CARD', 'tap:405']),
  ...classOf('hard', ['cybersource:INVALID_ACCOUNT']),
  ...classOf('configuration', ['mpgs:NOT_SUPPORTED', 'cybersource:234', 'tap:402', 'tap:506']),
  ...classOf('configuration', ['cybersource:INVALID_MERCHANT_CONFIGURATION']),
};

/** When a gateway says several things, the one that forbids most is obeyed. */
const STRICTEST_FIRST: readonly DeclineClass[] = ['hard', 'card_problem', 'configuration', 'soft'];
const MAX_MESSAGE = 255;

/**
 * Why a payment was declined, from a payment payload or from the short `{detail, result}` form.
 * Ottu has no field for the code; it hands on what the gateway said under `gateway_response` (in the
 * short form `pg_response`), which looks different for every gateway. What cannot be read is `soft` with
 * code null: a guess at `hard` would take a good card away from a customer.
 */
export function readDecline(body: JsonObject): Decline {
  const response = [field(body, 'gateway_response'), field(body, 'pg_response')].find(isObject);
  const gateway = text(field(body, 'gateway_name'));
  const words = response ? codeReaderFor(gateway, response) : null;
  const message =
    text(field(body, 'detail')) ?? text(field(body, 'message')) ?? words?.message ?? pgMessage(body);
  return {
    class: words ? classify(words) : 'soft',
    code: words?.responseCode ?? words?.word ?? null,
    message: (message ?? 'The gateway gave no reason').slice(0, MAX_MESSAGE),
    ...(words?.advice && { adviceCode: words.advice }),
  };
}

function classify(words: GatewayWords): DeclineClass {
  const found = [
    BY_RESPONSE_CODE[words.responseCode ?? ''],
    BY_ADVICE[words.advice ?? ''],
    BY_WORD[`${words.gateway}:${words.word}`],
    words.gateway === 'checkoutcom' ? checkoutClass(words.word ?? '') : undefined,
  ];
  return STRICTEST_FIRST.find((one) => found.includes(one)) ?? 'soft';
}

/** Checkout.com puts the response code behind 200 (may be tried again) or 30 (hard). */
function checkoutClass(code: string): DeclineClass | undefined {
  if (/^30\d{3}$/.test(code)) return 'hard';
  return BY_RESPONSE_CODE[/^200(\d\d)$/.exec(code)?.[1] ?? ''];
}

function pgMessage(body: JsonObject): string | null {
  const params = field(body, 'pg_params');
  return isObject(params) ? text(field(params, 'pg_message')) : null;
}

function classOf(one: DeclineClass, codes: string[]): Record<string, DeclineClass> {
  return Object.fromEntries(codes.map((code) => [code, one]));
}
