import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMsOf } from '../measure/cpu.js';
import type { LoadRun, Request } from '../load/open-loop.js';
import { runSender } from '../load/sender.js';
import type { Options } from '../options.js';
import { say } from '../report/say.js';
import { apiKey, startApi } from '../stage/api.js';
import type { Stage } from '../stage/stage.js';

export interface Reads extends LoadRun {
  subscriptions: number;
  what: 'access' | 'preview';
  rate: number;
  /** Of the API's process. */
  apiCpuMs: number;
}

interface Row {
  customer: string;
  subscription: string;
  item: string;
}

/** So many different customers, so that nothing is answered out of one warm page. */
const CUSTOMERS = 2_000;
const SENDER = join(import.meta.dirname, '..', 'load', 'main.ts');
/** Until the sender is up. */
const PREPARES_MS = 2_500;
const WARMS_SECONDS = 5;

/** What a backend asks on every login, and what an admin's form asks at every keystroke. */
export async function measureReads(stage: Stage, options: Options, subscriptions: number): Promise<Reads[]> {
  const authorization = `Bearer ${apiKey(stage)}`;
  const rows = await someRows(stage);
  const api = await startApi(stage);
  const { pid } = api.program;
  const found: Reads[] = [];
  try {
    for (const { what, rate, request } of kinds(authorization)) {
      const uncounted = rate * WARMS_SECONDS;
      const count = uncounted + rate * (options.quick ? 5 : 20);
      const beginsAt = Date.now() + PREPARES_MS;
      // Code that is not compiled yet, of the engine or of the sender, is not what a merchant meets.
      const warm = sleep(PREPARES_MS + WARMS_SECONDS * 1000).then(() => cpuMsOf(pid));
      const run = await runSender(stage, `${what}-${subscriptions}`, SENDER, {
        origin: `http://127.0.0.1:${api.port}`,
        rate,
        beginsAt,
        requests: Array.from({ length: count }, (_, i) => request(rows[i % rows.length]!)),
        uncounted,
      });
      const apiCpuMs = cpuMsOf(pid) - (await warm);
      found.push({ subscriptions, what, rate, apiCpuMs, ...run });
      say(`  ${subscriptions} subscriptions: ${run.sent} times ${what} at ${rate}/s`);
    }
  } finally {
    await api.program.end();
  }
  return found;
}

function kinds(authorization: string) {
  const access = ({ customer }: Row): Request => ({
    method: 'GET',
    path: `/v1/customers/${customer}/access`,
    headers: { authorization },
  });
  const preview = ({ subscription, item }: Row): Request => ({
    method: 'POST',
    path: `/v1/subscriptions/${subscription}/preview`,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ items: [{ item, quantity: 2 }] }),
  });
  return [
    { what: 'access', rate: 500, request: access },
    { what: 'preview', rate: 100, request: preview },
  ] as const;
}

/** Within a period that is paid for, of which a change has a part to give back. */
async function someRows({ db, shop }: Stage): Promise<Row[]> {
  const { rows } = await db.query<Row>(
    `SELECT c.public_id AS customer, s.public_id AS subscription, i.public_id AS item
     FROM subscriptions s
     JOIN customers c ON c.merchant_id = s.merchant_id AND c.id = s.customer_id
     JOIN subscription_items i ON i.merchant_id = s.merchant_id AND i.subscription_id = s.id
     WHERE s.merchant_id = $1 AND s.current_period_start <= now() AND s.current_period_end > now()
     ORDER BY s.id % 997, s.id LIMIT $2`,
    [shop.id, CUSTOMERS],
  );
  if (rows.length === 0) throw new Error('No subscription is within a period that is paid for');
  return rows;
}
