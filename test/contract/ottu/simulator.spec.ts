import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseMoney } from '../../../src/domain/money/money.js';
import type {
  CardReading,
  ChargeAnswer,
  CreateSessionRequest,
} from '../../../src/gateway/payment-gateway.js';
import { createSimulator, type Simulator } from '../../../src/simulator/index.js';
import { type Harness, harnessAt, sessionRequest } from './support/harness.js';

const START = '2026-03-01T09:00:00.000Z';
const GOOD = '4111111111111111';
const BROKE = '4000008260003178';
const STOLEN = '4000000000009987';
const SILENT_AND_PAID = '4000056655665556';

/** The port against the platform on the desk, over HTTP: what the engine will do with it, call by call. */
describe('Ottu as simulated', () => {
  let simulator: Simulator;
  let harness: Harness;
  let orders = 0;

  beforeEach(async () => {
    simulator = await createSimulator({ seed: 'contract', startTime: START, frozen: true });
    harness = harnessAt(await simulator.listen(), { chargeTimeoutMs: 3_000, callTimeoutMs: 3_000 });
  });

  afterEach(async () => {
    await harness.close();
    await simulator.close();
  });

  const control = (path: string, body: unknown, method = 'POST') =>
    fetch(simulator.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  const truth = async (): Promise<{ charges: unknown[] }> => {
    const answer = await fetch(`${simulator.url}/truth`);
    return (await answer.json()) as { charges: unknown[] };
  };

  async function session(over: Partial<CreateSessionRequest> = {}) {
    const request = sessionRequest({ orderNo: `r1-desk-${++orders}`, ...over });
    const created = await harness.gateway.createSession(harness.account, request);
    if (created.kind !== 'created') throw new Error(JSON.stringify(created));
    const { orderNo, amount } = request;
    return { ...created, expected: { orderNo, amount, sessionId: created.sessionId } };
  }

  async function payOnPage(sessionId: string, number: string): Promise<void> {
    const form = { card_number: number, card_expiry: '12/34', card_cvv: '123', card_name: 'Layla Haddad' };
    const page = `${simulator.url}/checkout/${sessionId}/pay`;
    const { status } = await fetch(page, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
    });
    expect(status).toBe(303);
  }

  async function savedCard(number: string): Promise<CardReading> {
    const first = await session();
    await payOnPage(first.sessionId, number);
    const query = { gatewayCustomerId: 'cus-17', agreementId: 'agr-17' };
    const listed = await harness.gateway.listCards(harness.account, query);
    if (listed.kind !== 'listed' || !listed.cards[0]) throw new Error(JSON.stringify(listed));
    return listed.cards[0];
  }

  async function charge(card: CardReading) {
    const renewal = await session({ purpose: 'charge_saved_card' });
    const { sessionId, expected } = renewal;
    const request = { sessionId, token: card.token, expected };
    const answer: ChargeAnswer = await harness.gateway.chargeToken(harness.account, request);
    return { ...renewal, answer };
  }

  it('a first payment on the hosted page leaves a card, which renews', async () => {
    const first = await session();
    expect(first.checkoutUrl).toBe(`${simulator.url}/checkout/${first.sessionId}`);
    expect(await harness.gateway.retrieveSession(harness.account, first.sessionId)).toMatchObject({
      kind: 'found',
      payment: { state: 'created', orderNo: first.expected.orderNo, amount: first.expected.amount },
    });

    await payOnPage(first.sessionId, GOOD);
    expect(await harness.gateway.retrieveSession(harness.account, first.sessionId)).toMatchObject({
      payment: { state: 'paid', agreementId: 'agr-17', gatewayCustomerId: 'cus-17' },
    });
    const listed = await harness.gateway.listCards(harness.account, { gatewayCustomerId: 'cus-17' });
    expect(listed).toMatchObject({
      kind: 'listed',
      cards: [
        { pgCode: 'credit-card', lastFour: '1111', expiryMonth: 12, expiryYear: 2034, isExpired: false },
      ],
    });

    const card = listed.kind === 'listed' ? listed.cards[0]! : null;
    const renewal = await charge(card!);
    expect(renewal.answer).toMatchObject({
      kind: 'succeeded',
      payment: { sessionId: renewal.sessionId, result: 'success', card: { token: card!.token } },
    });
    expect((await truth()).charges).toHaveLength(2);
    expect(harness.calls.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`)).toEqual([
      'create created',
      'retrieve found',
      'retrieve found',
      'cards listed',
      'create created',
      'auto_debit succeeded',
    ]);
  });

  it('saving a card moves no money', async () => {
    const setup = await session({ purpose: 'save_card', amount: parseMoney('0', 'KWD') });
    await payOnPage(setup.sessionId, GOOD);
    expect(await harness.gateway.listCards(harness.account, { gatewayCustomerId: 'cus-17' })).toMatchObject({
      cards: [{ lastFour: '1111' }],
    });
    expect((await truth()).charges).toHaveLength(0);
  });

  it.each([
    ['200', BROKE, 'soft', '51'],
    ['400', BROKE, 'soft', '51'],
    ['200', STOLEN, 'hard', '43'],
    ['400', STOLEN, 'hard', '43'],
  ])('a decline with HTTP %s: %s is %s', async (status, number, expected, code) => {
    await control('/control/merchant', { decline_http_status: Number(status) }, 'PUT');
    const { answer } = await charge(await savedCard(number));
    expect(answer).toMatchObject({ kind: 'declined', decline: { class: expected, code } });
  });

  it('a token that is gone is refused, and the session says that nothing happened', async () => {
    const card = await savedCard(GOOD);
    const { answer, sessionId } = await charge({ ...card, token: '0000000000' });
    expect(answer).toMatchObject({
      kind: 'refused',
      httpStatus: 400,
      message: expect.stringContaining('token'),
    });
    expect(await harness.gateway.retrieveSession(harness.account, sessionId)).toMatchObject({
      payment: { state: 'created' },
    });
  });

  it('charging twice: the second is refused, not declined', async () => {
    const card = await savedCard(GOOD);
    const { sessionId, expected } = await charge(card);
    const again = await harness.gateway.chargeToken(harness.account, {
      sessionId,
      token: card.token,
      expected,
    });
    expect(again.kind).toBe('refused');
    expect((await truth()).charges).toHaveLength(2);
  });

  it('a lost answer is unknown; fenced and asked for after a while, it turns out paid', async () => {
    await harness.close();
    harness = harnessAt(simulator.url, { chargeTimeoutMs: 300 });
    const { answer, sessionId } = await charge(await savedCard(SILENT_AND_PAID));
    expect(answer).toMatchObject({ kind: 'unknown', trouble: { code: 'timeout' } });
    const { gateway, account } = harness;
    expect(await gateway.retrieveSession(account, sessionId)).toMatchObject({
      payment: { state: 'pending' },
    });
    expect(await gateway.inquire(account, { sessionId })).toMatchObject({
      kind: 'rate_limited',
      retryAfterSeconds: 600,
    });

    expect(await gateway.expireSession(account, sessionId, 'fence-1')).toEqual({ kind: 'expired' });
    expect(await gateway.expireSession(account, sessionId, 'fence-1')).toEqual({ kind: 'expired' });
    expect(await gateway.expireSession(account, sessionId, 'fence-2')).toMatchObject({ kind: 'refused' });

    expect(await gateway.moveSimulatedClock(account, new Date('2026-03-01T09:20:00Z'))).toBe(true);
    expect(await gateway.inquire(account, { sessionId })).toMatchObject({
      kind: 'found',
      payment: { state: 'paid', result: 'success' },
    });
  });

  it('asked by order, with the throttle answering 400', async () => {
    await control('/control/merchant', { inquiry_throttle: { http_status: 400 } }, 'PUT');
    const { answer, expected } = await charge(await savedCard(BROKE));
    expect(answer.kind).toBe('declined');
    const by = { orderNo: expected.orderNo };
    expect((await harness.gateway.inquire(harness.account, by)).kind).toBe('rate_limited');
    await harness.gateway.moveSimulatedClock(harness.account, new Date('2026-03-01T09:11:00Z'));
    expect(await harness.gateway.inquire(harness.account, by)).toMatchObject({
      payment: { ...by, state: 'attempted', decline: { class: 'soft', code: '51' } },
    });
  });

  it.each<[string, object, string]>([
    ['500 after the money moved', { type: 'error_after', status: 500 }, 'unknown server_error'],
    ['the line drops after the money moved', { type: 'drop_after' }, 'unknown connection_lost'],
    ['half a body', { type: 'broken_body' }, 'unknown unreadable'],
    ['a body cut off', { type: 'truncated_body' }, 'unknown unreadable'],
    ['another amount echoed', { type: 'wrong_echo' }, 'unknown wrong_echo'],
    ['another order echoed', { type: 'wrong_echo', fields: ['order_no'] }, 'unknown wrong_echo'],
    [
      'result error beside state paid',
      { type: 'wrong_echo', fields: { result: 'error' } },
      'unknown contradiction',
    ],
  ])('%s', async (_name, action, expected) => {
    const card = await savedCard(GOOD);
    await control('/control/faults', { match: { endpoint: 'auto_debit' }, action, times: 1 });
    const { answer, sessionId } = await charge(card);
    expect('trouble' in answer && `${answer.kind} ${answer.trouble.code}`).toBe(expected);
    expect(await harness.gateway.retrieveSession(harness.account, sessionId)).toMatchObject({
      payment: { state: 'paid' },
    });
  });

  it('a wrong key stops everything; a user with a password may do what his permissions say', async () => {
    const { gateway, account } = harness;
    const wrong = { ...account, credentials: { kind: 'api_key' as const, apiKey: 'wrong' } };
    expect((await gateway.createSession(wrong, sessionRequest())).kind).toBe('unauthorized');
    const user = { kind: 'basic' as const, username: 'sim_user', password: 'sim_password' };
    expect((await gateway.createSession({ ...account, credentials: user }, sessionRequest())).kind).toBe(
      'created',
    );
  });

  it('what it refuses, it names', async () => {
    const request = sessionRequest({ pgCode: 'no-such-gateway' });
    expect(await harness.gateway.createSession(harness.account, request)).toMatchObject({
      kind: 'refused',
      httpStatus: 400,
      message: expect.stringContaining('pg_codes'),
    });
    expect(await harness.gateway.retrieveSession(harness.account, 'f'.repeat(40))).toMatchObject({
      kind: 'not_found',
    });
  });

  it('errors in the newer envelope are read too', async () => {
    await control('/control/merchant', { error_envelope: 'error' }, 'PUT');
    const request = sessionRequest({ pgCode: 'no-such-gateway' });
    expect(await harness.gateway.createSession(harness.account, request)).toMatchObject({ kind: 'refused' });
  });

  it('its clock moves for simulators only, and never back', async () => {
    const { gateway, account } = harness;
    expect(await gateway.moveSimulatedClock(account, new Date('2026-04-01T00:00:00Z'))).toBe(true);
    expect(await gateway.moveSimulatedClock(account, new Date('2026-02-01T00:00:00Z'))).toBe(false);
    expect(await gateway.moveSimulatedClock({ ...account, isSimulator: false }, new Date(START))).toBe(false);
  });

  it.each(['flat-18', 'path-26'] as const)('its webhooks are genuine: %s', async (scheme) => {
    await control('/control/merchant', { signature_scheme: scheme }, 'PUT');
    const bodies: Buffer[] = [];
    const shop = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk)).on('end', () => response.end());
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', () => resolve()));
    const webhookUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hook`;
    const first = await session({ webhookUrl });
    await payOnPage(first.sessionId, GOOD);
    expect(harness.gateway.readPaymentWebhook(harness.account, Buffer.concat(bodies))).toEqual({
      kind: 'verified',
      scheme,
      orderNo: first.expected.orderNo,
      sessionId: scheme === 'path-26' ? first.sessionId : null,
      state: 'paid',
    });
    shop.closeAllConnections();
    await new Promise((resolve) => shop.close(resolve));
  });
});
