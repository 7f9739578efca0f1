import type { WebhookReading } from '../payment-gateway.js';
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
import { firstMalformed } from './webhook-grammar.js';

/** Far above any webhook Ottu documents. */
const MAX_BYTES = 1_000_000;

/**
 * Verifies and reads the body of a payment webhook (docs/adr/0007-webhooks-are-hints.md). Pure.
 * flat-18 is tried first, then path-26. Only signed fields come back: with flat-18 that excludes
 * `session_id`, because whoever holds one genuine webhook could put any session beside it.
 * @param key the merchant's HMAC key
 */
export function readWebhook(rawBody: Buffer, key: string): WebhookReading {
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
  return readSigned(json.value, signature, key);
}

function readSigned(payload: JsonObject, signature: string, key: string): WebhookReading {
  const flat = verify(payload, 'flat-18', signature, key);
  if (flat.kind === 'unsignable') return malformed(flat.path, 'must be a string');
  if (flat.kind === 'verified') return readVerified(flat.fields, 'flat-18');
  const path = verify(payload, 'path-26', signature, key);
  if (path.kind === 'unsignable') return malformed(path.path, 'must be a string');
  if (path.kind === 'verified') return readVerified(path.fields, 'path-26');
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

function readVerified(fields: readonly SignedField[], scheme: SignatureScheme): WebhookReading {
  const bad = firstMalformed(fields);
  if (bad !== null) return malformed(bad, 'not in the expected form');
  if (scheme === 'flat-18' && isAmbiguous(fields, signedMessage(fields, scheme))) {
    return malformed('signature', 'the signed text can be read as two different payments');
  }
  const values = new Map(fields);
  return {
    kind: 'verified',
    scheme,
    orderNo: values.get('order_no') ?? null,
    sessionId: values.get('session_id') ?? null,
    state: values.get('state') ?? null,
  };
}

function malformed(name: string, reason: string): WebhookReading {
  return { kind: 'malformed', field: name.slice(0, 128), reason };
}
