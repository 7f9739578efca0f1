import fc from 'fast-check';
import { classifyChargeAnswer } from '../../../src/gateway/ottu/classify-charge-answer.js';
import type { HttpOutcome } from '../../../src/gateway/ottu/one-outcome.js';
import type { ChargeAnswer } from '../../../src/gateway/payment-gateway.js';
import { EXPECTED, OTHER_SESSION, payment } from './support/harness.js';

const NOW = new Date('2026-03-01T09:00:00Z');

function classify(status: number, body: unknown, retryAfter: string | null = null): ChargeAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return classifyChargeAnswer(
    { kind: 'answered', status, retryAfter, body: Buffer.from(text) },
    EXPECTED,
    NOW,
  );
}

const nameOf = (answer: ChargeAnswer): string =>
  'trouble' in answer ? `${answer.kind} ${answer.trouble.code}` : answer.kind;

/** Page: docs.ottu.com/developers/cards-and-tokens/recurring-payments (auto-debit); the payload is that of payment(). */
const declinedPayment = (over: Record<string, unknown> = {}): Record<string, unknown> =>
  payment({ state: 'attempted', result: 'failed', message: 'Not enough money', ...over });

describe('What an answer to a live account means that was made in the sandbox', () => {
  it.each<[unknown, boolean, string]>([
    [true, true, 'unknown contradiction'],
    ['True', true, 'unknown contradiction'],
    ['maybe', true, 'unknown unreadable'],
    [false, true, 'succeeded'],
    [undefined, true, 'succeeded'],
    // To a sandbox nothing that stands there does harm.
    [true, false, 'succeeded'],
    [false, false, 'succeeded'],
    [undefined, false, 'succeeded'],
    ['maybe', false, 'succeeded'],
  ])('is_sandbox %j, live %j: %s', (is_sandbox, isLive, expected) => {
    const body = Buffer.from(JSON.stringify(payment({ is_sandbox })));
    const outcome = { kind: 'answered', status: 200, retryAfter: null, body } as const;
    expect(nameOf(classifyChargeAnswer(outcome, EXPECTED, NOW, isLive))).toBe(expected);
  });
});

