import { readOperationWebhook, readWebhook } from '../../../src/gateway/ottu/read-webhook.js';
import {
  FORGERIES,
  forgeriesOf,
  type Original,
  type Scheme,
  signedBy,
} from '../../integration/webhooks/forgeries.js';

const KEY = 'Contract-key-4821';
const SIGNED = {
  amount: '9.500',
  currency_code: 'KWD',
  order_no: 'r1-contract-0001',
  reference_number: 'REF1',
  result: 'success',
  session_id: 'a'.repeat(40),
};
/** Pages: docs.ottu.com/developers/webhooks/payment-events and docs.ottu.com/developers/webhooks/operation-events. */
const BODIES = {
  payment: { ...SIGNED, state: 'paid', customer_first_name: 'Layla' },
  operation: { ...SIGNED, operation: 'refund', source: 'pg', txn: { state: 'refunded' } },
};
const READERS = { payment: readWebhook, operation: readOperationWebhook };
const OTHER = { payment: readOperationWebhook, operation: readWebhook };

test('forgeries of more than forty kinds are tried', () => {
  expect(new Set(FORGERIES.map(({ name }) => name)).size).toBeGreaterThan(60);
});

describe.each<[keyof typeof BODIES, Scheme]>([
  ['payment', 'flat-18'],
  ['payment', 'path-26'],
  ['operation', 'flat-18'],
  ['operation', 'path-26'],
])('a message of a(n) %s, signed by %s', (kind, scheme) => {
  const original: Original = { scheme, body: signedBy(BODIES[kind], scheme, KEY), key: KEY };
  const genuine = JSON.stringify(original.body);

  test('as it is, is taken', () => {
    expect(READERS[kind](Buffer.from(genuine), [KEY])).toMatchObject({
      kind: 'verified',
      scheme,
      orderNo: SIGNED.order_no,
    });
  });

  test('is not taken for one of the other kind', () => {
    expect(OTHER[kind](Buffer.from(genuine), [KEY]).kind).not.toBe('verified');
  });

  test.each(forgeriesOf(scheme))('is not taken when $name', ({ forge }) => {
    const forged = forge(original);
    expect(forged).not.toBe(genuine);
    expect(READERS[kind](Buffer.from(forged), [KEY]).kind).not.toBe('verified');
  });
});
