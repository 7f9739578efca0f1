import { RESULTS, SESSION_STATES } from './read-payment.js';
import type { SignedField } from './signature.js';

/** States of a payment and of the child transactions that refunds, captures and voids make. */
const STATES = [...SESSION_STATES, 'refunded', 'refund_queued', 'refund_rejected', 'voided'];
const PAYMENT_TYPES = ['one_off', 'auto_debit', 'save_card'];

const pattern = (shape: RegExp) => (value: string) => shape.test(value);
const word = (words: readonly string[]) => (value: string) => words.includes(value);

/** Anything people may be called, but no control character: a line break would forge a line of path-26. */
const text = (max: number) => (value: string) =>
  [...value].length <= max && !/[\p{Cc}\u2028\u2029]/u.test(value);

type Grammar = Readonly<Record<string, (value: string) => boolean>>;

/** What each signed field may look like; limits are those of Ottu's OpenAPI description of the webhook. */
export const PAYMENT_GRAMMAR: Grammar = {
  'agreement.id': text(128),
  amount: pattern(/^\d{1,13}(\.\d{1,3})?$/),
  currency_code: pattern(/^[A-Z]{3}$/),
  customer_address_city: text(40),
  customer_address_country: pattern(/^[A-Z]{2}$/),
  customer_address_line1: text(128),
  customer_address_line2: text(128),
  customer_address_postal_code: text(12),
  customer_address_state: text(40),
  customer_email: text(128),
  customer_first_name: text(64),
  customer_last_name: text(64),
  customer_phone: text(32),
  'extra.autopay.subscription_id': text(128),
  'extra.merchant_id': text(128),
  gateway_account: pattern(/^[\w-]{1,64}$/),
  gateway_name: pattern(/^[\w-]{1,64}$/),
  order_no: pattern(/^[\w.:/-]{1,128}$/),
  payment_type: word(PAYMENT_TYPES),
  reference_number: pattern(/^[\w.:/-]{1,64}$/),
  result: word(RESULTS),
  session_id: pattern(/^[0-9a-f]{40}$/),
  state: word(STATES),
  'token.customer_id': text(64),
  'token.pg_code': pattern(/^[\w-]{1,64}$/),
  'token.token': pattern(/^[\x21-\x7e]{1,50}$/),
};

/** Of what is told of a refund, capture or void: less is signed, and Ottu's pages add two words to `result`. */
export const OPERATION_GRAMMAR: Grammar = {
  amount: pattern(/^\d{1,13}(\.\d{1,3})?$/),
  currency_code: pattern(/^[A-Z]{3}$/),
  gateway_account: pattern(/^[\w-]{1,64}$/),
  gateway_name: pattern(/^[\w-]{1,64}$/),
  order_no: pattern(/^[\w.:/-]{1,128}$/),
  reference_number: pattern(/^[\w.:/-]{1,64}$/),
  result: word(['success', 'failed', 'queued', 'rejected']),
  session_id: pattern(/^[0-9a-f]{40}$/),
};

/** The first signed field whose value is not of its form; null when all are. */
export function firstMalformed(fields: readonly SignedField[], grammar: Grammar): string | null {
  const bad = fields.find(([path, value]) => !(Object.hasOwn(grammar, path) && grammar[path]!(value)));
  return bad ? bad[0] : null;
}