describe('What an answer to a charge means', () => {
  it.each<[string, number, unknown, string]>([
    ['paid, everything echoed', 200, payment(), 'succeeded'],
    ['paid, status 201', 201, payment(), 'succeeded'],
    ['paid, the amount without its zero', 200, payment({ amount: '12.75' }), 'succeeded'],
    ['paid, the amount as a number', 200, payment({ amount: 12.75 }), 'succeeded'],
    ['paid, without a result', 200, payment({ result: undefined }), 'succeeded'],
    ['paid, a card that cannot be read', 200, payment({ token: { token: 5 } }), 'succeeded'],

    ['declined, may be tried again', 200, declinedPayment(), 'declined'],
    ['declined, closed', 200, declinedPayment({ state: 'failed' }), 'declined'],
    ['declined, status 400, whole payload', 400, declinedPayment(), 'declined'],
    ['declined, the short form', 400, { detail: 'Not enough money', result: 'failed' }, 'declined'],
    ['declined, the short form with 200', 200, { detail: 'Not enough money', result: 'failed' }, 'declined'],

    ['a field is refused', 400, { token: ['No such token'] }, 'refused'],
    ['the request is refused', 400, { detail: 'Cannot be paid any more' }, 'refused'],
    ['no such session', 404, { detail: 'Not found.' }, 'refused'],
    ['conflict', 409, { detail: 'Busy' }, 'refused'],
    ['unprocessable', 422, { error: { code: 'x', message: 'No' } }, 'refused'],
    ['404 is no decline, whatever it says', 404, { result: 'failed' }, 'refused'],
    ['nor is it a success', 404, payment(), 'refused'],

    ['wrong key', 401, { detail: 'Invalid key' }, 'unauthorized'],
    ['not permitted', 403, { detail: 'No permission' }, 'unauthorized'],
    ['not permitted, in HTML', 403, '<h1>Forbidden</h1>', 'unauthorized'],
    ['too many calls', 429, { detail: 'Slow down' }, 'rate_limited'],

    ['redirect', 301, '', 'unknown redirect'],
    ['not modified', 304, '', 'unknown redirect'],
    ['error after a success', 500, payment(), 'unknown server_error'],
    ['gateway timeout', 504, '', 'unknown server_error'],
    ['a status nobody documents', 418, {}, 'unknown unexpected'],
    ['request timeout', 408, { detail: 'Timeout' }, 'unknown unexpected'],

    ['no body', 200, '', 'unknown unreadable'],
    ['no content', 204, '', 'unknown unreadable'],
    ['cut off', 200, JSON.stringify(payment()).slice(0, 200), 'unknown unreadable'],
    ['HTML', 200, '<html>paid</html>', 'unknown unreadable'],
    ['HTML with 400', 400, '<html>Bad Request</html>', 'unknown unreadable'],
    ['HTML with 404', 404, '<html>nginx</html>', 'unknown unreadable'],
    ['a list', 200, [payment()], 'unknown unreadable'],
    ['a key twice', 200, '{"state":"failed","state":"paid","result":"success"}', 'unknown unreadable'],
    ['a state Ottu may add one day', 200, payment({ state: 'settled' }), 'unknown unreadable'],
    ['a result nobody knows', 200, payment({ result: 'ok' }), 'unknown unreadable'],
    ['a state that is no word', 200, payment({ state: true }), 'unknown unreadable'],
    ['more digits than the currency has', 200, payment({ amount: '12.7500' }), 'unknown unreadable'],
    ['an amount in words', 200, payment({ amount: 'twelve' }), 'unknown unreadable'],
    ['an amount without a currency', 200, payment({ currency_code: null }), 'unknown unreadable'],
    ['a currency that is none', 200, payment({ currency_code: 'KWX' }), 'unknown unreadable'],
    ['an amount beyond all money', 200, payment({ amount: '9'.repeat(40) }), 'unknown unreadable'],
    ['an amount that no number can hold', 200, payment({ amount: 1e30 }), 'unknown unreadable'],
    ['a negative amount', 200, payment({ amount: '-12.750' }), 'unknown unreadable'],
    ['an order that is a number', 200, payment({ order_no: 17 }), 'unknown unreadable'],
    ['a reference of the wrong type', 200, payment({ reference_number: {} }), 'unknown unreadable'],

    ['paid, another session', 200, payment({ session_id: OTHER_SESSION }), 'unknown wrong_echo'],
    ['paid, no session', 200, payment({ session_id: '' }), 'unknown wrong_echo'],
    ['paid, another order', 200, payment({ order_no: 'r1-contract-0002' }), 'unknown wrong_echo'],
    ['paid, no order', 200, payment({ order_no: null }), 'unknown wrong_echo'],
    ['paid, another amount', 200, payment({ amount: '12.751' }), 'unknown wrong_echo'],
    ['paid, no amount', 200, payment({ amount: null }), 'unknown wrong_echo'],
    ['paid, another currency', 200, payment({ currency_code: 'BHD' }), 'unknown wrong_echo'],
    ['declined, another session', 200, declinedPayment({ session_id: OTHER_SESSION }), 'unknown wrong_echo'],
    ['declined, another amount', 400, declinedPayment({ amount: '1.000' }), 'unknown wrong_echo'],

    ['pending', 200, payment({ state: 'pending', result: 'pending' }), 'unknown pending'],
    ['failed so far, but pending', 200, payment({ state: 'pending', result: 'failed' }), 'unknown pending'],
    ['pending with 400', 400, { detail: 'Wait', result: 'pending' }, 'unknown pending'],

    ['error and paid', 200, payment({ result: 'error' }), 'unknown contradiction'],
    ['failed and paid', 200, payment({ result: 'failed' }), 'unknown contradiction'],
    ['cod and paid', 200, payment({ result: 'cod' }), 'unknown contradiction'],
    ['success and failed', 200, payment({ state: 'failed' }), 'unknown contradiction'],
    ['success and created', 200, payment({ state: 'created' }), 'unknown contradiction'],
    ['400 and paid', 400, payment(), 'unknown contradiction'],
    ['400 and success', 400, { detail: 'x', result: 'success' }, 'unknown contradiction'],
    [
      'failed and authorized',
      200,
      payment({ state: 'authorized', result: 'failed' }),
      'unknown contradiction',
    ],

    ['authorized is not collected', 200, payment({ state: 'authorized' }), 'unknown unexpected'],
    [
      'cash on delivery is not collected',
      200,
      payment({ state: 'cod', result: 'cod' }),
      'unknown unexpected',
    ],
    ['the gateway failed to say', 200, payment({ state: 'failed', result: 'error' }), 'unknown unexpected'],
    ['failed without a result', 200, payment({ state: 'failed', result: null }), 'unknown unexpected'],
    ['expired meanwhile', 200, payment({ state: 'expired', result: 'failed' }), 'unknown unexpected'],
    ['canceled', 200, payment({ state: 'canceled', result: 'canceled' }), 'unknown unexpected'],
    ['only a result of success', 200, { result: 'success' }, 'unknown unexpected'],
    ['an empty object', 200, {}, 'unknown unexpected'],
    ['an empty object with 400', 400, {}, 'refused'],
  ])('%s', (_name, status, body, expected) => {
    expect(nameOf(classify(status, body))).toBe(expected);
  });

  it.each<[HttpOutcome, string]>([
    [{ kind: 'failed', code: 'not_sent', httpStatus: null, message: '' }, 'not_sent not_sent'],
    [{ kind: 'failed', code: 'timeout', httpStatus: null, message: '' }, 'unknown timeout'],
    [{ kind: 'failed', code: 'timeout', httpStatus: 200, message: '' }, 'unknown timeout'],
    [{ kind: 'failed', code: 'connection_lost', httpStatus: 400, message: '' }, 'unknown connection_lost'],
    [{ kind: 'failed', code: 'unreadable', httpStatus: 200, message: '' }, 'unknown unreadable'],
  ])('transport %j', (outcome, expected) => {
    expect(nameOf(classifyChargeAnswer(outcome, EXPECTED, NOW))).toBe(expected);
  });

  it.each<[string | null, number]>([
    ['17', 17],
    ['Sun, 01 Mar 2026 09:02:00 GMT', 120],
    [null, 60],
    ['soon', 60],
    ['-5', 60],
    ['0', 1],
    ['Sun, 01 Mar 2026 08:00:00 GMT', 1],
    ['9999999', 3_600],
  ])('429 with Retry-After %s waits %i s', (header, retryAfterSeconds) => {
    expect(classify(429, {}, header)).toEqual({ kind: 'rate_limited', retryAfterSeconds });
  });

  it('a success carries the payment, a decline its reason', () => {
    expect(classify(200, payment())).toMatchObject({
      payment: {
        sessionId: EXPECTED.sessionId,
        amount: EXPECTED.amount,
        referenceNumber: 'REF7731',
        decline: null,
      },
    });
    const response = { response: { gatewayCode: 'DECLINED', acquirerCode: '41' } };
    expect(classify(200, declinedPayment({ gateway_response: response }))).toMatchObject({
      decline: { class: 'card_problem', code: '41', message: 'Not enough money' },
      payment: { state: 'attempted' },
    });
    expect(classify(400, { detail: 'No', result: 'failed', pg_response: { code: '54' } })).toEqual({
      kind: 'declined',
      decline: { class: 'card_problem', code: '54', responseCode: '54', message: 'No' },
      payment: null,
    });
  });

  describe('whatever arrives', () => {
    const noise = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('paid', 'success', 'failed', 'attempted', '', null),
    );
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      // A payment of ours in which any field may be gone or replaced.
      fc
        .record(
          {
            state: fc.oneof(fc.constantFrom('paid', 'attempted', 'failed', 'authorized', 'pending'), noise),
            result: fc.oneof(fc.constantFrom('success', 'failed', 'error', 'pending'), noise),
            session_id: fc.oneof(fc.constant(EXPECTED.sessionId), noise),
            order_no: fc.oneof(fc.constant(EXPECTED.orderNo), noise),
            amount: fc.oneof(fc.constantFrom('12.750', 12.75, '12.751', '127.50'), noise),
            currency_code: fc.oneof(fc.constantFrom('KWD', 'USD'), noise),
          },
          { requiredKeys: [] },
        )
        .map((body) => Buffer.from(JSON.stringify(body))),
    );
    const statuses = fc.oneof(fc.constantFrom(200, 201, 400), fc.integer({ min: 200, max: 599 }));

    it('success needs every field right, a decline a failed result, and nothing throws', () => {
      fc.assert(
        fc.property(statuses, bodies, fc.option(fc.string()), (status, body, retryAfter) => {
          const answer = classifyChargeAnswer({ kind: 'answered', status, retryAfter, body }, EXPECTED, NOW);
          if (answer.kind !== 'succeeded' && answer.kind !== 'declined') return;
          const said = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
          if (answer.kind === 'succeeded') {
            expect(status).toBeLessThan(300);
            expect(said).toMatchObject({
              state: 'paid',
              session_id: EXPECTED.sessionId,
              order_no: EXPECTED.orderNo,
            });
            expect([String(Number(said.amount)), said.currency_code]).toEqual(['12.75', 'KWD']);
            expect([null, undefined, '', 'success']).toContain(said.result);
          } else {
            expect(status === 400 || status < 300).toBe(true);
            expect(said.result).toBe('failed');
            expect([null, undefined, '', 'failed', 'attempted']).toContain(said.state);
            expect([null, undefined, '', EXPECTED.sessionId]).toContain(said.session_id);
          }
        }),
        { numRuns: 5_000 },
      );
    });
  });
});
