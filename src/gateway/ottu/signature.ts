import { createHmac, timingSafeEqual } from 'node:crypto';
import { field, isObject, type JsonObject } from './json-fields.js';

export type SignatureScheme = 'flat-18' | 'path-26';

/** Sorted by name, which is the order in which they are signed. Source: Ottu's webhook documentation. */
export const FLAT_FIELDS = [
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
] as const;

/** The flat fields and eight more. Source: Ottu's official client; its pages do not mention this scheme. */
export const PATH_FIELDS: readonly string[] = [
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

/** A signed field as it stands in the message. */
export type SignedField = readonly [path: string, value: string];

/** A signed field that is no text. Ottu signs texts only; a number has no one way to be written. */
export class UnsignableField extends Error {
  constructor(readonly path: string) {
    super(`${path} must be a string`);
  }
}

/**
 * The fields of a scheme that a payload has, in signing order. Absent, null and empty ones are left out.
 * @throws UnsignableField
 */
export function signedFields(payload: JsonObject, scheme: SignatureScheme): SignedField[] {
  const paths: readonly string[] = scheme === 'flat-18' ? FLAT_FIELDS : PATH_FIELDS;
  return paths.flatMap((path) => {
    const value = valueAt(payload, path);
    if (value === null || value === '') return [];
    if (typeof value !== 'string') throw new UnsignableField(path);
    return [[path, value] as const];
  });
}

/** flat-18: `name` and `value` in a row with nothing between; path-26: `path=value` lines. */
export function signedMessage(fields: readonly SignedField[], scheme: SignatureScheme): string {
  if (scheme === 'flat-18') return fields.map(([path, value]) => path + value).join('');
  return fields.map(([path, value]) => `${path}=${value}`).join('\n');
}

/** HMAC-SHA256 of the message in UTF-8, as 64 lower-case hexadecimal digits. */
export function signMessage(message: string, key: string): string {
  return createHmac('sha256', key).update(message, 'utf8').digest('hex');
}

/**
 * Whether `signature` is the message's. Takes the same time whatever is wrong with a well-formed one, and
 * takes hexadecimal digits in either case. Without a key nothing is genuine: HMAC accepts an empty key,
 * and then everybody could sign.
 */
export function isSignatureOf(message: string, signature: string, key: string): boolean {
  if (key === '' || !/^[0-9a-f]{64}$/i.test(signature)) return false;
  const right = Buffer.from(signMessage(message, key), 'hex');
  return timingSafeEqual(right, Buffer.from(signature, 'hex'));
}

/** What stands at a dotted path; null where there is nothing. */
export function valueAt(payload: JsonObject, path: string): unknown {
  let value: unknown = payload;
  for (const step of path.split('.')) {
    if (!isObject(value)) return null;
    value = field(value, step);
  }
  return value;
}
