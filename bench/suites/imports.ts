import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { memoryOf } from '../measure/cpu.js';
import type { Options } from '../options.js';
import { say } from '../report/say.js';
import { apiKey, startApi } from '../stage/api.js';
import type { Stage } from '../stage/stage.js';
import { Workers } from '../stage/workers.js';

export interface Imports {
  lines: number;
  imported: number;
  receivedInSeconds: number;
  workedOffInSeconds: number;
  apiPeakMb: number;
  workerPeakMb: number;
}

interface Progress {
  id: string;
  state: string;
  imported: number;
  failed: number;
}

const LOOKS_MS = 500;

/** A file of subscriptions by token and consent, as a merchant brings them from another system. */
export async function measureImport(stage: Stage, options: Options): Promise<Imports> {
  const lines = options.quick ? 5_000 : 100_000;
  const authorization = `Bearer ${apiKey(stage)}`;
  const file = await writeFile(stage, lines);
  const [api, workers] = [await startApi(stage), new Workers(stage)];
  const url = `http://127.0.0.1:${api.port}/v1/imports`;
  try {
    await workers.run(1, options.inFlight);
    const began = Date.now();
    const headers = { authorization, 'content-type': 'text/csv' };
    const handle = await open(file);
    const { statusCode, body } = await request(`${url}?kind=subscriptions`, {
      method: 'POST',
      headers,
      body: handle.createReadStream(),
    });
    let progress = (await body.json()) as Progress;
    if (statusCode !== 202) throw new Error(`The file was refused: ${JSON.stringify(progress)}`);
    const received = Date.now();
    while (progress.state !== 'done') {
      await sleep(LOOKS_MS);
      const answer = await request(`${url}/${progress.id}`, { headers: { authorization } });
      progress = (await answer.body.json()) as Progress;
    }
    if (progress.imported !== lines) {
      const errors = await request(`${url}/${progress.id}/errors?limit=1`, { headers: { authorization } });
      throw new Error(`${progress.failed} lines failed, for one ${await errors.body.text()}`);
    }
    const figures = {
      lines,
      imported: progress.imported,
      receivedInSeconds: (received - began) / 1000,
      workedOffInSeconds: (Date.now() - received) / 1000,
      apiPeakMb: memoryOf(api.program.pid).peakMb,
      workerPeakMb: memoryOf(workers.pids[0]!).peakMb,
    };
    say(`  ${lines} subscriptions were imported`);
    return figures;
  } finally {
    await workers.stop();
    await api.program.end();
  }
}

/** Customers and cards that are there get names by which the file can speak of them. */
async function writeFile({ db, shop, directory }: Stage, lines: number): Promise<string> {
  for (const [table, letter] of [
    ['customers', 'C'],
    ['cards', 'K'],
  ] as const) {
    await db.query(
      `UPDATE ${table} SET external_id = $2 || id WHERE merchant_id = $1 AND external_id IS NULL`,
      [shop.id, `${letter}-`],
    );
  }
  const { rows } = await db.query<{ customer: string; card: string }>(
    `SELECT u.external_id AS customer, c.external_id AS card FROM cards c
     JOIN customers u ON u.merchant_id = c.merchant_id AND u.id = c.customer_id
     WHERE c.merchant_id = $1 ORDER BY c.id LIMIT $2`,
    [shop.id, lines],
  );
  const { rows: prices } = await db.query<{ id: string }>(
    'SELECT public_id AS id FROM prices WHERE merchant_id = $1 ORDER BY id LIMIT 1',
    [shop.id],
  );
  const path = join(directory, `subscriptions-${lines}.csv`);
  const out = createWriteStream(path);
  const next = new Date(Date.now() + 20 * 24 * 3_600_000).toISOString();
  const head = 'external_id,customer,card,price,next_billing_at,agreement_id,agreement_started_on,agreement_expires_on,agreement_payments_made'; // prettier-ignore
  out.write(`${head}\n`);
  for (let i = 0; i < lines; i++) {
    const { customer, card } = rows[i % rows.length]!;
    const consent = `BENCH-${i},2026-01-20,2036-01-20,1`;
    out.write(`S-${lines}-${i},${customer},${card},${prices[0]!.id},${next},${consent}\n`);
  }
  await new Promise((resolve, reject) => out.end(resolve).once('error', reject));
  return path;
}
