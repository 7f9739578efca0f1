/**
 * The same two calls for each renewal, with undici, as many in flight, and nothing else: no renewal can be
 * cheaper or faster than this on this machine with this gateway.
 */
import { Pool } from 'undici';
import type { Sample } from '../gateway/gateway.js';
import { measure, type Task, taskFromEnvironment } from './floor.js';

export interface HttpTask extends Task {
  create: Sample;
  charge: Sample;
  /** Whether each charge has a connection of its own, or connections are kept for all. */
  connections: 'kept' | 'fresh';
}

const task = taskFromEnvironment<HttpTask>();
const [beforeOrder, afterOrder] = JSON.stringify(JSON.parse(task.create.body)).split(
  JSON.stringify((JSON.parse(task.create.body) as { order_no: string }).order_no),
) as [string, string];
const { token } = JSON.parse(task.charge.body) as { token: string };
const shared = new Pool(task.gatewayUrl, { connections: task.inFlight, pipelining: 1 });
const charges =
  task.connections === 'kept'
    ? shared
    : new Pool(task.gatewayUrl, { connections: task.inFlight, pipelining: 0 });
let orders = 0;

function headersOf({ headers }: Sample): Record<string, string> {
  const own = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
}
const [createHeaders, chargeHeaders] = [headersOf(task.create), headersOf(task.charge)];

async function post(pool: Pool, path: string, headers: Record<string, string>, body: string) {
  const { statusCode, body: answer } = await pool.request({ method: 'POST', path, headers, body });
  const text = await answer.text();
  if (statusCode >= 300) throw new Error(`The gateway answered ${statusCode}: ${text}`);
  return JSON.parse(text) as { session_id: string };
}

async function renew(): Promise<void> {
  const order = JSON.stringify(`floor-${process.pid}-${orders++}`);
  const session = await post(shared, task.create.path, createHeaders, beforeOrder + order + afterOrder);
  const body = JSON.stringify({ session_id: session.session_id, token });
  await post(charges, task.charge.path, chargeHeaders, body);
}

await measure(task, async (renewals) => {
  let left = renewals;
  const lane = async () => {
    while (left-- > 0) await renew();
  };
  await Promise.all(Array.from({ length: Math.min(task.inFlight, renewals) }, lane));
});
await Promise.all([shared.close(), charges.close()].slice(0, task.connections === 'kept' ? 1 : 2));
