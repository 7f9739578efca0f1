import { setTimeout as sleep } from 'node:timers/promises';
import { DueDates, until } from '../data/due.js';
import { memoryOf } from '../measure/cpu.js';
import { Meter } from '../measure/meter.js';
import { perSecond, type Run } from '../measure/run.js';
import type { Options } from '../options.js';
import { lastAttempt, proveEachOnce } from '../proof.js';
import type { Stage } from '../stage/stage.js';
import type { Workers } from '../stage/workers.js';

const LOOK_MS = 100;
/** A run that makes no progress for so long is stuck. */
const PATIENCE_MS = 60_000;

/** A first run of a new process is for its compiler, and tells how much fits into the time: see the floors' as well. */
const WARM_UP = 2_000;
const LEAST = 500;

interface Progress {
  paid: number;
  numbered: number;
}

/**
 * Lets subscriptions fall due under running workers and waits until all are renewed and proven. The time is
 * from the first claim to the last settlement, as the database has them.
 */
export async function renew(
  stage: Stage,
  workers: Workers,
  due: DueDates,
  count: number,
  onDue: () => void = () => undefined,
): Promise<Run> {
  const attempts = await lastAttempt(stage);
  const invoices = await lastInvoice(stage);
  const instant = await due.comeDue(count);
  onDue();
  await until(new Date(instant.getTime() - 50));
  const meter = new Meter(stage, workers.pids);
  await allCharged(stage, workers, count);
  await allSettled(stage, workers, invoices, count);
  const cpu = meter.used();
  const peakMb = workers.pids.map((pid) => memoryOf(pid).peakMb);
  await proveEachOnce(stage, attempts);
  return { renewals: count, seconds: await durationSince(stage, invoices, attempts), cpu, peakMb };
}

/** Renews a few, and says how many renewals a measurement of the wanted length has. */
export async function warmUp(
  stage: Stage,
  workers: Workers,
  due: DueDates,
  options: Options,
  subscriptions: number,
): Promise<number> {
  const warm = await renew(stage, workers, due, Math.min(WARM_UP * workers.pids.length, subscriptions));
  // A first run is slower than those that follow.
  const fits = Math.round(perSecond(warm) * options.seconds * 1.5);
  return Math.min(Math.max(fits, LEAST), subscriptions, options.mostRenewals);
}

/** The gateway is asked, and not the database, whose work is being measured. */
export async function allCharged({ gateway }: Stage, workers: Workers, count: number): Promise<void> {
  let last = 0;
  for (let moved = Date.now(); last < count; await sleep(LOOK_MS)) {
    workers.assertAlive();
    const { charges } = await gateway.stats();
    if (charges > last) moved = Date.now();
    last = charges;
    if (Date.now() - moved > PATIENCE_MS) throw new Error(`Stuck at ${charges} of ${count} charges`);
  }
}

export async function allSettled(stage: Stage, workers: Workers, mark: bigint, count: number): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
    workers.assertAlive();
    const { paid, numbered } = await progressSince(stage, mark);
    if (paid >= count && numbered >= count) return;
    if (Date.now() > end)
      throw new Error(`All ${count} were charged, and ${paid} are paid, ${numbered} numbered`);
  }
}

async function progressSince({ db, shop }: Stage, mark: bigint): Promise<Progress> {
  const { rows } = await db.query<{ paid: bigint; numbered: bigint }>(
    `SELECT count(*) FILTER (WHERE status = 'paid') AS paid, count(number) AS numbered
     FROM invoices WHERE merchant_id = $1 AND id > $2`,
    [shop.id, mark],
  );
  return { paid: Number(rows[0]!.paid), numbered: Number(rows[0]!.numbered) };
}

async function durationSince({ db, shop }: Stage, invoices: bigint, attempts: bigint): Promise<number> {
  const { rows } = await db.query<{ seconds: number }>(
    `SELECT extract(epoch FROM
       (SELECT max(resolved_at) FROM attempts WHERE merchant_id = $1 AND id > $2)
       - (SELECT min(created_at) FROM invoices WHERE merchant_id = $1 AND id > $3))::float8 AS seconds`,
    [shop.id, attempts, invoices],
  );
  return rows[0]!.seconds;
}

export async function lastInvoice({ db, shop }: Stage): Promise<bigint> {
  const { rows } = await db.query<{ last: bigint }>(
    'SELECT max(id) AS last FROM invoices WHERE merchant_id = $1',
    [shop.id],
  );
  return rows[0]!.last;
}
