import { join } from 'node:path';
import pg from 'pg';
import { DueDates } from '../data/due.js';
import { type Claimed, claimsIn, readFrom, sizeOf } from '../measure/claim-log.js';
import { perSecond } from '../measure/run.js';
import type { Options } from '../options.js';
import { say } from '../report/say.js';
import type { Stage } from '../stage/stage.js';
import { Workers } from '../stage/workers.js';
import { renew, warmUp } from './engine-run.js';

export interface Claims {
  subscriptions: number;
  /** Whether another connection held a snapshot while `churned` renewals left their dead rows behind. */
  snapshot: boolean;
  churned: number;
  renewals: number;
  seconds: number;
  /** Durations in the server, in milliseconds. */
  ms: Record<Claimed, number[]>;
}

const CHURN = 3_000;

/** The engine's own claims, timed by the server's log while the engine renews. */
export async function measureClaims(
  stage: Stage,
  options: Options,
  subscriptions: number,
): Promise<Claims[]> {
  const [due, workers] = [new DueDates(stage), new Workers(stage)];
  const found: Claims[] = [];
  await due.prepare();
  await stage.gateway.answerAfter(0);
  try {
    await workers.run(1, options.inFlight);
    const fits = await warmUp(stage, workers, due, options, subscriptions);
    for (let repeat = 1; repeat <= options.repeats; repeat++) {
      found.push(await withoutSnapshot(stage, workers, due, subscriptions, fits));
      found.push(await withSnapshot(stage, workers, due, subscriptions, fits));
      say(
        `  ${subscriptions} subscriptions, round ${repeat}: claims timed, without and with an old snapshot`,
      );
    }
  } finally {
    await workers.stop();
  }
  return found;
}

async function withoutSnapshot(
  stage: Stage,
  workers: Workers,
  due: DueDates,
  subscriptions: number,
  count: number,
): Promise<Claims> {
  return { subscriptions, snapshot: false, churned: 0, ...(await timed(stage, workers, due, count)) };
}

async function withSnapshot(
  stage: Stage,
  workers: Workers,
  due: DueDates,
  subscriptions: number,
  count: number,
): Promise<Claims> {
  const reader = new pg.Client({ connectionString: stage.databaseUrl, application_name: 'bench snapshot' });
  await reader.connect();
  try {
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await reader.query('SELECT count(*) FROM merchants');
    let churned = 0;
    // As many as a short measurement has time for; the figure says how many that were.
    const most = Math.min(CHURN, 3 * count);
    while (churned < most)
      churned += (await renew(stage, workers, due, Math.min(count, most - churned))).renewals;
    return { subscriptions, snapshot: true, churned, ...(await timed(stage, workers, due, count)) };
  } finally {
    await reader.end();
  }
}

async function timed(stage: Stage, workers: Workers, due: DueDates, count: number) {
  const log = join(stage.directory, 'cluster', 'postgres.log');
  await logDurations(stage, true);
  const from = sizeOf(log);
  try {
    const run = await renew(stage, workers, due, count);
    const ms = claimsIn(readFrom(log, from));
    for (const [table, all] of Object.entries(ms)) {
      if (all.length === 0) throw new Error(`The log of PostgreSQL tells of no claim of ${table}`);
    }
    return { renewals: run.renewals, seconds: run.renewals / perSecond(run), ms };
  } finally {
    await logDurations(stage, false);
  }
}

async function logDurations({ db }: Stage, on: boolean): Promise<void> {
  await db.query(`ALTER SYSTEM SET log_min_duration_statement = ${on ? 0 : -1}`);
  await db.query(`ALTER SYSTEM SET log_parameter_max_length = 0`);
  await db.query('SELECT pg_reload_conf()');
}
