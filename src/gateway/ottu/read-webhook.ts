import type {
  OperationWebhookReading,
  WebhookCheck,
  WebhookInspection,
  WebhookReading,
  WebhookToInspect,
} from '../payment-gateway.js';
import { isAmbiguous } from './flat-ambiguity.js';
import { field, isObject, type JsonObject, readOrExplain } from './json-fields.js';
import { isOfSandbox } from './read-environment.js';
import { SESSION_ID } from './session-id.js';
import {
  isSignatureOf,
  PATH_FIELDS,
  signedFields,
  signedMessage,
  type SignatureScheme,
  type SignedField,
  UnsignableField,
  valueAt,
} from './signature.js';
import { parseStrictJson } from './strict-json.js';
import { toldText } from './told-text.js';
import { firstMalformed, OPERATION_GRAMMAR, PAYMENT_GRAMMAR } from './webhook-grammar.js';

/** Far above any webhook Ottu documents. */
const MAX_BYTES = 1_000_000;

/** Takes down what was looked at, and what of it was right. */
type Protocol = (name: WebhookCheck['name'], passed: boolean, detail: string) => void;

const NOTHING: Protocol = () => undefined;

/**
 * Verifies and reads the body of a payment webhook (docs/adr/0007-webhooks-are-hints.md). Pure.
 * flat-18 is tried first, then path-26. Only signed fields come back: with flat-18 that excludes
 * `session_id`, because whoever holds one genuine webhook could put any session beside it; `namedSessionId` has it
 * nevertheless, for a look that believes the platform alone.
 * @param keys the merchant's HMAC keys; more than one while a new one takes the place of another
 */
export function readWebhook(
  rawBody: Buffer,
  keys: readonly string[],
  note: Protocol = NOTHING,
): WebhookReading {
  const signed = readSignedFields(rawBody, keys, note);
  if (signed.kind !== 'signed') return signed;
  const { scheme, fields } = signed;
  const bad = firstMalformed(fields, PAYMENT_GRAMMAR);
  note(
    'grammar',
    bad === null,
    bad === null ? 'every signed field is in its form' : `${bad} is not in its form`,
  );
  if (bad !== null) return malformed(bad, 'not in the expected form');
  if (hasTwoReadings(scheme, fields, note)) return malformed('signature', TWO_READINGS);
  const values = new Map(fields);
  // A payment's state is always signed, a refund's never: this is what keeps the one from passing as the other.
  const state = values.get('state') ?? null;
  note(
    'type',
    state !== null,
    state === null ? 'no state: this is no payment' : `a payment that is ${state}`,
  );
  if (state === null) return malformed('state', 'missing: this is no payment');
  return {
    kind: 'verified',
    scheme,
    orderNo: values.get('order_no') ?? null,
    sessionId: values.get('session_id') ?? null,
    namedSessionId: signed.namedSessionId,
    state,
  };
}

/**
 * Verifies and reads what is told of an operation (refund, capture, void). Of its own words (`operation`, `txn`)
 * none is signed by either scheme, so all that is taken is which payment it is about.
 */
export function readOperationWebhook(
  rawBody: Buffer,
  keys: readonly string[],
  note: Protocol = NOTHING,
): OperationWebhookReading {
  const signed = readSignedFields(rawBody, keys, note);
  if (signed.kind !== 'signed') return signed;
  const values = new Map(signed.fields);
  const isPayment = values.has('state');
  note('type', !isPayment, isPayment ? 'it has a state: this is a payment' : 'an operation');
  if (isPayment) return malformed('state', 'a payment, not an operation');
  const bad = firstMalformed(signed.fields, OPERATION_GRAMMAR);
  note(
    'grammar',
    bad === null,
    bad === null ? 'every signed field is in its form' : `${bad} is not in its form`,
  );
  if (bad !== null) return malformed(bad, 'not in the expected form');
  const { scheme } = signed;
  if (hasTwoReadings(scheme, signed.fields, note)) return malformed('signature', TWO_READINGS);
  const [orderNo, sessionId] = [values.get('order_no') ?? null, values.get('session_id') ?? null];
  if (orderNo === null && sessionId === null) return malformed('order_no', 'missing');
  return { kind: 'verified', scheme, orderNo, sessionId };
}

