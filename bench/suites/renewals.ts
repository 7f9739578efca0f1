import { DueDates } from '../data/due.js';
import { perSecond, type Run } from '../measure/run.js';
import type { Options } from '../options.js';
import { say } from '../report/say.js';
import type { Stage } from '../stage/stage.js';
import { Workers } from '../stage/workers.js';
import { Contestants } from './contestants.js';
import { renew, warmUp } from './engine-run.js';

/** The runs of everybody at one size and one latency. */
export interface Round {
  subscriptions: number;
  latencyMs: number;
  inFlight: number;
  /** By the number of worker processes. */
  engine: Record<number, Run[]>;
  naive: Run[];
  httpKept: Run[];
  httpFresh: Run[];
  sql: Run[];
}

/** Of the SQL floor's own subscriptions there are not more. */
export const FLOOR_SUBSCRIPTIONS = 10_000;

/** Everybody in turn, again and again: what the machine does beside this meets all of them alike. */
export async function measureRenewals(
  stage: Stage,
  options: Options,
  subscriptions: number,
  latencyMs: number,
): Promise<Round> {
  const { repeats, workers: counts, inFlight } = options;
  const round: Round = {
    subscriptions,
    latencyMs,
    inFlight,
    engine: Object.fromEntries(counts.map((count) => [count, []])),
    naive: [],
    httpKept: [],
    httpFresh: [],
    sql: [],
  };
  const [due, workers, others] = [new DueDates(stage), new Workers(stage), new Contestants(stage)];
  await due.prepare();
  await stage.gateway.answerAfter(latencyMs);
  try {
    for (let repeat = 1; repeat <= repeats; repeat++) {
      for (const count of counts) {
        const run = await engineRun(stage, options, workers, due, count, subscriptions);
        round.engine[count]!.push(run);
        tell(round, repeat, `engine, ${count} worker${count > 1 ? 's' : ''}`, run);
      }
      const best = Math.max(...counts.map((count) => perSecond(round.engine[count]!.at(-1)!)));
      const many = Math.min(FLOOR_SUBSCRIPTIONS, Math.max(2_000, Math.round(best * options.seconds)));
      round.httpKept.push(await others.http(many, inFlight, 'kept'));
      tell(round, repeat, 'HTTP floor', round.httpKept.at(-1)!);
      // Not what the engine is held against: it shows what of the difference is the connections.
      if (!options.quick) round.httpFresh.push(await others.http(many, inFlight, 'fresh'));
      if (!options.quick) tell(round, repeat, 'HTTP floor, connection a charge', round.httpFresh.at(-1)!);
      round.sql.push(await others.sql(many));
      tell(round, repeat, 'SQL floor', round.sql.at(-1)!);
      round.naive.push(await others.naive(naiveCount(round, options)));
      tell(round, repeat, 'naive', round.naive.at(-1)!);
    }
  } finally {
    await workers.stop();
  }
  return round;
}

async function engineRun(
  stage: Stage,
  options: Options,
  workers: Workers,
  due: DueDates,
  count: number,
  subscriptions: number,
): Promise<Run> {
  await workers.run(count, options.inFlight);
  try {
    const fits = await warmUp(stage, workers, due, options, subscriptions);
    return await renew(stage, workers, due, fits);
  } finally {
    await workers.stop();
  }
}

/** One after the other: its speed follows from the latency, and from a guess when there is none. */
function naiveCount({ latencyMs, naive }: Round, { seconds }: Options): number {
  const last = naive.at(-1);
  const guess = last ? perSecond(last) : 1_000 / (2 * latencyMs + 10);
  return Math.max(20, Math.round(guess * seconds));
}

function tell({ subscriptions, latencyMs }: Round, repeat: number, who: string, run: Run): void {
  say(
    `  ${subscriptions} subscriptions, ${latencyMs} ms, round ${repeat}: ${who}: ${perSecond(run).toFixed(1)}/s ` +
      `(${run.renewals} in ${run.seconds.toFixed(1)} s; CPU ms each: ${(run.cpu.workerMs / run.renewals).toFixed(2)} worker, ` +
      `${(run.cpu.postgresMs / run.renewals).toFixed(2)} PostgreSQL, ${(run.cpu.gatewayMs / run.renewals).toFixed(2)} gateway)`,
  );
}
