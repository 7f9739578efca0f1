/**
 * Sends webhooks at a rate, whatever becomes of them: the next one does not wait for the last one's answer. The
 * time of each counts from when it should have been sent, so that a receiver that stalls is charged for
 * everything that queued up meanwhile.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { webhookBody } from './body.js';

export interface WebhookTask {
  origin: string;
  path: string;
  rate: number;
  seconds: number;
  orders: string[];
  hmacKey: string;
  /** Makes the bodies of one task different from those of another. */
  name: string;
  beginsAt: number;
  /** Gets a WebhookRun: too long for a line of output. */
  resultFile: string;
}

export interface WebhookRun {
  sent: number;
  /** Answers other than 200. */
  failed: number;
  seconds: number;
  /** Until each acknowledgement, in milliseconds. */
  ms: number[];
}

const CONNECTIONS = 256;

const task = JSON.parse(readFileSync(process.env.TASK_FILE!, 'utf8')) as WebhookTask;
const pool = new Pool(task.origin, { connections: CONNECTIONS, pipelining: 1 });
// Signed ahead: that is the sender's work and not the receiver's.
const bodies = Array.from({ length: Math.round(task.rate * task.seconds) }, (_, i) =>
  webhookBody(task.orders[i % task.orders.length]!, `${task.name}-${i}`, task.hmacKey),
);

const ms: number[] = [];
let failed = 0;

async function send(body: string, planned: number): Promise<void> {
  try {
    const { statusCode, body: answer } = await pool.request({
      method: 'POST',
      path: task.path,
      headers: { 'content-type': 'application/json' },
      body,
    });
    await answer.dump();
    if (statusCode !== 200) failed++;
  } catch {
    failed++;
  }
  ms.push(performance.now() - planned);
}

await sleep(Math.max(0, task.beginsAt - Date.now()));
const began = performance.now();
const pending: Promise<void>[] = [];
for (let i = 0; i < bodies.length;) {
  const now = performance.now();
  for (; i < bodies.length; i++) {
    const planned = began + (i * 1000) / task.rate;
    if (planned > now) break;
    pending.push(send(bodies[i]!, planned));
  }
  await sleep(1);
}
await Promise.all(pending);
const run: WebhookRun = { sent: bodies.length, failed, seconds: (performance.now() - began) / 1000, ms };
writeFileSync(task.resultFile, JSON.stringify(run));
await pool.close();
