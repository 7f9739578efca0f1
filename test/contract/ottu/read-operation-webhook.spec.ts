import { createHmac } from 'node:crypto';
import { readOperationWebhook, readWebhook } from '../../../src/gateway/ottu/read-webhook.js';
import { SESSION } from './support/harness.js';

const KEY = 'operation-key';
const hmac = (text: string) => createHmac('sha256', KEY).update(text).digest('hex');

/** Page: docs.ottu.com/developers/webhooks/operation-events. Of all its fields the flat scheme signs these four. */
const REFUND = {
  amount: '4.500',
  operation: 'refund',
  order_no: 'r1-contract-0001',
  reference_number: 'REF1',
  result: 'success',
  session_id: SESSION,
  source: 'pg',
  txn: { state: 'refunded', amount: '4.500', currency_code: 'KWD' },
};
const FLAT = ['amount', 'currency_code', 'order_no', 'reference_number', 'result', 'state'] as const;
const flat = (body: Record<string, unknown>) =>
  Buffer.from(
    JSON.stringify({
      ...body,
      signature: hmac(
        FLAT.flatMap((name) => (body[name] ? [`${name}${String(body[name] as string | number)}`] : [])).join(
          '',
        ),
      ),
    }),
  );
const path = (body: Record<string, unknown>) => {
  const names = [...FLAT, 'session_id'].sort();
  const lines = names.flatMap((name) =>
    body[name] ? [`${name}=${String(body[name] as string | number)}`] : [],
  );
  return Buffer.from(JSON.stringify({ ...body, signature: hmac(lines.join('\n')) }));
};
const PAYMENT = {
  amount: '4.500',
  currency_code: 'KWD',
  order_no: 'r1-contract-0001',
  result: 'success',
  state: 'paid',
};

describe('Reading what is told of an operation', () => {
  it('takes the payment it is about, by what the scheme signs and nothing else', () => {
    expect(readOperationWebhook(flat(REFUND), [KEY])).toEqual({
      kind: 'verified',
      scheme: 'flat-18',
      orderNo: 'r1-contract-0001',
      sessionId: null,
    });
    expect(readOperationWebhook(path(REFUND), [KEY])).toMatchObject({
      scheme: 'path-26',
      sessionId: SESSION,
    });
  });

  it.each(['success', 'failed', 'queued', 'rejected'])('knows the result %s', (result) => {
    expect(readOperationWebhook(flat({ ...REFUND, result }), [KEY]).kind).toBe('verified');
  });

  it('no payment passes as an operation, whatever is written beside what is signed', () => {
    const dressed = { ...PAYMENT, operation: 'refund', txn: REFUND.txn };
    for (const body of [flat(dressed), path(dressed)]) {
      expect(readOperationWebhook(body, [KEY])).toMatchObject({ kind: 'malformed', field: 'state' });
      expect(readWebhook(body, [KEY])).toMatchObject({ kind: 'verified', state: 'paid' });
    }
  });

  it('no operation passes as a payment, whatever is written beside what is signed', () => {
    for (const body of [flat(REFUND), path(REFUND)]) {
      expect(readWebhook(body, [KEY])).toMatchObject({ kind: 'malformed' });
    }
    // A state that was added afterwards is signed as well, and so breaks the signature.
    const added = { ...(JSON.parse(flat(REFUND).toString()) as object), state: 'paid', currency_code: 'KWD' };
    expect(readWebhook(Buffer.from(JSON.stringify(added)), [KEY])).toMatchObject({ kind: 'bad_signature' });
  });

  it('a payment whose signed text is cut at other places is no operation', () => {
    // "…result" + "successstatepaid": the state becomes a part of the result.
    const text = FLAT.flatMap((name) =>
      name in PAYMENT ? [`${name}${PAYMENT[name as keyof typeof PAYMENT]}`] : [],
    ).join('');
    const { currency_code: _, state: __, ...rest } = PAYMENT;
    const recut = {
      ...rest,
      amount: '4.500currency_codeKWD',
      result: 'successstatepaid',
      signature: hmac(text),
    };
    expect(readOperationWebhook(Buffer.from(JSON.stringify(recut)), [KEY])).toMatchObject({
      kind: 'malformed',
    });
  });

  it.each([
    ['without a signature', Buffer.from(JSON.stringify(REFUND)), 'bad_signature'],
    ['with another key', Buffer.from(JSON.stringify({ ...REFUND, signature: hmac('x') })), 'bad_signature'],
    ['that is no JSON', Buffer.from('refund'), 'not_json'],
    ['that is a list', Buffer.from('[]'), 'malformed'],
    ['with a number where a text is signed', flat({ ...REFUND, amount: 4.5 }), 'malformed'],
    ['with an order like no other', flat({ ...REFUND, order_no: 'a b' }), 'malformed'],
    ['that names no payment', flat({ amount: '1.000', result: 'success' }), 'malformed'],
    [
      'with a customer in it',
      Buffer.from(
        JSON.stringify({
          ...REFUND,
          customer_email: 'a@b.test',
          signature: hmac(
            'amount4.500customer_emaila@b.testorder_nor1-contract-0001reference_numberREF1resultsuccess',
          ),
        }),
      ),
      'malformed',
    ],
  ])('refuses one %s', (_, body, kind) => {
    expect(readOperationWebhook(body, [KEY]).kind).toBe(kind);
  });

  it('nothing is genuine without a key', () => {
    expect(readOperationWebhook(flat(REFUND), ['']).kind).toBe('bad_signature');
  });
});
