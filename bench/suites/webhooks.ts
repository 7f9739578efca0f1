import { join } from 'node:path';
import { DueDates } from '../data/due.js';
import { cpuMsOf } from '../measure/cpu.js';
import { perSecond, type Run } from '../measure/run.js';
import type { Options } from '../options.js';
import { say } from '../report/say.js';
import { HMAC_KEY, type Stage } from '../stage/stage.js';
import { startApi } from '../stage/api.js';
import { Workers } from '../stage/workers.js';
import type { LoadRun } from '../load/open-loop.js';
import { runSender } from '../load/sender.js';
import type { WebhookTask } from '../webhooks/main.js';
import { renew, warmUp } from './engine-run.js';

export interface Acknowledgements extends LoadRun {
  subscriptions: number;
  rate: number;
  /** Of the API's process, from before the renewals until the last answer. */
  apiCpuMs: number;
  /** What the engine renewed at the same time. */
  renewals: Run;
}

/** From when the due instant is set: the sender starts and signs, and the renewals get under way. */
const PREPARES_MS = 3_500;
/** Sent and not counted: see `uncounted`. */
const SENDER_WARMS_SECONDS = 3;
const SENDER = join(import.meta.dirname, '..', 'webhooks', 'main.ts');

/** How long Ottu waits for its 200 while the same machine renews. */
export async function measureWebhooks(
  stage: Stage,
  options: Options,
  subscriptions: number,
): Promise<Acknowledgements[]> {
  const [due, workers] = [new DueDates(stage), new Workers(stage)];
  const found: Acknowledgements[] = [];
  await due.prepare();
  await stage.gateway.answerAfter(0);
  const { port, program: api } = await startApi(stage);
  try {
    await workers.run(1, options.inFlight);
    const fits = await warmUp(stage, workers, due, options, subscriptions);
    // The API as well: what a process answers in its first seconds is the compiler's time.
    const warmth = { rate: 200, seconds: options.quick ? 5 : 10, name: `${subscriptions}-warm-up` };
    await sendWebhooks(stage, port, { ...warmth, orders: await ordersOf(stage) });
    const seconds = options.quick ? 5 : 20;
    // For longer than the load: what is measured is the webhooks beside the renewals.
    const count = Math.min(
      subscriptions,
      Math.round((fits / options.seconds) * (seconds + SENDER_WARMS_SECONDS + 2)),
    );
    for (const rate of options.webhookRates) {
      const orders = await ordersOf(stage);
      const uncounted = rate * SENDER_WARMS_SECONDS;
      const span = seconds + SENDER_WARMS_SECONDS;
      const task = { rate, seconds: span, uncounted, orders, name: `${subscriptions}-${rate}` };
      const cpuBefore = cpuMsOf(api.pid);
      let load: Promise<LoadRun> | undefined;
      const renewals = await renew(stage, workers, due, count, () => {
        load = sendWebhooks(stage, port, task);
        // Awaited below; until then a failure of it is not unhandled.
        load.catch(() => undefined);
      });
      const run = await load!;
      found.push({ subscriptions, rate, apiCpuMs: cpuMsOf(api.pid) - cpuBefore, renewals, ...run });
      say(
        `  ${subscriptions} subscriptions: ${run.sent} webhooks at ${rate}/s while ${perSecond(renewals).toFixed(1)}/s were renewed`,
      );
    }
  } finally {
    await workers.stop();
    await api.end();
  }
  return found;
}

/** Attempts that the gateway knows: the engine asks about each that a webhook names. */
async function ordersOf({ db, shop }: Stage): Promise<string[]> {
  const { rows } = await db.query<{ order_no: string }>(
    `SELECT order_no FROM attempts WHERE merchant_id = $1 AND kind = 'mit' AND status = 'succeeded' ORDER BY id DESC LIMIT 10000`,
    [shop.id],
  );
  return rows.map(({ order_no }) => order_no);
}

async function sendWebhooks(
  stage: Stage,
  port: number,
  task: Pick<WebhookTask, 'rate' | 'seconds' | 'uncounted' | 'orders' | 'name'>,
): Promise<LoadRun> {
  const { create } = await stage.gateway.samples();
  const { webhook_url } = JSON.parse(create!.body) as { webhook_url: string };
  return runSender<Omit<WebhookTask, 'resultFile'>>(stage, `webhooks-${task.name}`, SENDER, {
    ...task,
    origin: `http://127.0.0.1:${port}`,
    path: new URL(webhook_url).pathname,
    hmacKey: HMAC_KEY,
    beginsAt: Date.now() + PREPARES_MS,
  });
}
