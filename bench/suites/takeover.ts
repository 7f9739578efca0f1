import { setTimeout as sleep } from 'node:timers/promises';
import { DueDates, until } from '../data/due.js';
import type { Options } from '../options.js';
import { lastAttempt, proveEachOnce, WrongBooks } from '../proof.js';
import { say } from '../report/say.js';
import type { Stage } from '../stage/stage.js';
import { Workers } from '../stage/workers.js';
import { warmUp } from './engine-run.js';

export interface Takeover {
  subscriptions: number;
  due: number;
  latencyMs: number;
  /** Of the worker that was killed. */
  inFlight: number;
  /** From the kill until another worker claims the next charge. */
  secondsToNextClaim: number;
  /** Attempts of the dead worker whose fate was open, and how many of them had moved money. */
  unresolved: number;
  charged: number;
  /** Until the last of them was settled or given up and everything else was charged; null when not waited for. */
  secondsToLastResolved: number | null;
}

const LATENCY_MS = 200;
const WORKERS = 2;
/** Longer than a lease, the first look after it, and what follows when that finds nothing. */
const PATIENCE_MS = 20 * 60_000;
const LOOK_MS = 50;

interface Open {
  owner: string;
  open: number;
  last: Date;
}

/** One of two busy workers is killed, as the kernel kills when memory is short. */
export async function measureTakeover(
  stage: Stage,
  options: Options,
  subscriptions: number,
): Promise<Takeover> {
  const [due, workers] = [new DueDates(stage), new Workers(stage)];
  await due.prepare();
  await stage.gateway.answerAfter(LATENCY_MS);
  try {
    await workers.run(WORKERS, options.inFlight);
    const fits = await warmUp(stage, workers, due, options, subscriptions);
    const count = Math.min(subscriptions, 2 * fits);
    const mark = await lastAttempt(stage);
    await until(await due.comeDue(count));
    await busy(stage, mark, count);
    const killedAt = new Date();
    await workers.killOne();
    const { dead, nextClaimAt } = await nextClaim(stage, mark, killedAt);
    const left = await leftBy(stage, dead);
    say(`  ${subscriptions} subscriptions: a worker was killed with ${left.unresolved} attempts open`);
    return {
      subscriptions,
      due: count,
      latencyMs: LATENCY_MS,
      inFlight: Math.floor(options.inFlight / WORKERS),
      secondsToNextClaim: (nextClaimAt.getTime() - killedAt.getTime()) / 1000,
      ...left,
      secondsToLastResolved: options.quick
        ? await leave(stage)
        : await allResolved(stage, mark, count, killedAt),
    };
  } finally {
    await workers.stop();
  }
}

/** Until both are in the middle of it: each has attempts open, and a part of all is charged. */
async function busy(stage: Stage, mark: bigint, count: number): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(LOOK_MS)) {
    const { charges } = await stage.gateway.stats();
    if (charges < count / 5) continue;
    const owners = await ownersSince(stage, mark);
    if (owners.filter(({ open }) => open > 0).length >= WORKERS) return;
  }
  throw new Error('The workers were never both in the middle of charging');
}

/** Who claims a while after the kill is the one that lives; the dead one's last commit may be in flight until then. */
const SURELY_DEAD_MS = 300;

async function nextClaim(
  stage: Stage,
  mark: bigint,
  killedAt: Date,
): Promise<{ dead: string; nextClaimAt: Date }> {
  for (const end = Date.now() + 120_000; Date.now() < end; await sleep(LOOK_MS)) {
    const { rows } = await stage.db.query<{ owner: string; at: Date }>(
      `SELECT owner, min(prepared_at) AS at FROM attempts
       WHERE merchant_id = $1 AND id > $2 AND prepared_at > $3
       GROUP BY owner HAVING max(prepared_at) > $3::timestamptz + make_interval(secs => $4)`,
      [stage.shop.id, mark, killedAt, SURELY_DEAD_MS / 1000],
    );
    const [alive] = rows;
    const dead = alive && (await ownersSince(stage, mark)).find(({ owner }) => owner !== alive.owner);
    if (dead) return { dead: dead.owner, nextClaimAt: alive.at };
  }
  throw new Error('Nobody took over within two minutes');
}

async function ownersSince({ db, shop }: Stage, mark: bigint): Promise<Open[]> {
  const { rows } = await db.query<Open>(
    `SELECT owner, count(*) FILTER (WHERE status IN ('prepared', 'sent'))::int AS open, max(prepared_at) AS last
     FROM attempts WHERE merchant_id = $1 AND id > $2 GROUP BY owner`,
    [shop.id, mark],
  );
  return rows;
}

async function leftBy(
  { db, shop, gateway }: Stage,
  dead: string,
): Promise<{ unresolved: number; charged: number }> {
  const { rows } = await db.query<{ order_no: string }>(
    `SELECT order_no FROM attempts WHERE merchant_id = $1 AND owner = $2 AND status IN ('prepared', 'sent', 'unknown', 'fenced')`,
    [shop.id, dead],
  );
  const moved = new Set((await gateway.charges()).map(([orderNo]) => orderNo));
  return { unresolved: rows.length, charged: rows.filter(({ order_no }) => moved.has(order_no)).length };
}

async function allResolved(stage: Stage, mark: bigint, count: number, killedAt: Date): Promise<number> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(1_000)) {
    const { rows } = await stage.db.query<{ paid: number; at: Date }>(
      `SELECT count(DISTINCT invoice_id)::int AS paid, max(resolved_at) AS at
       FROM attempts WHERE merchant_id = $1 AND id > $2 AND status = 'succeeded'`,
      [stage.shop.id, mark],
    );
    if (rows[0]!.paid < count) continue;
    await proveEachOnce(stage, mark);
    return (rows[0]!.at.getTime() - killedAt.getTime()) / 1000;
  }
  throw new Error(`After ${PATIENCE_MS / 60_000} minutes not all of ${count} were paid`);
}

/** A short bench does not wait for leases; that nobody is charged twice is seen all the same. */
async function leave({ gateway }: Stage): Promise<null> {
  await sleep(3_000);
  const { doubles } = await gateway.stats();
  if (doubles > 0) throw new WrongBooks(`${doubles} order numbers were charged more than once`);
  return null;
}
