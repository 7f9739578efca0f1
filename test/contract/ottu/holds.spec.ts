import { money, parseMoney } from '../../../src/domain/money/money.js';
import type { HoldOperation } from '../../../src/gateway/payment-gateway.js';
import { classifyHoldAnswer } from '../../../src/gateway/ottu/classify-hold-answer.js';
import type { HttpOutcome } from '../../../src/gateway/ottu/one-outcome.js';
import { readPayment } from '../../../src/gateway/ottu/read-payment.js';
import { CARDS, Desk } from './support/desk.js';
import { OTHER_SESSION, SESSION } from './support/harness.js';

const NOW = new Date('2026-03-01T09:00:00Z');
const REQUEST = {
  sessionId: SESSION,
  orderNo: 'r1-contract-0001',
  amount: parseMoney('4.500', 'KWD'),
  trackingKey: 'cap_1',
};
const CHILD = { amount: '4.500', currency_code: 'KWD', order_no: '', session_id: 'c0ffee' };
const STATES: Record<HoldOperation, string> = { capture: 'paid', void: 'voided' };
const KINDS = Object.keys(STATES) as HoldOperation[];

/** Page: docs.ottu.com/developers/operations (ExternalOperation in its reference). */
const answerTo = (operation: HoldOperation, over: object = {}, child: object = {}) => ({
  amount: '4.500',
  is_sandbox: true,
  operation,
  order_no: 'r1-contract-0001',
  pg_code: 'mpgs-authorize',
  pg_params: {},
  pg_response: {},
  reference_number: 'CAP1',
  result: 'success',
  session_id: SESSION,
  source: 'input',
  success: true,
  timestamp_utc: '2026-03-01 09:00:00',
  txn: { ...CHILD, state: STATES[operation], ...child },
  ...over,
});
const answered = (body: unknown, status = 200): HttpOutcome => ({
  kind: 'answered',
  status,
  retryAfter: null,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});

describe.each(KINDS)('What an answer to a %s means', (kind) => {
  const classOf = (outcome: HttpOutcome): string => {
    const answer = classifyHoldAnswer(outcome, kind, REQUEST, NOW);
    return 'trouble' in answer ? `${answer.kind} ${answer.trouble.code}` : answer.kind;
  };
  const ours = (over: object = {}, child: object = {}) => answerTo(kind, over, child);
  const other = KINDS.find((one) => one !== kind)!;

  it.each<[string, unknown, number, string]>([
    ['one that was made', ours(), 200, 'done'],
    ['a refusal', { detail: 'Not possible.', operation: kind, result: 'failed' }, 400, 'refused'],
    ['a refusal of a field', { amount: ['A valid number is required.'] }, 400, 'refused'],
    ['a session that is not there', { detail: 'Not found.' }, 404, 'refused'],
    ['no permission', { detail: 'x' }, 403, 'unauthorized'],
    ['a success without a transaction', { operation: kind, result: 'success' }, 200, 'unknown unexpected'],
    ['made, with a 400', ours(), 400, 'unknown contradiction'],
    ['made, with the result failed', ours({ result: 'failed' }), 200, 'unknown contradiction'],
    ['made, with the result queued', ours({ result: 'queued' }), 200, 'unknown contradiction'],
    ['made, without a result', ours({ result: undefined }), 200, 'unknown contradiction'],
    ['the other operation', answerTo(other), 200, 'unknown wrong_echo'],
    ['the transaction of the other', ours({}, { state: STATES[other] }), 200, 'unknown wrong_echo'],
    ['the transaction of a refund', ours({}, { state: 'refunded' }), 200, 'unknown wrong_echo'],
    ['another session', ours({ session_id: OTHER_SESSION }), 200, 'unknown wrong_echo'],
    ['another order', ours({ order_no: 'r1-contract-0002' }), 200, 'unknown wrong_echo'],
    ['a part of it', ours({}, { amount: '4.499' }), 200, 'unknown wrong_echo'],
    ['another currency', ours({}, { currency_code: 'USD', amount: '4.50' }), 200, 'unknown wrong_echo'],
    ['a state nobody knows', ours({}, { state: 'taken' }), 200, 'unknown unreadable'],
    ['no JSON', '<html>', 200, 'unknown unreadable'],
    ['an error of the platform', {}, 502, 'unknown server_error'],
  ])('%s', (_, body, status, expected) => {
    expect(classOf(answered(body, status))).toBe(expected);
  });
});

/** Page: docs.ottu.com/developers/payments/checkout-api (retrieving), docs.ottu.com/developers/reference/payment-states (child transactions). */
describe('What a session says of money that is held', () => {
  const session = (transactions: unknown, state = 'authorized') =>
    readPayment({ session_id: SESSION, state, amount: '4.500', currency_code: 'KWD', transactions });
  const captured = (amount: string) => ({ ...CHILD, state: 'paid', amount });

  it('is what of it was captured, all captures together, and whether it was voided', () => {
    expect(session([]).hold).toBeUndefined();
    expect(session([captured('4'), captured('0.500')]).hold).toEqual({
      captured: money(4500n, 'KWD'),
      isVoided: false,
    });
    expect(session([{ ...CHILD, state: 'voided' }]).hold).toEqual({ captured: null, isVoided: true });
    expect(session([captured('4.500'), { ...CHILD, state: 'refunded' }], 'paid').hold).toMatchObject({
      captured: money(4500n, 'KWD'),
    });
  });

  it('cannot be read where one of them cannot, for it might be a capture; what is paid stays paid', () => {
    expect(() => session([{ ...captured('4.500'), currency_code: 'US' }])).toThrow();
    expect(() => session([captured('4'), { ...captured('1.00'), currency_code: 'USD' }])).toThrow();
    expect(session([{ state: 'gone' }], 'paid').state).toBe('paid');
  });
});

describe('Captures and voids at Ottu as simulated', () => {
  let desk: Desk;
  beforeEach(async () => {
    desk = await Desk.open();
  });
  afterEach(() => desk.close());

  async function held() {
    const { sessionId, expected } = await desk.session({ pgCode: 'mpgs-authorize' });
    await desk.payOnPage(sessionId, CARDS.good);
    const { gateway, account } = desk.harness;
    const decide = (operation: HoldOperation, trackingKey: string) =>
      gateway.decideHold(account, operation, { ...expected, trackingKey });
    return { decide, look: () => gateway.retrieveSession(account, sessionId), amount: expected.amount };
  }

  it('take all of it once, and a repeat under the same key is answered with the first', async () => {
    const { decide, look, amount } = await held();
    expect(await look()).toMatchObject({ payment: { state: 'authorized' } });
    const first = await decide('capture', 'cap_1');
    expect(first).toMatchObject({ kind: 'done', operation: { state: 'paid', amount } });
    expect(await decide('capture', 'cap_1')).toEqual(first);
    expect((await decide('capture', 'cap_2')).kind).toBe('refused');
    expect((await decide('void', 'void_1')).kind).toBe('refused');
    const hold = { captured: amount, isVoided: false };
    expect(await look()).toMatchObject({ payment: { state: 'authorized', hold } });
  });

  it('or let go of it, and then nothing is left to take', async () => {
    const { decide, look, amount } = await held();
    expect(await decide('void', 'void_1')).toMatchObject({
      kind: 'done',
      operation: { state: 'voided', amount },
    });
    expect((await decide('capture', 'cap_1')).kind).toBe('refused');
    expect(await look()).toMatchObject({ payment: { hold: { captured: null, isVoided: true } } });
  });
});
