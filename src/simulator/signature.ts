import { createHmac } from 'node:crypto';
import type { Json, JsonObject } from './state/types.js';

export type SignatureScheme = 'flat-18' | 'path-26';

const FLAT_FIELDS = [
  'amount',
  'currency_code',
  'customer_address_city',
  'customer_address_country',
  'customer_address_line1',
  'customer_address_line2',
  'customer_address_postal_code',
  'customer_address_state',
  'customer_email',
  'customer_first_name',
  'customer_last_name',
  'customer_phone',
  'gateway_account',
  'gateway_name',
  'order_no',
  'reference_number',
  'result',
  'state',
];

const PATH_FIELDS = [
  ...FLAT_FIELDS,
  'agreement.id',
  'extra.autopay.subscription_id',
  'extra.merchant_id',
  'payment_type',
  'session_id',
  'token.customer_id',
  'token.pg_code',
  'token.token',
].sort();

function at(payload: JsonObject, path: string): string {
  let value: Json | undefined = payload;
  for (const step of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return '';
    value = value[step];
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The text that is signed: missing, null and empty fields are left out of both schemes. */
export function signedText(payload: JsonObject, scheme: SignatureScheme): string {
  const fields = scheme === 'flat-18' ? FLAT_FIELDS : PATH_FIELDS;
  const present = fields
    .map((path) => [path, at(payload, path)] as const)
    .filter(([, value]) => value !== '');
  return scheme === 'flat-18'
    ? present.map(([path, value]) => path + value).join('')
    : present.map(([path, value]) => `${path}=${value}`).join('\n');
}

/** HMAC-SHA256 in hex. */
export function sign(payload: JsonObject, scheme: SignatureScheme, key: string): string {
  return createHmac('sha256', key).update(signedText(payload, scheme), 'utf8').digest('hex');
}
