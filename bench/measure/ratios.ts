import type { Round } from '../suites/renewals.js';
import { cpuMsPerRenewal, perSecond, type Run } from './run.js';
import { type Spread, spread } from './statistics.js';

/** How the engine with a number of workers stands against the others of its rounds. */
export interface Ratios {
  subscriptions: number;
  latencyMs: number;
  workers: number;
  /** Renewals a second: how many times the naive loop. */
  toNaive: Spread;
  /** Renewals a second: which part of the HTTP floor. */
  toHttpFloor: Spread;
  /** CPU per renewal of workers and PostgreSQL: how many times HTTP floor and SQL floor together. */
  cpuToFloors: Spread;
}

/** Each ratio is taken within one round, of runs that were a few seconds apart, and only then spread. */
export function ratiosOf(round: Round): Ratios[] {
  const { subscriptions, latencyMs, naive, httpKept, sql } = round;
  const each = (runs: Run[], ratio: (run: Run, i: number) => number) => spread(runs.map(ratio));
  return Object.entries(round.engine).map(([workers, runs]) => ({
    subscriptions,
    latencyMs,
    workers: Number(workers),
    toNaive: each(runs, (run, i) => perSecond(run) / perSecond(naive[i]!)),
    toHttpFloor: each(runs, (run, i) => perSecond(run) / perSecond(httpKept[i]!)),
    cpuToFloors: each(runs, (run, i) => cpuMsPerRenewal(run) / floorCpu(httpKept[i]!, sql[i]!)),
  }));
}

/** The HTTP floor does nothing in the database: what PostgreSQL uses meanwhile is its own housekeeping. */
function floorCpu(http: Run, sql: Run): number {
  return http.cpu.workerMs / http.renewals + cpuMsPerRenewal(sql);
}
