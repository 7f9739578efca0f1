import type { OperationWebhookReading, WebhookReading } from '../payment-gateway.js';
import { isAmbiguous } from './flat-ambiguity.js';
import { field, isObject, type JsonObject } from './json-fields.js';
import {
  isSignatureOf,
  signedFields,
  signedMessage,
  type SignatureScheme,
  type SignedField,
  UnsignableField,
} from './signature.js';
import { parseStrictJson } from './strict-json.js';
import { firstMalformed, OPERATION_GRAMMAR, PAYMENT_GRAMMAR } from './webhook-grammar.js';

/** Far above any webhook Ottu documents. */
const MAX_BYTES = 1_000_000;

/**
 * Verifies and reads the body of a payment webhook (docs/adr/0007-webhooks-are-hints.md). Pure.
 * flat-18 is tried first, then path-26. Only signed fields come back: with flat-18 that excludes
 * `session_id`, because whoever holds one genuine webhook could put any session beside it.
 * @param key the merchant's HMAC key
 */
export function readWebhook(rawBody: Buffer, key: string): WebhookReading {
  const signed = readSignedFields(rawBody, key);
  if (signed.kind !== 'signed') return signed;
  const { scheme, fields } = signed;
  const bad = firstMalformed(fields, PAYMENT_GRAMMAR);
  if (bad !== null) return malformed(bad, 'not in the expected form');
  if (scheme === 'flat-18' && isAmbiguous(fields, signedMessage(fields, scheme))) {
    return malformed('signature', 'the signed text can be read as two different payments');
  }
  const values = new Map(fields);
  // A payment's state is always signed, a refund's never: this is what keeps the one from passing as the other.
  if (!values.has('state')) return malformed('state', 'missing: this is no payment');
  return {
    kind: 'verified',
    scheme,
    orderNo: values.get('order_no') ?? null,
    sessionId: values.get('session_id') ?? null,
    state: values.get('state') ?? null,
  };
}

/**
 * Verifies and reads what is told of an operation (refund, capture, void). Of its own words (`operation`, `txn`)
 * none is signed by either scheme, so all that is taken is which payment it is about. What a payer can choose
 * does not occur in it, so no signed text of an operation has two readings.
 */
export function readOperationWebhook(rawBody: Buffer, key: string): OperationWebhookReading {
  const signed = readSignedFields(rawBody, key);
  if (signed.kind !== 'signed') return signed;
  const values = new Map(signed.fields);
  if (values.has('state')) return malformed('state', 'a payment, not an operation');
  const bad = firstMalformed(signed.fields, OPERATION_GRAMMAR);
  if (bad !== null) return malformed(bad, 'not in the expected form');
  const { scheme } = signed;
  const [orderNo, sessionId] = [values.get('order_no') ?? null, values.get('session_id') ?? null];
  if (orderNo === null && sessionId === null) return malformed('order_no', 'missing');
  return { kind: 'verified', scheme, orderNo, sessionId };
}

type Signed =
  | { kind: 'signed'; scheme: SignatureScheme; fields: readonly SignedField[] }
  | Exclude<WebhookReading, { kind: 'verified' }>;

function readSignedFields(rawBody: Buffer, key: string): Signed {
  if (rawBody.length > MAX_BYTES) return malformed('body', `larger than ${MAX_BYTES} bytes`);
  const json = parseStrictJson(rawBody);
  if (!json.ok) {
    return json.duplicateKey === undefined
      ? { kind: 'not_json', reason: json.reason }
      : malformed(json.duplicateKey, json.reason);
  }
  if (!isObject(json.value)) return malformed('body', 'not a JSON object');
  const signature = field(json.value, 'signature');
  if (signature === null) return { kind: 'bad_signature', reason: 'there is no signature' };
  if (typeof signature !== 'string') return malformed('signature', 'must be a string');
  for (const scheme of ['flat-18', 'path-26'] as const) {
    const read = verify(json.value, scheme, signature, key);
    if (read.kind === 'unsignable') return malformed(read.path, 'must be a string');
    if (read.kind === 'verified') return { kind: 'signed', scheme, fields: read.fields };
  }
  return { kind: 'bad_signature', reason: 'the signature matches neither scheme' };
}

type Verification =
  | { kind: 'verified'; fields: SignedField[] }
  | { kind: 'not_verified' }
  | { kind: 'unsignable'; path: string };

function verify(payload: JsonObject, scheme: SignatureScheme, signature: string, key: string): Verification {
  try {
    const fields = signedFields(payload, scheme);
    const isGenuine = isSignatureOf(signedMessage(fields, scheme), signature, key);
    // Without a signed field the signature is that of the empty text and says nothing about this body.
    return isGenuine && fields.length > 0 ? { kind: 'verified', fields } : { kind: 'not_verified' };
  } catch (error) {
    if (error instanceof UnsignableField) return { kind: 'unsignable', path: error.path };
    throw error;
  }
}

function malformed(name: string, reason: string): Extract<WebhookReading, { kind: 'malformed' }> {
  return { kind: 'malformed', field: name.slice(0, 128), reason };
}
