import { money, parseMoney } from '../../../src/domain/money/money.js';
import { classifyRefundAnswer } from '../../../src/gateway/ottu/classify-refund-answer.js';
import type { HttpOutcome } from '../../../src/gateway/ottu/one-outcome.js';
import { readRefundLook } from '../../../src/gateway/ottu/read-refunds.js';
import { CARDS, Desk } from './support/desk.js';
import { IMPATIENT, OTHER_SESSION, SESSION } from './support/harness.js';

const NOW = new Date('2026-03-01T09:00:00Z');
const REQUEST = {
  sessionId: SESSION,
  orderNo: 'r1-contract-0001',
  amount: parseMoney('4.500', 'KWD'),
  trackingKey: 'ref_1',
};
const CHILD = { amount: '4.500', currency_code: 'KWD', session_id: 'c0ffee', state: 'refunded' };

/** Page: docs.ottu.com/developers/operations (ExternalOperation in its reference). */
const operation = (over: object = {}, child: object = {}) => ({
  amount: '4.500',
  operation: 'refund',
  order_no: 'r1-contract-0001',
  session_id: SESSION,
  reference_number: 'REF1',
  result: 'success',
  success: true,
  pg_params: { pg_message: 'Declined by issuer' },
  txn: { ...CHILD, ...child },
  ...over,
});
const answered = (body: unknown, status = 200, retryAfter: string | null = null): HttpOutcome => ({
  kind: 'answered',
  status,
  retryAfter,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const classOf = (outcome: HttpOutcome): string => {
  const answer = classifyRefundAnswer(outcome, REQUEST, NOW);
  return 'trouble' in answer ? `${answer.kind} ${answer.trouble.code}` : answer.kind;
};

describe('What an answer to a refund means', () => {
  const rejected = { state: 'refund_rejected' };
  const queued = { state: 'refund_queued' };
  it.each<[string, unknown, number, string]>([
    ['a refund that was made', operation(), 200, 'refunded'],
    ['one that is queued, in the words of the contract', operation({}, queued), 200, 'queued'],
    ['one that is queued, in the words of the pages', operation({ result: 'queued' }, queued), 200, 'queued'],
    [
      'one that was rejected, in the words of the contract',
      operation({ result: 'failed' }, rejected),
      200,
      'rejected',
    ],
    [
      'one that was rejected, in the words of the pages',
      operation({ result: 'rejected' }, rejected),
      200,
      'rejected',
    ],
    ['one that was rejected with 400', operation({ result: 'failed' }, rejected), 400, 'rejected'],
    ['a refusal', { detail: 'Not enough', operation: 'refund', result: 'failed' }, 400, 'refused'],
    ['a refusal of a field', { amount: ['Ensure it is positive.'] }, 400, 'refused'],
    ['a session that is not there', { detail: 'Not found.' }, 404, 'refused'],
    [
      'a success without a transaction',
      { detail: 'Success', operation: 'refund', result: 'success' },
      200,
      'unknown unexpected',
    ],
    ['made, with a 400', operation(), 400, 'unknown contradiction'],
    ['made, with the result failed', operation({ result: 'failed' }), 200, 'unknown contradiction'],
    ['rejected, with the result success', operation({}, rejected), 200, 'unknown contradiction'],
    ['made, without a result', operation({ result: undefined }), 200, 'unknown contradiction'],
    ['another session', operation({ session_id: OTHER_SESSION }), 200, 'unknown wrong_echo'],
    ['another order', operation({ order_no: 'r1-contract-0002' }), 200, 'unknown wrong_echo'],
    ['another amount', operation({ amount: '4.501' }), 200, 'unknown wrong_echo'],
    ['another amount below', operation({}, { amount: '45.00' }), 200, 'unknown wrong_echo'],
    [
      'another currency below',
      operation({}, { currency_code: 'USD', amount: '4.50' }),
      200,
      'unknown wrong_echo',
    ],
    ['another operation', operation({ operation: 'capture' }), 200, 'unknown wrong_echo'],
    ['a capture below', operation({}, { state: 'paid' }), 200, 'unknown wrong_echo'],
    ['a word nobody knows', operation({}, { state: 'reversed' }), 200, 'unknown unreadable'],
    ['a result nobody knows', operation({ result: 'maybe' }), 200, 'unknown unreadable'],
    ['no JSON', '<html>', 200, 'unknown unreadable'],
    ['no JSON with a 400', '<html>', 400, 'unknown unreadable'],
    ['a key twice', '{"txn":null,"txn":null}', 200, 'unknown unreadable'],
    ['an error of the platform', { detail: 'x' }, 500, 'unknown server_error'],
    ['a redirect', '', 302, 'unknown redirect'],
    ['a status of nothing here', {}, 418, 'unknown unexpected'],
    ['no permission', { detail: 'x' }, 403, 'unauthorized'],
    ['too much', { detail: 'x' }, 429, 'rate_limited'],
  ])('%s', (_, body, status, expected) => {
    expect(classOf(answered(body, status))).toBe(expected);
  });

  it.each(['timeout', 'connection_lost', 'unreadable'] as const)(
    '%s is unknown, and only not_sent is not sent',
    (code) => {
      expect(classOf({ kind: 'failed', code, httpStatus: null, message: 'x' })).toBe(`unknown ${code}`);
      expect(classOf({ kind: 'failed', code: 'not_sent', httpStatus: null, message: 'x' })).toBe(
        'not_sent not_sent',
      );
    },
  );
});

/** Pages: docs.ottu.com/developers/payments/psq (`transactions`), docs.ottu.com/developers/reference/payment-states. */
describe('What a look at refunds says', () => {
  const look = (body: unknown, status = 200, retryAfter: string | null = null) =>
    readRefundLook(answered(body, status, retryAfter), SESSION, NOW);

  it('is the list of them, captures and voids apart, and an empty list is a word', () => {
    const voided = { ...CHILD, state: 'voided' };
    expect(look({ session_id: SESSION, transactions: [CHILD, voided] })).toEqual({
      kind: 'told',
      refunds: [{ id: 'c0ffee', state: 'refunded', amount: money(4500n, 'KWD'), referenceNumber: null }],
      holds: [{ id: 'c0ffee', state: 'voided', amount: money(4500n, 'KWD'), referenceNumber: null }],
    });
    expect(look({ session_id: SESSION, transactions: [] })).toEqual({ kind: 'told', refunds: [] });
  });

  it('is nothing where there is no list, or where it may not be asked', () => {
    expect(look({ session_id: SESSION })).toMatchObject({ kind: 'untold' });
    expect(look({ detail: 'Inquiry is not possible.' }, 400)).toMatchObject({ kind: 'untold' });
  });

  it.each<[string, unknown, number]>([
    ['another session', { session_id: OTHER_SESSION, transactions: [] }, 200],
    ['a list that is none', { session_id: SESSION, transactions: {} }, 200],
    [
      'an entry that cannot be read',
      { session_id: SESSION, transactions: [CHILD, { state: 'refunded' }] },
      200,
    ],
    ['an amount of nothing', { session_id: SESSION, transactions: [{ ...CHILD, amount: '0' }] }, 200],
    ['a state nobody knows', { session_id: SESSION, transactions: [{ ...CHILD, state: 'gone' }] }, 200],
    ['a session that is not there', { detail: 'Not found.' }, 404],
    ['an error', {}, 500],
  ])('is trouble, never "none", for %s', (_, body, status) => {
    expect(look(body, status)).toMatchObject({ kind: 'trouble' });
  });

  it('is too early when the throttle says so, with 429 or with 400', () => {
    expect(look({ detail: 'x' }, 429, '600')).toEqual({ kind: 'rate_limited', retryAfterSeconds: 600 });
    expect(look({ detail: 'Request was throttled.' }, 400)).toMatchObject({ kind: 'rate_limited' });
  });
});

describe('Refunds at Ottu as simulated', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.close());

  async function paid() {
    const { sessionId, expected } = await desk.charge(await desk.savedCard(CARDS.good));
    const refund = (trackingKey: string, amount = expected.amount) =>
      desk.harness.gateway.refund(desk.harness.account, {
        sessionId,
        orderNo: expected.orderNo,
        amount,
        trackingKey,
      });
    const look = (by: 'retrieve' | 'inquiry' = 'retrieve') =>
      desk.harness.gateway.lookAtRefunds(desk.harness.account, sessionId, by);
    return { refund, look, amount: expected.amount };
  }
  const tell = (place: string) => desk.control('/control/merchant', { refunds_told_in: place }, 'PUT');

  it('a repeat under the same key is answered with the first one, and nothing is made again', async () => {
    const { refund, look, amount } = await paid();
    const first = await refund('ref_1');
    expect(first).toMatchObject({ kind: 'refunded', refund: { state: 'refunded', amount } });
    expect(await refund('ref_1')).toEqual(first);
    expect(await refund('ref_2')).toMatchObject({ kind: 'refused' });
    const told = await look();
    expect(told.kind === 'told' && told.refunds.map(({ id }) => id)).toEqual([
      first.kind === 'refunded' && first.refund.id,
    ]);
    expect(desk.harness.calls.slice(-4).map(({ endpoint, outcome }) => `${endpoint} ${outcome}`)).toEqual([
      'refund refunded',
      'refund refunded',
      'refund refused',
      'retrieve told',
    ]);
  });

  it('a repeat is told how a queued one has ended since', async () => {
    await desk.control('/control/merchant', { refunds: 'queued' }, 'PUT');
    const { refund, look } = await paid();
    expect((await refund('ref_1')).kind).toBe('queued');
    await desk.harness.gateway.moveSimulatedClock(desk.harness.account, new Date('2026-03-01T11:00:00Z'));
    expect((await refund('ref_1')).kind).toBe('refunded');
    expect(await look()).toMatchObject({ refunds: [{ state: 'refunded' }] });
  });

  it('are told where the platform tells them', async () => {
    const { refund, look } = await paid();
    await refund('ref_1', parseMoney('1.000', 'KWD'));
    await desk.harness.gateway.moveSimulatedClock(desk.harness.account, new Date('2026-03-01T09:11:00Z'));
    await tell('inquiry');
    expect([(await look()).kind, (await look('inquiry')).kind]).toEqual(['untold', 'told']);
    await tell('nowhere');
    // The throttle of the query above is not what is tried here.
    await desk.control('/control/merchant', { inquiry_throttle: { enabled: false } }, 'PUT');
    expect([(await look()).kind, (await look('inquiry')).kind]).toEqual(['untold', 'untold']);
  });

  it('one that was held up on its way is found by no repeat before it arrives', async () => {
    await desk.use({ chargeTimeoutMs: IMPATIENT.chargeTimeoutMs });
    const { refund, look } = await paid();
    const fault = {
      match: { endpoint: 'operation', operation: 'refund' },
      action: { type: 'force_outcome', outcome: 'late', minutes: 30 },
    };
    await desk.control('/control/faults', fault);
    expect(await refund('ref_1')).toMatchObject({ kind: 'unknown', trouble: { code: 'timeout' } });
    expect(await look()).toEqual({ kind: 'told', refunds: [] });
    await desk.harness.gateway.moveSimulatedClock(desk.harness.account, new Date('2026-03-01T09:31:00Z'));
    expect(await look()).toMatchObject({ refunds: [{ state: 'refunded' }] });
  });

  it.each([
    ['of nothing', parseMoney('0', 'KWD'), 'ref_1'],
    ['without a key', parseMoney('1', 'KWD'), ''],
  ])('one %s is our own mistake and is never sent', async (_, amount, key) => {
    const { refund } = await paid();
    await expect(refund(key, amount)).rejects.toThrow(/refund of|trackingKey/);
  });
});
