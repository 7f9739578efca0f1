import { type Machine } from './measure/machine.js';
import { type Ratios, ratiosOf } from './measure/ratios.js';
import { percentile } from './measure/statistics.js';
import type { Options } from './options.js';
import type { Building } from './suites/building.js';
import type { Claims } from './suites/claims.js';
import type { Imports } from './suites/imports.js';
import type { Memory } from './suites/memory.js';
import type { Reads } from './suites/reads.js';
import type { Round } from './suites/renewals.js';
import type { Reports } from './suites/reports.js';
import type { Takeover } from './suites/takeover.js';
import type { Acknowledgements } from './suites/webhooks.js';

export interface Results {
  startedAt: Date;
  machine: Machine;
  loads: { subscriptions: number; seconds: number }[];
  rounds: Round[];
  claims: Claims[];
  webhooks: Acknowledgements[];
  memory: Memory[];
  takeovers: Takeover[];
  reads: Reads[];
  building: Building[];
  imports: Imports[];
  reports: Reports[];
}

export interface Latencies {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

export function latenciesOf(ms: readonly number[]): Latencies {
  return { count: ms.length, p50: percentile(ms, 50), p99: percentile(ms, 99), max: percentile(ms, 100) };
}

export interface ClaimFigures {
  subscriptions: number;
  snapshot: boolean;
  churned: number;
  renewals: number;
  seconds: number;
  ofSubscriptions: Latencies;
  ofCharges: Latencies;
}

/** The rounds of one size and kind together: percentiles of percentiles would mean nothing. */
export function claimFigures(claims: readonly Claims[]): ClaimFigures[] {
  const kinds = new Map<string, Claims[]>();
  for (const one of claims) {
    const kind = `${one.subscriptions} ${one.snapshot}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), one]);
  }
  return [...kinds.values()].map((all) => {
    const sum = (read: (one: Claims) => number) => all.reduce((total, one) => total + read(one), 0);
    return {
      subscriptions: all[0]!.subscriptions,
      snapshot: all[0]!.snapshot,
      churned: sum((one) => one.churned),
      renewals: sum((one) => one.renewals),
      seconds: sum((one) => one.seconds),
      ofSubscriptions: latenciesOf(all.flatMap(({ ms }) => ms.subscriptions)),
      ofCharges: latenciesOf(all.flatMap(({ ms }) => ms.charges)),
    };
  });
}

/** Everything, for a program: single runs, and what was made of them. */
export function toJson(results: Results, options: Options): string {
  const { claims, webhooks, reads, rounds, ...others } = results;
  const ratios: Ratios[] = rounds.flatMap(ratiosOf);
  const all = {
    options: { ...options, suites: [...options.suites] },
    ...others,
    rounds,
    ratios,
    claims: claimFigures(claims),
    reads: reads.map(({ ms, ...run }) => ({ ...run, answeredMs: latenciesOf(ms) })),
    webhooks: webhooks.map(({ ms, ...run }) => ({ ...run, acknowledgedMs: latenciesOf(ms) })),
  };
  return `${JSON.stringify(all, null, 2)}\n`;
}
