import { accountAt, EXPECTED, type Harness, harnessAt, payment, SESSION } from './support/harness.js';
import { answer, type RawServer, rawServer, type Received, reset } from './support/raw-server.js';
import type { Socket } from 'node:net';
import { urlAt } from '../../../src/gateway/ottu/account.js';
import type { ChargeAnswer } from '../../../src/gateway/payment-gateway.js';
import type { OttuSettings } from '../../../src/gateway/ottu/ottu-settings.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';

const CHARGE = { sessionId: SESSION, token: '9911223344', sendBeforeMs: Infinity, expected: EXPECTED };

describe('Sending a call', () => {
  let server: RawServer | undefined;
  let harness: Harness | undefined;

  afterEach(async () => {
    await harness?.close();
    await server?.close();
    server = harness = undefined;
  });

  async function against(
    onRequest: (socket: Socket, received: Received) => void,
    settings: Partial<OttuSettings> = {},
  ): Promise<Harness> {
    server = await rawServer(onRequest);
    return (harness = harnessAt(server.url, settings));
  }

  /** Until the connection of the answer just read is free again. */
  const aMoment = () => new Promise((resolve) => setTimeout(resolve, 50));

  const codeOf = (given: ChargeAnswer): string =>
    'trouble' in given ? `${given.kind} ${given.trouble.code}` : given.kind;

  it('a charge goes over a warm connection, and never over one that was quiet and may just be closed', async () => {
    const settings = { reuseChargeConnectionMs: 3_000 };
    const { gateway, account } = await against((socket) => socket.write(answer(200, payment())), settings);
    for (let charge = 0; charge < 3; charge++) {
      expect(codeOf(await gateway.chargeToken(account, CHARGE))).toBe('succeeded');
      await aMoment();
    }
    expect(server!.connections()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(codeOf(await gateway.chargeToken(account, CHARGE))).toBe('succeeded');
    expect(server!.connections()).toBe(2);
  });

  it('a charge whose warm connection breaks under it is unknown, never "not sent" and never sent again', async () => {
    const { gateway, account } = await against((socket, { request }) => {
      if (request === 1) socket.write(answer(200, payment()));
      else reset(socket);
    });
    expect(codeOf(await gateway.chargeToken(account, CHARGE))).toBe('succeeded');
    await aMoment();
    expect(codeOf(await gateway.chargeToken(account, CHARGE))).toBe('unknown connection_lost');
    expect(server!.requests).toHaveLength(2);
  });

  it('a reset of a reused connection is trouble after sending, never "not sent"', async () => {
    const { gateway, account } = await against((socket, { request }) => {
      if (request === 1) socket.write(answer(200, payment()));
      else reset(socket);
    });
    expect(await gateway.retrieveSession(account, SESSION)).toMatchObject({ kind: 'found' });
    await aMoment();
    expect(await gateway.retrieveSession(account, SESSION)).toMatchObject({
      trouble: { code: 'connection_lost' },
    });
    expect(server!.connections()).toBe(1);
    expect(server!.requests).toHaveLength(2);
  });

  it('sends what the contract asks for, and reports the call without a secret', async () => {
    const { gateway, account, calls } = await against((socket) => socket.write(answer(200, payment())));
    await gateway.chargeToken(account, CHARGE);
    const [request = ''] = server!.requests;
    expect(request).toMatch(/^POST \/b\/pbl\/v2\/payment\/auto-debit\/ HTTP\/1\.1\r\n/);
    expect(request).toContain('authorization: Api-Key sim_ottu_api_key\r\n');
    expect(request.split('\r\n\r\n')[1]).toBe(`{"session_id":"${SESSION}","token":"9911223344"}`);
    expect(calls).toMatchObject([{ orderNo: EXPECTED.orderNo, httpStatus: 200, outcome: 'succeeded' }]);
    expect(calls[0]!.durationMs).toBeGreaterThan(0);
    expect(calls[0]!.startedAt).toBeInstanceOf(Date);
    expect(JSON.stringify({ ...calls[0], merchantId: 7 })).not.toMatch(/sim_ottu|9911223344/);
  });

  it('an observer that fails does not spoil the answer', async () => {
    const { gateway, account, calls } = await against((socket) => socket.write(answer(200, payment())));
    calls.push = () => {
      throw new Error('the disk is full');
    };
    expect(codeOf(await gateway.chargeToken(account, CHARGE))).toBe('succeeded');
  });

  it('a process that ends waits for the answer to a charge', async () => {
    const { gateway, account, http } = await against(
      (socket) => setTimeout(() => socket.write(answer(200, payment())), 200),
      { shutdownPatienceMs: 20_000 },
    );
    const charging = gateway.chargeToken(account, CHARGE);
    await http.onApplicationShutdown();
    expect(codeOf(await charging)).toBe('succeeded');
  });

  it('refuses to be called inside a database transaction, and sends nothing', async () => {
    const { gateway, account } = await against((socket) => socket.write(answer(200, payment())));
    const runner = { startTransaction: noop, commitTransaction: noop, release: noop, manager: {} };
    const work = new UnitOfWork({ createQueryRunner: () => runner } as never);
    await expect(work.run(() => gateway.chargeToken(account, CHARGE))).rejects.toThrow('transaction');
    expect(server!.requests).toHaveLength(0);
  });

  it('our own mistakes are thrown before anything is sent', async () => {
    const { gateway, account } = await against((socket) => socket.write(answer(200, payment())));
    await expect(gateway.retrieveSession(account, '../operation')).rejects.toThrow('session id');
    await expect(
      gateway.retrieveSession({ ...account, credentials: { kind: 'api_key', apiKey: 'a\r\nb' } }, SESSION),
    ).rejects.toThrow('invalid authorization header');
    const plain = { ...account, baseUrl: 'http://merchant.ottu.test', isSimulator: false };
    await expect(gateway.retrieveSession(plain, SESSION)).rejects.toThrow('https://');
    for (const host of ['evil.test', 'ottu.net.evil.test', 'notottu.net']) {
      const elsewhere = { ...account, baseUrl: `https://${host}`, isSandbox: false, isSimulator: false };
      await expect(gateway.retrieveSession(elsewhere, SESSION)).rejects.toThrow(
        'a live account is at ottu.net',
      );
    }
    expect(server!.requests).toHaveLength(0);
  });
});

it('a live account is called at Ottu, or where the operator allows it', () => {
  const live = { ...accountAt('https://club.ottu.net'), isSandbox: false, isSimulator: false };
  expect(urlAt(live, '/b/', []).href).toBe('https://club.ottu.net/b/');
  const own = { ...live, baseUrl: 'https://pay.club.test' };
  expect(() => urlAt(own, '/b/', [])).toThrow('pay.club.test');
  expect(urlAt(own, '/b/', ['pay.club.test']).href).toBe('https://pay.club.test/b/');
  expect(urlAt({ ...own, isSandbox: true }, '/b/', []).href).toBe('https://pay.club.test/b/');
});

async function noop(): Promise<void> {}
