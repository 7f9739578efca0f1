import type { Socket } from 'node:net';
import type { ReportFile } from '../../../src/gateway/payment-gateway.js';
import { CARDS, Desk } from './support/desk.js';
import { type Harness, harnessAt, IMPATIENT } from './support/harness.js';
import { answer, type RawServer, rawServer } from './support/raw-server.js';

const MB = 1_000_000;

/** Keeps what comes, slowly if asked to. */
function sink(maxBytes = 10 * MB, delayMs = 0) {
  const pieces: Buffer[] = [];
  const write = async (piece: Buffer) => {
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    pieces.push(piece);
  };
  return { maxBytes, write, text: () => Buffer.concat(pieces).toString('utf8') };
}

/** Page: docs.ottu.com/developers/reports. */
describe('The report files of the platform', () => {
  let desk: Desk;
  beforeAll(async () => (desk = await Desk.open()));
  afterAll(() => desk.close());

  it('are listed by day and come whole, in either format', async () => {
    const { gateway, account, calls } = desk.harness;
    const { sessionId } = await desk.session();
    await desk.payOnPage(sessionId, CARDS.good);
    await desk.control('/control/clock', { advance_seconds: 86_400 });
    const listed = await gateway.listReports(account, { createdFrom: '2026-03-01', createdTo: '2026-03-03' });
    const [file] = (listed as { files: ReportFile[] }).files;
    expect(file).toMatchObject({
      name: 'transactions_2026-03-01.csv',
      format: 'csv',
      records: 1,
      status: 'finished',
    });
    const csv = sink();
    expect(await gateway.downloadReport(account, file!.token, csv)).toMatchObject({ kind: 'downloaded' });
    expect(csv.text()).toContain(`${sessionId},,r1-desk-1,`);

    const action = { type: 'report_file', format: 'xlsx' };
    await desk.control('/control/faults', { match: { endpoint: 'reports' }, action });
    const sheet = sink();
    expect(await gateway.downloadReport(account, file!.token, sheet)).toMatchObject({ kind: 'downloaded' });
    expect(sheet.text().slice(0, 2)).toBe('PK');
    expect(calls.map(({ endpoint, outcome }) => `${endpoint} ${outcome}`).slice(-3)).toEqual([
      'reports listed',
      'report_download downloaded',
      'report_download downloaded',
    ]);
    expect(await gateway.downloadReport(account, 'nosuch', sink())).toMatchObject({ kind: 'not_there' });
    await expect(gateway.downloadReport(account, '../cards', sink())).rejects.toThrow('no token of a report');
  });

  it('say when it is enough: 25 downloads an hour', async () => {
    const { gateway, account } = desk.harness;
    let last = '';
    for (let i = 0; i < 26 && last !== 'rate_limited'; i++) {
      last = (await gateway.downloadReport(account, 'nosuch', sink())).kind;
    }
    expect(last).toBe('rate_limited');
  });
});

describe('A download that goes wrong', () => {
  let server: RawServer;
  let harness: Harness;
  afterEach(async () => {
    await harness.close();
    await server.close();
  });

  async function download(onRequest: (socket: Socket) => void, to = sink(), settings = {}) {
    server = await rawServer((socket) => onRequest(socket));
    harness = harnessAt(server.url, settings);
    const result = await harness.gateway.downloadReport(harness.account, 'abc', to);
    return 'trouble' in result ? `trouble ${result.trouble.code}` : result.kind;
  }

  const head = (more: string) => `HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\n${more}\r\n`;

  it.each<[string, (socket: Socket) => void, string]>([
    [
      'a redirect, wherever it leads',
      (s) => s.write(answer(302, '', { location: 'https://files.example' })),
      'trouble redirect',
    ],
    ['2 GB announced', (s) => s.write(head('content-length: 2147483648\r\n')), 'too_large'],
    [
      'cut off',
      (s) => s.end(`${head('content-length: 1000\r\n')}session_id,order_no\n`),
      'trouble connection_lost',
    ],
    [
      'cut off in chunks',
      (s) => s.end(`${head('transfer-encoding: chunked\r\n')}5\r\nabcde\r\n`),
      'trouble connection_lost',
    ],
    ['silent in the middle', (s) => s.write(`${head('content-length: 1000\r\n')}abc`), 'trouble timeout'],
    ['silent at once', () => undefined, 'trouble timeout'],
    ['gone', (s) => s.write(answer(410, { detail: 'Expired.' })), 'not_there'],
    ['not permitted', (s) => s.write(answer(403, { detail: 'No.' })), 'unauthorized'],
    ['an error page', (s) => s.write(answer(500, 'x')), 'trouble server_error'],
  ])('%s', async (_name, onRequest, expected) => {
    const settings = expected === 'trouble timeout' ? IMPATIENT : {};
    expect(await download(onRequest, sink(), settings)).toBe(expected);
  });

  it('is given up at the limit, when nothing was announced and no end comes', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    const pour = (socket: Socket) => {
      // Written again from the callback of a failed write, a socket calls back for ever.
      const next = (error?: Error | null) => (error ? undefined : pour(socket));
      if (!socket.destroyed) socket.write(`10000\r\n${chunk.toString('latin1')}\r\n`, next);
    };
    const to = sink(2 * MB);
    const result = await download((socket) => {
      socket.write(head('transfer-encoding: chunked\r\n'));
      pour(socket);
    }, to);
    expect(result).toBe('too_large');
    expect(to.text().length).toBeLessThanOrEqual(2 * MB);
  });

  it('waits for whoever keeps the bytes, and fails as our own fault when they cannot be kept', async () => {
    const body = 'x'.repeat(MB);
    const slow = sink(2 * MB, 5);
    expect(await download((s) => s.write(answer(200, body)), slow)).toBe('downloaded');
    expect(slow.text()).toBe(body);
    await harness.close();
    await server.close();
    const full = { maxBytes: MB * 2, write: () => Promise.reject(new Error('disk full')), text: () => '' };
    await expect(download((s) => s.write(answer(200, body)), full)).rejects.toThrow('disk full');
  });
});
