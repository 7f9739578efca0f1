import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { promisify } from 'node:util';
import { createServer, type AddressInfo } from 'node:net';
import { EXPECTED, type Harness, harnessAt, IMPATIENT, payment, SESSION } from './support/harness.js';
import { answer, type RawServer, rawServer, type Received, reset } from './support/raw-server.js';
import { EXPIRED, UNTRUSTED } from './support/untrusted-certificate.js';
import type { Socket } from 'node:net';
import type { ChargeAnswer } from '../../../src/gateway/payment-gateway.js';
import type { OttuSettings } from '../../../src/gateway/ottu/ottu-settings.js';
import { BudgetedGateway } from '../../../src/gateway/budgeted-gateway.js';
import { UnlimitedBudget } from '../../../src/gateway/request-budget.js';
import { SystemClock } from '../../../src/platform/clock/clock.js';
import { setTimeout as sleep } from 'node:timers/promises';

const CHARGE = { sessionId: SESSION, token: '9911223344', sendBeforeMs: Infinity, expected: EXPECTED };

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

  /** In a process of its own, whose environment the TLS of Node looks at. How much of the request was heard. */
  async function chargeOverTls(
    certificate: { key: string; cert: string },
    environment: Record<string, string>,
  ): Promise<{ said: string; heard: number }> {
    let heard = 0;
    const tls = createTlsServer(certificate, (socket) => {
      socket.on('error', () => undefined).on('data', () => heard++);
    });
    tls.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', () => resolve()));
    const script = [
      '--import',
      './test/support/ts-loader.mjs',
      './test/contract/ottu/support/charge-once.ts',
    ];
    const url = `https://localhost:${(tls.address() as AddressInfo).port}`;
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [...script, url], {
        env: { ...process.env, NODE_OPTIONS: '', ...environment },
        timeout: 60_000,
      });
      return { said: stdout, heard };
    } finally {
      tls.close();
    }
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
      const { said, heard } = await chargeOverTls(UNTRUSTED, { NODE_TLS_REJECT_UNAUTHORIZED: '0' });
      expect(said).toMatch(/^not_sent .*(self-signed|unable to verify)/i);
      expect(heard).toBe(0);
    });

    it('a certificate that has expired, of an authority that is trusted', async () => {
      const directory = mkdtempSync(join(tmpdir(), 'perennial-tls-'));
      try {
        const authority = join(directory, 'authority.pem');
        writeFileSync(authority, EXPIRED.cert);
        const { said, heard } = await chargeOverTls(EXPIRED, { NODE_EXTRA_CA_CERTS: authority });
        expect(said).toMatch(/^not_sent .*certificate has expired/i);
        expect(heard).toBe(0);
      } finally {
        rmSync(directory, { recursive: true });
      }
    });

    it('a queue for connections that is too long: it is dropped, and nothing is sent later either', async () => {
      let answerFirst = (): void => undefined;
      const { gateway, account } = await against(
        (socket) => (answerFirst = () => socket.write(answer(200, payment()))),
        { connections: 1, sendChargeWithinMs: 1_500 },
      );
      const first = gateway.chargeToken(account, CHARGE);
      expect(codeOf(await gateway.chargeToken(account, CHARGE))).toBe('not_sent not_sent');
      answerFirst();
      expect(codeOf(await first)).toBe('succeeded');
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(server!.requests).toHaveLength(1);
    });

    it('a process that was stopped between the call and the write', async () => {
      server = await rawServer((socket) => socket.write(answer(200, payment())));
      let stoppedMs = 0;
      const monotonicMs = () => performance.now() + stoppedMs;
      const stopping = Object.assign(new SystemClock(), { monotonicMs });
      harness = harnessAt(server.url, {}, stopping);
      const sending = harness.gateway.chargeToken(harness.account, CHARGE);
      stoppedMs = 15_000;
      expect(codeOf(await sending)).toBe('not_sent not_sent');
      expect(server.requests).toHaveLength(0);
    });

    it('a wait for the budget that took longer than the call may be put off', async () => {
      const { gateway, account } = await against((socket) => socket.write(answer(200, payment())));
      class BusyBudget extends UnlimitedBudget {
        override async takeForCharge(): Promise<null> {
          await sleep(150);
          return null;
        }
      }
      const within = (ms: number) =>
        new BudgetedGateway(gateway, new BusyBudget()).chargeToken(account, {
          ...CHARGE,
          sendBeforeMs: new SystemClock().monotonicMs() + ms,
        });
      expect(codeOf(await within(100))).toBe('not_sent not_sent');
      expect(server!.requests).toHaveLength(0);
      expect(codeOf(await within(5_000))).toBe('succeeded');
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
      const settings = expected === 'unknown timeout' ? IMPATIENT : {};
      expect(codeOf(await chargeAt(onRequest, settings))).toBe(expected);
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

    it('ten megabytes of JSON that say paid: reading stops at the limit that is set', async () => {
      const huge = answer(200, payment({ extra: 'x'.repeat(10_000_000) }));
      const given = await chargeAt((socket) => socket.write(huge));
      expect(given).toMatchObject({ kind: 'unknown', trouble: { code: 'unreadable', httpStatus: 200 } });
      expect('trouble' in given && given.trouble.message).toBe('the body is larger than 1000000 bytes');
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
});
