import type { Round } from '../suites/renewals.js';
import { ratiosOf } from './ratios.js';
import type { Run } from './run.js';

const run = (renewals: number, seconds: number, workerMs: number, postgresMs: number): Run => ({
  renewals,
  seconds,
  cpu: { workerMs, postgresMs, gatewayMs: 1e9 },
});

const ROUND: Round = {
  subscriptions: 10_000,
  latencyMs: 0,
  inFlight: 100,
  engine: { 2: [run(1_000, 2, 800, 200), run(1_000, 1, 600, 200)] },
  naive: [run(10, 1, 1, 1), run(20, 1, 1, 1)],
  httpKept: [run(2_000, 2, 400, 500), run(4_000, 2, 400, 500)],
  httpFresh: [],
  sql: [run(100, 1, 10, 10), run(100, 1, 20, 10)],
};

describe('ratiosOf', () => {
  it('compares within each round, and leaves out the gateway and the database of the HTTP floor', () => {
    expect(ratiosOf(ROUND)).toEqual([
      {
        subscriptions: 10_000,
        latencyMs: 0,
        workers: 2,
        toNaive: { min: 50, median: 50, max: 50 },
        toHttpFloor: { min: 0.5, median: 0.5, max: 0.5 },
        // 1 ms against 0.2 + 0.2, and 0.8 ms against 0.1 + 0.3.
        cpuToFloors: { min: 2, median: 2.25, max: 2.5 },
      },
    ]);
  });
});
