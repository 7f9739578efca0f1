import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { cpuMsOf, cpuMsOfFamily, memoryOf } from '../measure/cpu.js';
import type { Options } from '../options.js';
import { say } from '../report/say.js';
import { apiKey, startApi } from '../stage/api.js';
import type { Stage } from '../stage/stage.js';
import { Workers } from '../stage/workers.js';

const KINDS = ['customers', 'subscriptions', 'cards'] as const;
type Kind = (typeof KINDS)[number];
/** Each customer of theirs is asked for at Ottu, so that time says little; and no other file waits for them. */
const MOST_CARDS = 1_000;

export interface Imports {
  kind: Kind;
  lines: number;
  receivedInSeconds: number;
  workedOffInSeconds: number;
  apiCpuMs: number;
  workerCpuMs: number;
  postgresCpuMs: number;
  apiPeakMb: number;
  workerPeakMb: number;
}

interface Progress {
  id: string;
  state: string;
  imported: number;
  failed: number;
}

interface Side {
  url: string;
  authorization: string;
}

const LOOKS_MS = 500;

/**
 * The three files that a merchant brings from another system: who pays, for what, and by which card. The subscriptions
 * are for customers and cards that are in the database already, so that they can be as many as one likes.
 */
export async function measureImports(stage: Stage, { lines: most, inFlight }: Options): Promise<Imports[]> {
  const authorization = `Bearer ${apiKey(stage)}`;
  const [api, workers] = [await startApi(stage), new Workers(stage)];
  const side = { url: `http://127.0.0.1:${api.port}/v1/imports`, authorization };
  const results: Imports[] = [];
  try {
    await workers.run(1, inFlight);
    const pids = { api: api.program.pid, worker: workers.pids[0]! };
    for (const kind of KINDS) {
      const lines = kind === 'cards' ? Math.min(most, MOST_CARDS) : most;
      const file = await writeFile(stage, kind, lines);
      const before = cpuOf(stage, pids);
      const began = Date.now();
      const sent = await send(side, kind, file);
      const received = Date.now();
      await workedOff(side, sent, lines);
      const after = cpuOf(stage, pids);
      results.push({
        kind,
        lines,
        receivedInSeconds: (received - began) / 1000,
        workedOffInSeconds: (Date.now() - received) / 1000,
        apiCpuMs: after.api - before.api,
        workerCpuMs: after.worker - before.worker,
        postgresCpuMs: after.postgres - before.postgres,
        apiPeakMb: memoryOf(pids.api).peakMb,
        workerPeakMb: memoryOf(pids.worker).peakMb,
      });
      say(`  ${lines} ${kind} were imported`);
    }
    return results;
  } finally {
    await workers.stop();
    await api.program.end();
  }
}

function cpuOf({ postmaster }: Stage, pids: { api: number; worker: number }) {
  return { api: cpuMsOf(pids.api), worker: cpuMsOf(pids.worker), postgres: cpuMsOfFamily(postmaster) };
}

async function send({ url, authorization }: Side, kind: Kind, file: string): Promise<Progress> {
  const handle = await open(file);
  const { statusCode, body } = await request(`${url}?kind=${kind}`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'text/csv' },
    body: handle.createReadStream(),
  });
  const progress = (await body.json()) as Progress;
  if (statusCode !== 202) throw new Error(`The file was refused: ${JSON.stringify(progress)}`);
  return progress;
}

async function workedOff({ url, authorization }: Side, sent: Progress, lines: number): Promise<void> {
  const ask = async (path: string) => (await request(`${url}/${path}`, { headers: { authorization } })).body;
  let progress = sent;
  while (progress.state !== 'done') {
    await sleep(LOOKS_MS);
    progress = (await (await ask(sent.id)).json()) as Progress;
  }
  if (progress.imported === lines) return;
  const errors = await (await ask(`${sent.id}/errors?limit=1`)).text();
  throw new Error(`${progress.failed} lines failed, for one ${errors}`);
}

async function writeFile({ db, shop, directory }: Stage, kind: Kind, lines: number): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    'SELECT public_id AS id FROM prices WHERE merchant_id = $1 ORDER BY id LIMIT 1',
    [shop.id],
  );
  const { rows: held } = await db.query<{ customer: string; card: string }>(
    `SELECT u.public_id AS customer, c.public_id AS card FROM cards c
     JOIN customers u ON u.merchant_id = c.merchant_id AND u.id = c.customer_id
     WHERE c.merchant_id = $1 ORDER BY c.id LIMIT $2`,
    [shop.id, lines],
  );
  const next = new Date(Date.now() + 20 * 24 * 3_600_000).toISOString();
  const [head, line] = {
    customers: [
      'external_id,name,email,phone,language,time_zone,ottu_customer_id',
      (n: number) => `C-${n},Customer ${n},c${n}@example.com,+96550000000,ar,Asia/Kuwait,old-${n}`,
    ],
    // The stand-in has a card for whatever customer it is asked about, with the token that ends in that name.
    cards: ['external_id,customer,token', (n: number) => `K-${n},C-${n},tok-old-${n}`],
    subscriptions: [
      'external_id,customer,card,price,next_billing_at,agreement_id,agreement_started_on,agreement_expires_on,agreement_payments_made',
      (n: number) => {
        const { customer, card } = held[n % held.length]!;
        return `S-${n},${customer},${card},${rows[0]!.id},${next},OLD-${n},2026-01-20,2036-01-20,1`;
      },
    ],
  }[kind] as [string, (n: number) => string];
  const path = join(directory, `${kind}-${lines}.csv`);
  const out = createWriteStream(path);
  out.write(`${head}\n`);
  for (let n = 1; n <= lines; n++) out.write(`${line(n)}\n`);
  await new Promise((resolve, reject) => out.end(resolve).once('error', reject));
  return path;
}
