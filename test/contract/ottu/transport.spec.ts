import { createServer as createTlsServer } from 'node:tls';
import { createServer, type AddressInfo } from 'node:net';
import { EXPECTED, type Harness, harnessAt, payment, SESSION } from './support/harness.js';
import { answer, type RawServer, rawServer, type Received, reset } from './support/raw-server.js';
import { UNTRUSTED } from './support/untrusted-certificate.js';
import type { Socket } from 'node:net';
import type { ChargeAnswer } from '../../../src/gateway/payment-gateway.js';
import type { OttuSettings } from '../../../src/gateway/ottu/ottu-settings.js';
import { SystemClock } from '../../../src/platform/clock/clock.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';

const CHARGE = { sessionId: SESSION, token: '9911223344', expected: EXPECTED };

describe('What the network does to a charge', () => {
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

  async function chargeAt(
    onRequest: (socket: Socket, received: Received) => void,
    settings: Partial<OttuSettings> = {},
  ): Promise<ChargeAnswer> {
    const { gateway, account } = await against(onRequest, settings);
    return gateway.chargeToken(account, CHARGE);
  }

  const codeOf = (given: ChargeAnswer): string =>
    'trouble' in given ? `${given.kind} ${given.trouble.code}` : given.kind;

  describe('before a byte was written: not sent', () => {
    it('refused port', async () => {
      const closed = await rawServer(() => undefined);
      await closed.close();
      harness = harnessAt(closed.url);
      expect(codeOf(await harness.gateway.chargeToken(harness.account, CHARGE))).toBe('not_sent not_sent');
      expect(harness.calls).toMatchObject([
        { merchantId: 7n, endpoint: 'auto_debit', sessionId: SESSION, httpStatus: null, outcome: 'not_sent' },
      ]);
    });

    it('a name that does not resolve', async () => {
      harness = harnessAt('https://merchant.ottu.invalid');
      expect(codeOf(await harness.gateway.chargeToken(harness.account, CHARGE))).toBe('not_sent not_sent');
    });

    it('a server that accepts the connection and does not speak TLS', async () => {
      const heard: Buffer[] = [];
      const plain = createServer((socket) => {
        socket
          .on('error', () => undefined)
          .on('data', (chunk) => {
            heard.push(chunk);
            socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
          });
      });
      await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', () => resolve()));
      harness = harnessAt(`https://127.0.0.1:${(plain.address() as AddressInfo).port}`);
      expect(codeOf(await harness.gateway.chargeToken(harness.account, CHARGE))).toBe('not_sent not_sent');
      expect(Buffer.concat(heard).toString('latin1')).not.toContain('9911223344');
      await new Promise((resolve) => plain.close(resolve));
    });

    it('a certificate nobody vouches for, also when the environment says not to look', async () => {
      let requests = 0;
      const tls = createTlsServer(UNTRUSTED, (socket) => {
        socket.on('error', () => undefined).on('data', () => requests++);
      });
      tls.on('tlsClientError', () => undefined);
      await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', () => resolve()));
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      try {
        harness = harnessAt(`https://localhost:${(tls.address() as AddressInfo).port}`);
        expect(codeOf(await harness.gateway.chargeToken(harness.account, CHARGE))).toBe('not_sent not_sent');
        expect(requests).toBe(0);
      } finally {
        delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
        await new Promise((resolve) => tls.close(resolve));
      }
    });

    it('a queue for connections that is too long: it is dropped, and nothing is sent later either', async () => {
      const { gateway, account } = await against(
        (socket) => setTimeout(() => socket.write(answer(200, payment())), 300),
        {
          connections: 1,
          sendChargeWithinMs: 100,
        },
      );
      const [first, second] = await Promise.all([
        gateway.chargeToken(account, CHARGE),
        gateway.chargeToken(account, CHARGE),
      ]);
      expect([codeOf(first), codeOf(second)]).toEqual(['succeeded', 'not_sent not_sent']);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(server!.requests).toHaveLength(1);
    });

    it('a process that was stopped between the call and the write', async () => {
      server = await rawServer((socket) => socket.write(answer(200, payment())));
      const clock = new SystemClock();
      let stoppedMs = 0;
      const stopping = { now: () => clock.now(), monotonicMs: () => performance.now() + stoppedMs };
      harness = harnessAt(server.url, {}, stopping);
      const sending = harness.gateway.chargeToken(harness.account, CHARGE);
      stoppedMs = 5_000;
      expect(codeOf(await sending)).toBe('not_sent not_sent');
      expect(server.requests).toHaveLength(0);
    });
  });

  describe('after bytes may have been written: unknown', () => {
    it.each<[string, (socket: Socket, received: Received) => void, string]>([
      ['reset before an answer', (socket) => reset(socket), 'unknown connection_lost'],
      ['polite end before an answer', (socket) => socket.end(), 'unknown connection_lost'],
      ['silence', () => undefined, 'unknown timeout'],
      ['500 after success', (socket) => socket.write(answer(500, payment())), 'unknown server_error'],
      ['503 in HTML', (socket) => socket.write(answer(503, '<h1>Busy</h1>')), 'unknown server_error'],
      ['broken JSON', (socket) => socket.write(answer(200, '{"state":"paid",')), 'unknown unreadable'],
      ['HTML with status 200', (socket) => socket.write(answer(200, '<html></html>')), 'unknown unreadable'],
      ['no HTTP at all', (socket) => socket.write('SSH-2.0-hello\r\n\r\n'), 'unknown unreadable'],
      [
        'a body shorter than announced',
        (socket) => {
          const full = answer(200, payment());
          socket.end(full.slice(0, full.length - 20));
        },
        'unknown connection_lost',
      ],
      [
        'a body that drips for ever',
        (socket) => {
          socket.write('HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n');
          const timer = setInterval(() => socket.write('1\r\n \r\n'), 50);
          socket.on('close', () => clearInterval(timer));
        },
        'unknown timeout',
      ],
    ])('%s', async (_name, onRequest, expected) => {
      expect(codeOf(await chargeAt(onRequest))).toBe(expected);
      expect(server!.requests).toHaveLength(1);
    });

    it('a body without end: reading stops at the limit', async () => {
      const given = await chargeAt(
        (socket) => {
          socket.write(`HTTP/1.1 200 X\r\ncontent-length: 900000000\r\n\r\n${' '.repeat(200_000)}`);
        },
        { maxBodyBytes: 100_000 },
      );
      expect(given).toMatchObject({ kind: 'unknown', trouble: { code: 'unreadable', httpStatus: 200 } });
    });

    it('a redirect, which is not followed', async () => {
      const given = await chargeAt((socket) => socket.write(answer(302, '', { location: '/elsewhere' })));
      expect(codeOf(given)).toBe('unknown redirect');
      expect(server!.requests).toHaveLength(1);
    });

    it('the status is kept when the body is lost', async () => {
      const given = await chargeAt((socket) => {
        socket.write('HTTP/1.1 200 X\r\ncontent-length: 500\r\n\r\n{"state"', () => reset(socket));
      });
      expect(given).toMatchObject({ kind: 'unknown', trouble: { httpStatus: 200 } });
    });
  });

  it('each charge has a connection of its own, so that none is written into a socket that just closed', async () => {
    const { gateway, account } = await against((socket) => socket.write(answer(200, payment())));
    expect(codeOf(await gateway.chargeToken(account, CHARGE))).toBe('succeeded');
    expect(codeOf(await gateway.chargeToken(account, CHARGE))).toBe('succeeded');
    expect(server!.connections()).toBe(2);
  });

  it('a reset of a reused connection is trouble after sending, never "not sent"', async () => {
    const { gateway, account } = await against((socket, { request }) => {
      if (request === 1) socket.write(answer(200, payment()));
      else reset(socket);
    });
    expect(await gateway.retrieveSession(account, SESSION)).toMatchObject({ kind: 'found' });
    await new Promise((resolve) => setTimeout(resolve, 50));
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
      { shutdownPatienceMs: 2_000 },
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
    expect(server!.requests).toHaveLength(0);
  });
});

async function noop(): Promise<void> {}
