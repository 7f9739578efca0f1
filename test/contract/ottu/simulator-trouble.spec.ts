import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CARDS, Desk, START } from './support/desk.js';
import { sessionRequest } from './support/harness.js';

describe('Ottu as simulated, when something is wrong', () => {
  let desk: Desk;

  beforeEach(async () => {
    desk = await Desk.open();
  });

  afterEach(() => desk.close());

  it.each<[string, object, string]>([
    ['500 after the money moved', { type: 'error_after', status: 500 }, 'unknown server_error'],
    ['the line drops after the money moved', { type: 'drop_after' }, 'unknown connection_lost'],
    ['half a body', { type: 'broken_body' }, 'unknown unreadable'],
    ['a body cut off', { type: 'truncated_body' }, 'unknown connection_lost'],
    ['another amount echoed', { type: 'wrong_echo' }, 'unknown wrong_echo'],
    ['another order echoed', { type: 'wrong_echo', fields: ['order_no'] }, 'unknown wrong_echo'],
    [
      'result error beside state paid',
      { type: 'wrong_echo', fields: { result: 'error' } },
      'unknown contradiction',
    ],
  ])('%s', async (_name, action, expected) => {
    const card = await desk.savedCard(CARDS.good);
    await desk.control('/control/faults', { match: { endpoint: 'auto_debit' }, action, times: 1 });
    const { answer, sessionId } = await desk.charge(card);
    expect('trouble' in answer && `${answer.kind} ${answer.trouble.code}`).toBe(expected);
    expect(await desk.harness.gateway.retrieveSession(desk.harness.account, sessionId)).toMatchObject({
      payment: { state: 'paid' },
    });
  });

  it('a wrong key stops everything; a user with a password may do what his permissions say', async () => {
    const { gateway, account } = desk.harness;
    const wrong = { ...account, credentials: { kind: 'api_key' as const, apiKey: 'wrong' } };
    expect((await gateway.createSession(wrong, sessionRequest())).kind).toBe('unauthorized');
    const user = { kind: 'basic' as const, username: 'sim_user', password: 'sim_password' };
    expect((await gateway.createSession({ ...account, credentials: user }, sessionRequest())).kind).toBe(
      'created',
    );
  });

  it('what it refuses, it names', async () => {
    const request = sessionRequest({ pgCode: 'no-such-gateway' });
    expect(await desk.harness.gateway.createSession(desk.harness.account, request)).toMatchObject({
      kind: 'refused',
      httpStatus: 400,
      message: expect.stringContaining('pg_codes'),
    });
    expect(await desk.harness.gateway.retrieveSession(desk.harness.account, 'f'.repeat(40))).toMatchObject({
      kind: 'not_found',
    });
  });

  it('errors in the newer envelope are read too', async () => {
    await desk.control('/control/merchant', { error_envelope: 'error' }, 'PUT');
    const request = sessionRequest({ pgCode: 'no-such-gateway' });
    expect(await desk.harness.gateway.createSession(desk.harness.account, request)).toMatchObject({
      kind: 'refused',
    });
  });

  it('its clock moves for simulators only, and never back', async () => {
    const { gateway, account } = desk.harness;
    expect(await gateway.moveSimulatedClock(account, new Date('2026-04-01T00:00:00Z'))).toBe(true);
    expect(await gateway.moveSimulatedClock(account, new Date('2026-02-01T00:00:00Z'))).toBe(false);
    expect(await gateway.moveSimulatedClock({ ...account, isSimulator: false }, new Date(START))).toBe(false);
  });

  it.each(['flat-18', 'path-26'] as const)('its webhooks are genuine: %s', async (scheme) => {
    await desk.control('/control/merchant', { signature_scheme: scheme }, 'PUT');
    const bodies: Buffer[] = [];
    const shop = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => bodies.push(chunk)).on('end', () => response.end());
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', () => resolve()));
    const webhookUrl = `http://127.0.0.1:${(shop.address() as AddressInfo).port}/hook`;
    const first = await desk.session({ webhookUrl });
    await desk.payOnPage(first.sessionId, CARDS.good);
    expect(desk.harness.gateway.readPaymentWebhook(['sim_ottu_hmac_key'], Buffer.concat(bodies))).toEqual({
      kind: 'verified',
      scheme,
      orderNo: first.expected.orderNo,
      sessionId: scheme === 'path-26' ? first.sessionId : null,
      namedSessionId: first.sessionId,
      state: 'paid',
    });
    shop.closeAllConnections();
    await new Promise((resolve) => shop.close(resolve));
  });
});
