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
  /** How many came to no 200, by why: the status, or the code of the error. */
  failures: Record<string, number>;
  seconds: number;
  /** Until each answer, in milliseconds; of those that got none, how long they had waited in the end. */
  ms: number[];
}

const CONNECTIONS = 256;
/** A receiver that is overrun would be waited for until it has worked off all of it. */
const GRACE_MS = 15_000;

const task = JSON.parse(readFileSync(process.env.TASK_FILE!, 'utf8')) as WebhookTask;
const pool = new Pool(task.origin, { connections: CONNECTIONS, pipelining: 1 });
// Signed ahead: that is the sender's work and not the receiver's.
const bodies = Array.from({ length: Math.round(task.rate * task.seconds) }, (_, i) =>
  webhookBody(task.orders[i % task.orders.length]!, `${task.name}-${i}`, task.hmacKey),
);

const ms: number[] = [];
const failures: Record<string, number> = {};
const waiting = new Map<string, number>();

function fail(why: string): void {
  failures[why] = (failures[why] ?? 0) + 1;
}

async function send(body: string, planned: number): Promise<void> {
  waiting.set(body, planned);
  try {
    const { statusCode, body: answer } = await pool.request({
      method: 'POST',
      path: task.path,
      headers: { 'content-type': 'application/json' },
      body,
    });
    await answer.dump();
    if (statusCode !== 200) fail(String(statusCode));
  } catch (error) {
    fail((error as { code?: string }).code ?? 'error');
  }
  if (!waiting.delete(body)) return;
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
await Promise.race([Promise.all(pending), sleep(GRACE_MS)]);
const ended = performance.now();
for (const planned of waiting.values()) {
  fail('unanswered');
  ms.push(ended - planned);
}
waiting.clear();
const run: WebhookRun = {
  sent: bodies.length,
  failures: { ...failures },
  seconds: (ended - began) / 1000,
  ms,
};
writeFileSync(task.resultFile, JSON.stringify(run));
await pool.destroy();
