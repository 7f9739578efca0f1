import { type Ratios, ratiosOf } from '../measure/ratios.js';
import { perSecond, type Run } from '../measure/run.js';
import { type Spread, spread } from '../measure/statistics.js';
import { claimFigures, latenciesOf, type Results } from '../results.js';
import type { Round } from '../suites/renewals.js';
import { say } from './say.js';
import { tellBilling } from './tell-billing.js';
import { type Cell, figure, table } from './table.js';

/** Every figure with what it came from. */
export function tell(results: Results): void {
  tellMachine(results);
  for (const round of results.rounds) tellRound(round);
  if (results.claims.length > 0) tellClaims(results);
  if (results.webhooks.length > 0) tellWebhooks(results);
  if (results.memory.length > 0) tellMemory(results);
  if (results.takeovers.length > 0) tellTakeovers(results);
  tellBilling(results);
}

function tellMachine({ machine, loads }: Results): void {
  const { postgres } = machine;
  say(
    `\nMachine: ${machine.cpus} × ${machine.model}, ${machine.memoryGb} GB, Linux ${machine.kernel}, Node ${machine.node};`,
  );
  say(`load average when it began: ${figure(machine.loadBefore)}`);
  say(
    `PostgreSQL: ${Object.entries(postgres)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  );
  for (const { subscriptions, seconds } of loads)
    say(`Loaded up to ${subscriptions} subscriptions in ${figure(seconds)} s`);
}

function tellRound(round: Round): void {
  const { subscriptions, latencyMs, inFlight } = round;
  const rows: Cell[][] = [
    ...Object.entries(round.engine).map(([count, runs]) => row(`engine, workers: ${count}`, runs)),
    row('naive loop', round.naive),
    row('HTTP floor', round.httpKept),
    ...(round.httpFresh.length > 0 ? [row('HTTP floor, a connection each charge', round.httpFresh)] : []),
    row('SQL floor', round.sql),
  ];
  say(`\nRenewals: ${subscriptions} subscriptions, gateway ${latencyMs} ms, at most ${inFlight} in flight`);
  say(
    table(
      [
        '',
        'renewals/s',
        '(min-max)',
        'CPU ms each',
        'workers',
        'PostgreSQL',
        'gateway',
        'peak MB',
        'renewals',
        'in s',
      ],
      rows,
    ),
  );
  for (const ratios of ratiosOf(round)) tellRatios(ratios);
}

function row(who: string, runs: readonly Run[]): Cell[] {
  const rate = spread(runs.map(perSecond));
  const cpu = (read: (run: Run) => number) => spread(runs.map((run) => read(run) / run.renewals)).median;
  const peaks = runs.flatMap((run) => run.peakMb ?? []);
  return [
    who,
    figure(rate.median),
    `(${figure(rate.min)}-${figure(rate.max)})`,
    figure(cpu((run) => run.cpu.workerMs + run.cpu.postgresMs)),
    figure(cpu((run) => run.cpu.workerMs)),
    figure(cpu((run) => run.cpu.postgresMs)),
    figure(cpu((run) => run.cpu.gatewayMs)),
    peaks.length > 0 ? figure(Math.max(...peaks)) : '',
    sum(runs, (run) => run.renewals),
    figure(sum(runs, (run) => run.seconds)),
  ];
}

function tellRatios({ workers, toNaive, toHttpFloor, cpuToFloors }: Ratios): void {
  const percent = ({ min, median, max }: Spread) =>
    shown({ min: 100 * min, median: 100 * median, max: 100 * max });
  say(
    `  workers: ${workers}: ${shown(toNaive)} times the naive loop; ${percent(toHttpFloor)} % of the HTTP floor; ` +
      `CPU ${shown(cpuToFloors)} times both floors together`,
  );
}

function tellClaims({ claims }: Results): void {
  say('\nClaims: milliseconds in the server, for each claim the engine made');
  const head = [
    'subscriptions',
    'old snapshot',
    'claim of',
    'p50',
    'p99',
    'max',
    'claims',
    'churned before',
    'renewals',
    'in s',
  ];
  const rows = claimFigures(claims).flatMap((one) =>
    (['ofSubscriptions', 'ofCharges'] as const).map((of) => [
      one.subscriptions,
      one.snapshot ? 'held' : 'none',
      of === 'ofCharges' ? 'charges' : 'subscriptions',
      ...[one[of].p50, one[of].p99, one[of].max].map(figure),
      one[of].count,
      one.churned,
      one.renewals,
      figure(one.seconds),
    ]),
  );
  say(table(head, rows));
}

function tellWebhooks({ webhooks }: Results): void {
  say('\nWebhooks: milliseconds from when each was to be sent until its acknowledgement');
  const rows = webhooks.map((one) => {
    const ms = latenciesOf(one.ms);
    return [
      one.subscriptions,
      `${one.rate}/s`,
      ...[ms.p50, ms.p99, ms.max].map(figure),
      one.sent,
      Object.entries(one.failures)
        .map(([why, count]) => `${count} ${why}`)
        .join(', ') || 'none',
      figure(one.apiCpuMs / one.sent),
      figure(one.seconds),
      `${figure(perSecond(one.renewals))}/s`,
      one.renewals.renewals,
      figure(one.renewals.seconds),
    ];
  });
  say(
    table(
      [
        'subscriptions',
        'rate',
        'p50',
        'p99',
        'max',
        'sent',
        'failed',
        'API CPU ms each',
        'in s',
        'meanwhile',
        'renewals',
        'in s',
      ],
      rows,
    ),
  );
}

function tellMemory({ memory }: Results): void {
  say('\nMemory: MB resident at the highest, of each worker process');
  const rows = memory.map(({ subscriptions, peakMb, renewals, seconds }) => {
    const { min, median, max } = spread(peakMb);
    return [subscriptions, ...[min, median, max].map(figure), peakMb.length, renewals, figure(seconds)];
  });
  say(table(['subscriptions', 'min', 'median', 'max', 'processes', 'renewals', 'in s'], rows));
}

function tellTakeovers({ takeovers }: Results): void {
  say('\nTakeover: one of two busy workers is killed');
  const head = [
    'subscriptions',
    's to next claim',
    'unresolved',
    'of these charged',
    's to last resolved',
    'in flight',
    'due',
    'gateway',
  ];
  const rows = takeovers.map((one) => [
    one.subscriptions,
    figure(one.secondsToNextClaim),
    one.unresolved,
    one.charged,
    one.secondsToLastResolved === null ? 'not awaited' : figure(one.secondsToLastResolved),
    `at most ${one.inFlight}`,
    one.due,
    `${one.latencyMs} ms`,
  ]);
  say(table(head, rows));
}

function shown({ min, median, max }: Spread): string {
  return min === max ? figure(median) : `${figure(median)} (${figure(min)}-${figure(max)})`;
}

function sum(runs: readonly Run[], read: (run: Run) => number): number {
  return runs.reduce((total, run) => total + read(run), 0);
}
