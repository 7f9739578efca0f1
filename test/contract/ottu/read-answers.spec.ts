import { parseMoney } from '../../../src/domain/money/money.js';
import type { HttpOutcome } from '../../../src/gateway/ottu/one-outcome.js';
import { readCardList, readCreated, readExpired, readLook } from '../../../src/gateway/ottu/read-answers.js';
import { answered, card, LOST, nameOf } from './support/answers.js';
import { OTHER_SESSION, payment, SESSION, sessionRequest } from './support/harness.js';

const NOW = new Date('2026-03-01T09:00:00Z');
/** Page: docs.ottu.com/developers/payments/checkout-api (creating). */
describe('The answer to creating a session', () => {
  const created = (over: Record<string, unknown> = {}) => ({
    session_id: SESSION,
    state: 'created',
    amount: '12.750',
    currency_code: 'KWD',
    order_no: 'r1-contract-0001',
    checkout_url: 'https://merchant.test/checkout/1',
    expiration_time: '1 00:00:00',
    ...over,
  });
  const read = (outcome: HttpOutcome) => readCreated(outcome, sessionRequest(), NOW);

  it('is a session of ours, with the time it ends', () => {
    expect(read(answered(201, created()))).toEqual({
      kind: 'created',
      sessionId: SESSION,
      checkoutUrl: 'https://merchant.test/checkout/1',
      expiresAt: new Date('2026-03-02T09:00:00Z'),
    });
  });

  it.each<[unknown, string | null]>([
    ['00:30:00', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T12:10:00+03:00', '2026-03-01T09:10:00.000Z'],
    // No page lives so briefly or so long: as good as not said.
    ['2026-03-01T12:09:59+03:00', null],
    ['2026-02-28T09:00:00Z', null],
    ['00:00:00', null],
    ['1 00:00:01', null],
    ['999 00:00:00', null],
    ['tomorrow', null],
    [null, null],
    [3600, null],
  ])('expiration_time %j', (expiration_time, expected) => {
    const result = read(answered(201, created({ expiration_time })));
    expect(result.kind === 'created' && (result.expiresAt?.toISOString() ?? null)).toBe(expected);
  });

  it.each<[HttpOutcome, string]>([
    [answered(201, created({ amount: '12.751' })), 'wrong_echo'],
    [answered(201, created({ order_no: 'r1-contract-0002' })), 'wrong_echo'],
    [answered(201, created({ state: 'paid' })), 'contradiction'],
    [answered(201, created({ session_id: '../x' })), 'unreadable'],
    [answered(201, created({ checkout_url: 'javascript:alert(1)' })), 'unreadable'],
    [answered(201, '<html>'), 'unreadable'],
    [answered(204, ''), 'unexpected'],
    [answered(400, { pg_codes: ['Unknown.'] }), 'refused'],
    [answered(423, { detail: 'Locked' }), 'refused'],
    // A proxy's, and not Ottu's.
    ...[400, 404, 409].map((status): [HttpOutcome, string] => [answered(status, '<html>'), 'unreadable']),
    [answered(401, {}), 'unauthorized'],
    [answered(429, {}), 'rate_limited'],
    [answered(301, ''), 'redirect'],
    [answered(502, ''), 'server_error'],
    [LOST, 'connection_lost'],
  ])('%#: %j', (outcome, expected) => expect(nameOf(read(outcome))).toBe(expected));

  it('says which field was refused', () => {
    expect(read(answered(400, { agreement: { id: ['Required.'] } }))).toEqual({
      kind: 'refused',
      httpStatus: 400,
      message: 'agreement.id: Required.',
    });
  });
});

/** Pages: docs.ottu.com/developers/payments/checkout-api (retrieving), docs.ottu.com/developers/payments/psq (inquiry). */
describe('Looking at a session', () => {
  const read = (outcome: HttpOutcome) => readLook(outcome, { sessionId: SESSION }, NOW);

  it.each<[unknown, boolean, boolean | 'unreadable']>([
    [true, true, true],
    ['true', true, true],
    [false, true, false],
    [undefined, true, false],
    [7, true, 'unreadable'],
    [true, false, false],
    [7, false, false],
  ])('is_sandbox %j, live %j', (is_sandbox, isLive, expected) => {
    const outcome = answered(200, payment({ is_sandbox }));
    const look = readLook(outcome, { sessionId: SESSION }, NOW, isLive);
    const said = look.kind === 'found' ? look.payment.isPlayMoney === true : nameOf(look);
    expect(said).toBe(expected);
  });

  it('reads all that a payment says', () => {
    expect(read(answered(200, payment({ token: card(), checkout_url: 'https://m.test/c' })))).toEqual({
      kind: 'found',
      payment: {
        sessionId: SESSION,
        gatewayName: 'mpgs',
        orderNo: 'r1-contract-0001',
        state: 'paid',
        result: 'success',
        amount: parseMoney('12.750', 'KWD'),
        referenceNumber: 'REF7731',
        gatewayCustomerId: 'cus-17',
        agreementId: 'agr-17',
        card: {
          token: '9911223344',
          pgCode: 'credit-card',
          gatewayCustomerId: 'cus-17',
          brand: 'VISA',
          lastFour: '1019',
          expiryMonth: 1,
          expiryYear: 2039,
          nameOnCard: null,
          isExpired: false,
        },
        decline: null,
        checkoutUrl: 'https://m.test/c',
      },
    });
  });

  it('is a payment also where a word beside the point cannot be stored', () => {
    const odd = payment({ reference_number: 'R\u00001', token: { ...card(), name_on_card: 'N\ud83d' } });
    expect(read(answered(200, odd))).toMatchObject({
      payment: { referenceNumber: 'R\ufffd1', card: { nameOnCard: 'N\ufffd' } },
    });
  });

  it('dates of an agreement may come in either form', () => {
    for (const expiry_date of ['2036-02-29', '29/02/2036']) {
      const look = read(answered(200, payment({ agreement: { id: 'agr-17', expiry_date } })));
      expect(look).toMatchObject({ kind: 'found', payment: { agreementId: 'agr-17' } });
    }
  });

  it('a session without any payment yet', () => {
    const body = {
      session_id: SESSION,
      state: 'created',
      amount: '12.750',
      currency_code: 'KWD',
      agreement: {},
    };
    expect(read(answered(200, body))).toMatchObject({
      payment: {
        result: null,
        orderNo: null,
        agreementId: null,
        card: null,
        decline: null,
        checkoutUrl: null,
      },
    });
  });

  it.each<[HttpOutcome, string]>([
    [answered(200, payment({ session_id: OTHER_SESSION })), 'wrong_echo'],
    [answered(200, payment({ state: 'refunded' })), 'unreadable'],
    [answered(200, payment({ state: null })), 'unreadable'],
    [answered(200, payment({ customer_id: 'cus_\u0000' })), 'unreadable'],
    [answered(200, payment({ agreement: 'agr-17' })), 'unreadable'],
    [answered(200, payment({ amount: 12.7501 })), 'unreadable'],
    [answered(200, payment({ amount: 1e21 })), 'unreadable'],
    [answered(200, payment({ amount: '9'.repeat(40) })), 'unreadable'],
    [answered(200, payment({ amount: '-12.750' })), 'unreadable'],
    [answered(200, payment({ currency_code: 'XXXX' })), 'unreadable'],
    [answered(302, ''), 'redirect'],
    [answered(200, '<html>paid</html>'), 'unreadable'],
    [answered(404, { detail: 'Not found.' }), 'not_found'],
    [answered(404, '<html>nginx</html>'), 'unreadable'],
    [answered(400, { detail: 'Not possible in the state paid', result: 'failed' }), 'unexpected'],
    [answered(400, { detail: 'Request was throttled.' }), 'rate_limited'],
    [answered(400, { detail: 'Wait' }, '30'), 'rate_limited'],
    [answered(429, {}, '600'), 'rate_limited'],
    [answered(401, { detail: 'Invalid key' }), 'unauthorized'],
    [answered(403, { detail: 'No permission' }), 'unauthorized'],
    // A firewall's, and not Ottu's.
    [answered(401, '<html>'), 'unreadable'],
    [answered(403, '<html>Forbidden</html>'), 'unreadable'],
    [answered(403, ''), 'unreadable'],
    [answered(500, payment()), 'server_error'],
    [LOST, 'connection_lost'],
  ])('%#: %j', (outcome, expected) => expect(nameOf(read(outcome))).toBe(expected));

  it('by order: the answer must be about that order', () => {
    const look = readLook(answered(200, payment()), { orderNo: 'r1-contract-0002' }, NOW);
    expect(nameOf(look)).toBe('wrong_echo');
  });
});

/** Page: docs.ottu.com/developers/operations (expire). */
describe('Closing a session', () => {
  it.each<[HttpOutcome, string]>([
    [answered(200, { detail: 'Success', operation: 'expire', result: 'success' }), 'expired'],
    [answered(200, { detail: 'No', operation: 'expire', result: 'failed' }), 'refused'],
    [answered(400, { detail: 'Not possible', operation: 'expire', result: 'failed' }), 'refused'],
    [answered(404, { detail: 'Not found.' }), 'refused'],
    [answered(200, {}), 'unreadable'],
    [answered(200, { operation: 'cancel', result: 'success' }), 'unreadable'],
    [answered(200, '<html>'), 'unreadable'],
    [answered(400, '<html>'), 'unreadable'],
    [answered(401, {}), 'unauthorized'],
    [answered(405, {}), 'unexpected'],
    [answered(429, {}), 'rate_limited'],
    [answered(503, {}), 'server_error'],
    [LOST, 'connection_lost'],
  ])('%#: %j', (outcome, expected) => expect(nameOf(readExpired(outcome, NOW))).toBe(expected));
});

describe('A list of cards', () => {
  const read = (outcome: HttpOutcome) => readCardList(outcome, 'cus-17', NOW);

  it('comes as a list, or as the one card', () => {
    expect(read(answered(200, []))).toEqual({ kind: 'listed', cards: [] });
    expect(read(answered(200, [card(), card({ token: 't2' })]))).toMatchObject({
      cards: [{}, { token: 't2' }],
    });
    expect(read(answered(200, card()))).toMatchObject({ cards: [{ lastFour: '1019' }] });
  });

  it.each<[HttpOutcome, string]>([
    [answered(200, [card({ expiry_month: '13' })]), 'unreadable'],
    [answered(200, [card({ expiry_year: '1999' })]), 'unreadable'],
    [answered(200, [card({ expiry_year: 39 })]), 'unreadable'],
    [answered(200, [card({ token: 'two words' })]), 'unreadable'],
    [answered(200, [card({ is_expired: 'no' })]), 'unreadable'],
    [answered(200, [card(), null]), 'unreadable'],
    [answered(200, '"none"'), 'unreadable'],
    [answered(200, '[{"token":"a","token":"b"}]'), 'unreadable'],
    [answered(200, [card({ customer_id: 'cus-18' })]), 'wrong_echo'],
    [answered(400, { type: ['Wrong.'] }), 'unexpected'],
    [answered(403, {}), 'unexpected'],
    [answered(429, {}), 'rate_limited'],
    [LOST, 'connection_lost'],
  ])('%#: %j', (outcome, expected) => expect(nameOf(read(outcome))).toBe(expected));

  it.each([
    ['4', '2027', 4, 2027],
    ['12', '27', 12, 2027],
  ])('expiry %s/%s', (expiry_month, expiry_year, expiryMonth, expiryYear) => {
    expect(read(answered(200, [card({ expiry_month, expiry_year })]))).toMatchObject({
      cards: [{ expiryMonth, expiryYear }],
    });
  });
});
