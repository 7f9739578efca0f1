/**
 * A stand-in of Ottu that is as cheap as it can be, because it shares the machine with what is measured. It
 * says yes to everything, remembers every charge, and so can prove at the end that each came exactly once.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { cardsBody, chargeBody, sessionBody } from './answers.js';
import { answerReport, reportOf } from './report.js';
import { Till } from './till.js';

/** More connections may be opened at once than Node's default backlog of 511 would take. */
const BACKLOG = 4096;
const SESSION = /^\/b\/checkout\/v1\/pymt-txn\/([0-9a-f]{40})\/$/;

const till = new Till();
let latencyMs = 0;
/** The last request of each kind, so that the HTTP floor can send exactly what the engine sends. */
const samples: Record<string, { path: string; headers: IncomingMessage['headers']; body: string }> = {};

type Answer = readonly [status: number, body: string];
const NOT_FOUND: Answer = [404, '{"detail":"Not found."}'];

function answer(method: string, path: string, body: string, headers: IncomingMessage['headers']): Answer {
  if (method === 'GET') {
    const session = till.session(SESSION.exec(path)?.[1] ?? '');
    return session ? [200, session.charges > 0 ? chargeBody(session) : sessionBody(session)] : NOT_FOUND;
  }
  switch (path) {
    case '/b/checkout/v1/pymt-txn/':
      samples.create = { path, headers, body };
      return [201, sessionBody(till.open(JSON.parse(body) as Parameters<Till['open']>[0]))];
    case '/b/pbl/v2/payment/auto-debit/': {
      samples.charge = { path, headers, body };
      const { session_id, token } = JSON.parse(body) as { session_id: string; token: string };
      const session = till.charge(session_id, token);
      return session ? [200, chargeBody(session)] : NOT_FOUND;
    }
    case '/b/pbl/v2/operation/':
      return [200, '{"operation":"expire","result":"success"}'];
    case '/b/pbl/v2/card/':
      return [200, cardsBody((JSON.parse(body) as { customer_id: string }).customer_id)];
    case '/b/pbl/v2/inquiry/': {
      const asked = JSON.parse(body) as { session_id?: string; order_no?: string };
      const session = till.session(asked.session_id ?? '') ?? till.ofOrder(asked.order_no ?? '');
      return session ? [200, chargeBody(session)] : NOT_FOUND;
    }
    default:
      return NOT_FOUND;
  }
}

/** The bench's own questions; they are neither delayed nor counted. */
function control(path: string): Answer {
  const url = new URL(path, 'http://bench');
  switch (url.pathname) {
    case '/bench/latency':
      latencyMs = Number(url.searchParams.get('ms'));
      return [200, '{}'];
    case '/bench/report':
      reportOf(Number(url.searchParams.get('lines')));
      return [200, '{}'];
    case '/bench/stats':
      return [200, JSON.stringify(till.stats())];
    case '/bench/charges':
      return [200, JSON.stringify(till.charges(Number(url.searchParams.get('from') ?? 0)))];
    case '/bench/forget':
      till.forget();
      return [200, '{}'];
    case '/bench/samples':
      return [200, JSON.stringify(samples)];
    default:
      return NOT_FOUND;
  }
}

function send(response: ServerResponse, [status, body]: Answer): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  response.sendDate = false;
  const { method = 'GET', url = '/' } = request;
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => (body += text));
  request.on('end', () => {
    if (url.startsWith('/bench/')) return send(response, control(url));
    if (method === 'GET' && answerReport(url, response)) return;
    const respond = () => send(response, answer(method, url, body, request.headers));
    if (latencyMs === 0) respond();
    else setTimeout(respond, latencyMs);
  });
}

const server = createServer({ keepAlive: true, noDelay: true }, handle);
// A server that hangs up on an idle connection makes the next request on it fail, which is not what is measured.
server.keepAliveTimeout = 600_000;
server.requestTimeout = 0;
server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () => {
  const { port } = server.address() as { port: number };
  process.stdout.write(`Gateway listening on http://127.0.0.1:${port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