/** The checks that a body meets on its way, and what it says. A token of a card is no text for a person. */
export function inspectWebhook({ kind, keys, rawBody, isLive }: WebhookToInspect): WebhookInspection {
  const checks: WebhookCheck[] = [];
  const read = kind === 'payment' ? readWebhook : readOperationWebhook;
  read(rawBody, keys, (name, passed, detail) => checks.push({ name, passed, detail }));
  const json = readObject(rawBody);
  if (json.kind !== 'object') return { checks, fields: {} };
  if (isLive) checks.push(environmentOf(json.value));
  return { checks, fields: shownFields(json.value) };
}

function environmentOf(body: JsonObject): WebhookCheck {
  const read = readOrExplain(() => isOfSandbox(body));
  const passed = read.ok && !read.value;
  const said = read.ok ? 'it says that it is of the sandbox, but the account is live' : read.reason;
  return {
    name: 'environment',
    passed,
    detail: passed ? 'it does not say that it is of the sandbox' : `${said}; a note, for it is not signed`,
  };
}

const TWO_READINGS = 'the signed text can be read as two different payments';

function hasTwoReadings(scheme: SignatureScheme, fields: readonly SignedField[], note: Protocol): boolean {
  if (scheme !== 'flat-18') return false;
  const isTwo = isAmbiguous(fields, signedMessage(fields, scheme));
  note('ambiguity', !isTwo, isTwo ? 'the signed text can be read as two payments' : 'it has one reading');
  return isTwo;
}

const LONGEST_SHOWN = 200;

function shownFields(body: JsonObject): Record<string, string> {
  const shown = PATH_FIELDS.filter((path) => path !== 'token.token').flatMap((path) => {
    const value = valueAt(body, path);
    return ['string', 'number', 'boolean'].includes(typeof value)
      ? [[path, String(value).slice(0, LONGEST_SHOWN)] as const]
      : [];
  });
  return Object.fromEntries(shown);
}

type Signed =
  | {
      kind: 'signed';
      scheme: SignatureScheme;
      fields: readonly SignedField[];
      namedSessionId: string | null;
    }
  | Exclude<WebhookReading, { kind: 'verified' }>;

function readSignedFields(rawBody: Buffer, keys: readonly string[], note: Protocol): Signed {
  const read = readObject(rawBody);
  note('body', read.kind === 'object', read.kind === 'object' ? 'a JSON object, no key twice' : read.reason);
  if (read.kind !== 'object') return read;
  const genuine = verified(read.value, keys);
  const isSigned = genuine.kind === 'signed';
  note('signature', isSigned, isSigned ? `by ${genuine.scheme}, ${genuine.by}` : genuine.reason);
  return genuine;
}

function readObject(
  rawBody: Buffer,
): { kind: 'object'; value: JsonObject } | Exclude<WebhookReading, { kind: 'verified' }> {
  if (rawBody.length > MAX_BYTES) return malformed('body', `larger than ${MAX_BYTES} bytes`);
  const json = parseStrictJson(rawBody);
  if (!json.ok) {
    return json.duplicateKey === undefined
      ? { kind: 'not_json', reason: json.reason }
      : malformed(json.duplicateKey, json.reason);
  }
  return isObject(json.value)
    ? { kind: 'object', value: json.value }
    : malformed('body', 'not a JSON object');
}

function verified(
  payload: JsonObject,
  keys: readonly string[],
):
  | Extract<Signed, { kind: 'malformed' | 'bad_signature' }>
  | (Extract<Signed, { kind: 'signed' }> & { by: string }) {
  const signature = field(payload, 'signature');
  if (signature === null) return { kind: 'bad_signature', reason: 'there is no signature' };
  if (typeof signature !== 'string') return malformed('signature', 'must be a string');
  for (const scheme of ['flat-18', 'path-26'] as const) {
    for (const [age, key] of keys.entries()) {
      const read = verify(payload, scheme, signature, key);
      if (read.kind === 'unsignable') return malformed(read.path, 'must be a string');
      if (read.kind !== 'verified') continue;
      const by = age === 0 ? 'with the key in force' : 'with the key before';
      return { kind: 'signed', scheme, fields: read.fields, namedSessionId: namedIn(payload), by };
    }
  }
  return { kind: 'bad_signature', reason: 'the signature matches neither scheme' };
}

function namedIn(payload: JsonObject): string | null {
  const name = field(payload, 'session_id');
  return typeof name === 'string' && SESSION_ID.test(name) ? name : null;
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
  return { kind: 'malformed', field: toldText(name, 128) ?? 'body', reason };
}
