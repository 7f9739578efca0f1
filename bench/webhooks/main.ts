/** Signs webhooks and sends them at a rate, in a process of its own. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Load, type Request, sendAtRate } from '../load/open-loop.js';
import { webhookBody } from './body.js';

export interface WebhookTask extends Omit<Load, 'requests'> {
  path: string;
  seconds: number;
  orders: string[];
  hmacKey: string;
  /** Makes the bodies of one task different from those of another. */
  name: string;
  resultFile: string;
}

const task = JSON.parse(readFileSync(process.env.TASK_FILE!, 'utf8')) as WebhookTask;
const { path, rate, seconds, orders, hmacKey, name } = task;
// Signed ahead: that is the sender's work and not the receiver's.
const requests = Array.from({ length: Math.round(rate * seconds) }, (_, i): Request => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json' },
  body: webhookBody(orders[i % orders.length]!, `${name}-${i}`, hmacKey),
}));
writeFileSync(task.resultFile, JSON.stringify(await sendAtRate({ ...task, requests })));
