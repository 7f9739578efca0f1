import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../test/support/free-port.js';
import { Program } from '../../test/torture/program.js';
import { DueDates } from '../data/due.js';
import { cpuMsOf } from '../measure/cpu.js';
import { perSecond, type Run } from '../measure/run.js';
import type { Options } from '../options.js';
import { say } from '../report/say.js';
import { HMAC_KEY, type Stage } from '../stage/stage.js';
import { TYPESCRIPT } from '../stage/typescript.js';
import { Workers } from '../stage/workers.js';
import type { WebhookRun, WebhookTask } from '../webhooks/main.js';
import { renew, warmUp } from './engine-run.js';

export interface Acknowledgements extends WebhookRun {
  subscriptions: number;
  rate: number;
  /** Of the API's process, from before the renewals until the last answer. */
  apiCpuMs: number;
  /** What the engine renewed at the same time. */
  renewals: Run;
}

/** From when the due instant is set: the sender starts and signs, and the renewals get under way. */
const PREPARES_MS = 3_500;

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
  const port = await freePort();
  const api = await startApi(stage, port);
  try {
    await workers.run(1, options.inFlight);
    const fits = await warmUp(stage, workers, due, options, subscriptions);
    const seconds = options.quick ? 5 : 20;
    // For longer than the load: what is measured is the webhooks beside the renewals.
    const count = Math.min(subscriptions, Math.round((fits / options.seconds) * (seconds + 2)));
    for (const rate of options.webhookRates) {
      const orders = await ordersOf(stage);
      const task = { rate, seconds, orders, name: `${subscriptions}-${rate}` };
      const cpuBefore = cpuMsOf(api.pid);
      let load: Promise<WebhookRun> | undefined;
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

async function startApi({ directory, environment, artefact }: Stage, port: number): Promise<Program> {
  const dataDir = join(directory, 'api');
  mkdirSync(dataDir, { recursive: true });
  const own = { ...environment, ROLE: 'api', DATA_DIR: dataDir, PORT: String(port) };
  const api = new Program('api', [artefact.engine], own, join(directory, 'api.log'));
  if (!(await api.said(/ is ready/))) throw new Error('The API did not get ready; see api.log');
  return api;
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
  task: Pick<WebhookTask, 'rate' | 'seconds' | 'orders' | 'name'>,
): Promise<WebhookRun> {
  const { create } = await stage.gateway.samples();
  const { webhook_url } = JSON.parse(create!.body) as { webhook_url: string };
  const all: WebhookTask = {
    ...task,
    origin: `http://127.0.0.1:${port}`,
    path: new URL(webhook_url).pathname,
    hmacKey: HMAC_KEY,
    beginsAt: Date.now() + PREPARES_MS,
    resultFile: join(stage.directory, `webhooks-${task.name}.json`),
  };
  const taskFile = join(stage.directory, `webhooks-${task.name}.task.json`);
  writeFileSync(taskFile, JSON.stringify(all));
  const entry = join(import.meta.dirname, '..', 'webhooks', 'main.ts');
  const log = join(stage.directory, 'webhooks.log');
  const program = new Program('webhooks', [...TYPESCRIPT, entry], { TASK_FILE: taskFile }, log);
  const { code, lastWords } = await program.exited;
  if (code !== 0) throw new Error(`The sender of webhooks ended with code ${code}:\n${lastWords}`);
  return JSON.parse(readFileSync(all.resultFile, 'utf8')) as WebhookRun;
}
