import fc from 'fast-check';
import { inspectWebhook, readWebhook } from '../../../src/gateway/ottu/read-webhook.js';
import {
  signedFields,
  signedMessage,
  type SignatureScheme,
  signMessage,
} from '../../../src/gateway/ottu/signature.js';
import { payment, SESSION } from './support/harness.js';

const KEY = 'contract-key-4821';
const CUSTOMER = {
  customer_first_name: 'Layla',
  customer_last_name: 'Haddad',
  customer_phone: '+96555550101',
};

/** Pages: docs.ottu.com/developers/webhooks/payment-events, docs.ottu.com/developers/webhooks/verify-signatures; path-26 is in the official client only. */
function sign(payload: Record<string, unknown>, scheme: SignatureScheme): string {
  return signMessage(signedMessage(signedFields(payload, scheme), scheme), KEY);
}

function signed(payload: Record<string, unknown>, scheme: SignatureScheme = 'flat-18'): Buffer {
  return Buffer.from(JSON.stringify({ ...payload, signature: sign(payload, scheme) }));
}

describe('A webhook that says it is of the sandbox', () => {
  const seen = (over: Record<string, unknown>, isLive: boolean) =>
    inspectWebhook({ kind: 'payment', keys: [KEY], rawBody: signed(payment(over)), isLive }).checks.filter(
      ({ name }) => name === 'environment',
    );

  it('is noted for a live account, and taken as the hint that it is', () => {
    expect(seen({ is_sandbox: true }, true)).toMatchObject([{ passed: false }]);
    expect(seen({ is_sandbox: 'often' }, true)).toMatchObject([{ passed: false }]);
    expect(readWebhook(signed(payment({ is_sandbox: true })), [KEY]).kind).toBe('verified');
  });

  it('is as it should be for a sandbox, and what says nothing is for both', () => {
    expect(seen({ is_sandbox: true }, false)).toEqual([]);
    expect(seen({}, true)).toMatchObject([{ passed: true }]);
  });
});

describe('Reading a webhook', () => {
  it('flat-18: what it does not sign is not read, but for where one may look', () => {
    expect(readWebhook(signed(payment(CUSTOMER)), [KEY])).toEqual({
      kind: 'verified',
      scheme: 'flat-18',
      orderNo: 'r1-contract-0001',
      sessionId: null,
      namedSessionId: SESSION,
      state: 'paid',
    });
  });

  it('path-26: the session is signed too', () => {
    expect(readWebhook(signed(payment(CUSTOMER), 'path-26'), [KEY])).toMatchObject({
      scheme: 'path-26',
      sessionId: SESSION,
    });
  });

  it('flat-18 is tried first: a session of another type beside it does not matter', () => {
    expect(readWebhook(signed(payment({ session_id: 17 })), [KEY])).toMatchObject({
      scheme: 'flat-18',
      sessionId: null,
      namedSessionId: null,
    });
  });

  it('an event without an order says nothing about one', () => {
    expect(
      readWebhook(signed({ amount: '1.000', reference_number: 'R1', state: 'paid' }), [KEY]),
    ).toMatchObject({
      orderNo: null,
      state: 'paid',
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['another state', { state: 'failed' }],
    ['another order', { order_no: 'r1-contract-0002' }],
    ['another amount', { amount: '1.000' }],
    ['a name more', { customer_first_name: 'Eve' }],
  ])('a payload changed after signing: %s', (_name, change) => {
    const signature = sign(payment(), 'flat-18');
    const body = Buffer.from(JSON.stringify({ ...payment(change), signature }));
    expect(readWebhook(body, [KEY]).kind).toBe('bad_signature');
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'not_json'],
    ['half', '{"state":', 'not_json'],
    ['bytes that are no UTF-8', '\xff\xfe', 'not_json'],
    ['a list', '[]', 'malformed body'],
    ['a word', '"paid"', 'malformed body'],
    ['no signature', '{"state":"paid"}', 'bad_signature'],
    ['a signature of a wrong type', '{"signature":1}', 'malformed signature'],
    ['a short signature', '{"signature":"00"}', 'bad_signature'],
    ['a key twice', '{"state":"paid","state":"failed","signature":"00"}', 'malformed state'],
    ['a key twice by escape', '{"state":"paid","st\\u0061te":"failed"}', 'malformed state'],
    ['a key twice further down', '{"token":[{"a":"}","b\\"":1,"b\\"":2}]}', 'malformed b"'],
    ['a number where a text is signed', '{"amount":10,"signature":"00"}', 'malformed amount'],
    ['an object where a text is signed', '{"order_no":{},"signature":"00"}', 'malformed order_no'],
    ['a number among the paths', '{"session_id":5,"signature":"00"}', 'malformed session_id'],
  ])('not to be believed: %s', (_name, text, expected) => {
    const reading = readWebhook(Buffer.from(text, 'latin1'), [KEY]);
    expect(reading.kind === 'malformed' ? `malformed ${reading.field}` : reading.kind).toBe(expected);
  });

  it('the same key in two objects is no key twice', () => {
    const body = payment({ agreement: { id: 'agr-17' }, token: { id: 'x' }, list: [{ id: 1 }, { id: 2 }] });
    expect(readWebhook(signed(body), [KEY]).kind).toBe('verified');
  });

  it('nothing that arrives makes it throw', () => {
    const anything = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      fc
        .dictionary(fc.constantFrom('amount', 'state', 'token', 'signature', '__proto__'), fc.jsonValue())
        .map((body) => Buffer.from(JSON.stringify(body))),
    );
    fc.assert(fc.property(anything, (body) => readWebhook(body, [KEY]).kind !== 'verified'));
  });

  it('the signature of nothing signs nothing', () => {
    const body = Buffer.from(JSON.stringify({ session_id: '', signature: signMessage('', KEY) }));
    expect(readWebhook(body, [KEY]).kind).toBe('bad_signature');
  });

  it.each<[string, unknown]>([
    ['amount', '10,000'],
    ['amount', '1e3'],
    ['amount', ' 10.000'],
    ['currency_code', 'kwd'],
    ['order_no', 'r1 contract'],
    ['order_no', 'x'.repeat(129)],
    ['state', 'PAID'],
    ['result', 'ok'],
    ['customer_first_name', 'x'.repeat(65)],
    ['customer_last_name', 'Ha\u0000ddad'],
    ['customer_address_country', 'Kuwait'],
    ['gateway_name', 'm p g s'],
    ['reference_number', 'ref\nstate=paid'],
  ])('signed, but %s is %j', (name, value) => {
    expect(readWebhook(signed(payment({ [name]: value })), [KEY])).toMatchObject({
      kind: 'malformed',
      field: name,
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ['session_id', { session_id: 'not-forty-hex' }],
    ['token.token', { token: { token: 'with space' } }],
    ['agreement.id', { agreement: { id: 'a\nb' } }],
    ['payment_type', { payment_type: 'gift' }],
  ])('signed by paths, but %s is not in its form', (name, change) => {
    expect(readWebhook(signed(payment(change), 'path-26'), [KEY])).toMatchObject({
      kind: 'malformed',
      field: name,
    });
  });
});
