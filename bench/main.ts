import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalog, loadSubscriptions, openCatalog } from './data/load.js';
import { describeMachine } from './measure/machine.js';
import { loadNaive } from './naive/tables.js';
import { type Options, readOptions, USAGE, UsageError } from './options.js';
import { say } from './report/say.js';
import { tell } from './report/tell.js';
import { type Results, toJson } from './results.js';
import { raise, type Stage } from './stage/stage.js';
import { measureBuilding } from './suites/building.js';
import { measureClaims } from './suites/claims.js';
import { measureImports } from './suites/imports.js';
import { measureMemory, memoryOfRuns } from './suites/memory.js';
import { measureReads } from './suites/reads.js';
import { FLOOR_SUBSCRIPTIONS, measureRenewals, type Round } from './suites/renewals.js';
import { measureReports } from './suites/reports.js';
import { measureTakeover } from './suites/takeover.js';
import { measureWebhooks } from './suites/webhooks.js';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') return say(USAGE);
  const directory = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
  let isWell = false;
  try {
    const stage = await raise(directory, options.build);
    try {
      await bench(stage, options);
      isWell = true;
    } finally {
      await stage.strike();
    }
  } finally {
    if (isWell && !options.keep) rmSync(directory, { recursive: true, force: true });
    else say(`Database and logs are in ${directory}`);
  }
}

async function bench(stage: Stage, options: Options): Promise<void> {
  const results: Results = {
    startedAt: new Date(),
    machine: await describeMachine(stage.db),
    loads: [],
    rounds: [],
    claims: [],
    webhooks: [],
    memory: [],
    takeovers: [],
    reads: [],
    building: [],
    imports: [],
    reports: [],
  };
  const { databaseUrl, box, shop, floor } = stage;
  const catalog = await openCatalog(stage.db, shop);
  await loadSubscriptions(databaseUrl, box, floor, await openCatalog(stage.db, floor), FLOOR_SUBSCRIPTIONS);
  for (const subscriptions of options.subscriptions) {
    await grow(stage, catalog, subscriptions, results);
    await measureAt(stage, options, subscriptions, results);
  }
  if (options.suites.has('takeover')) {
    results.takeovers.push(await measureTakeover(stage, options, options.subscriptions.at(-1)!));
  }
  if (options.suites.has('building')) results.building.push(measureBuilding(options));
  if (options.suites.has('imports')) results.imports.push(...(await measureImports(stage, options)));
  if (options.suites.has('reports')) results.reports.push(...(await measureReports(stage, options)));
  tell(results);
  if (options.json !== null) writeFileSync(options.json, toJson(results, options));
}

/** The database only grows, so that each row is loaded once. */
async function grow(
  stage: Stage,
  catalog: Catalog,
  subscriptions: number,
  { loads }: Results,
): Promise<void> {
  const began = Date.now();
  const more = subscriptions - (loads.at(-1)?.subscriptions ?? 0);
  await loadSubscriptions(stage.databaseUrl, stage.box, stage.shop, catalog, more);
  await loadNaive(stage.db, more);
  loads.push({ subscriptions, seconds: (Date.now() - began) / 1000 });
  say(
    `${subscriptions} subscriptions are in the database; ${more} were loaded in ${(Date.now() - began) / 1000} s`,
  );
}

async function measureAt(
  stage: Stage,
  options: Options,
  subscriptions: number,
  results: Results,
): Promise<void> {
  const { suites, latencies } = options;
  const rounds: Round[] = [];
  if (suites.has('renewals')) {
    for (const ms of latencies) rounds.push(await measureRenewals(stage, options, subscriptions, ms));
    results.rounds.push(...rounds);
  }
  if (suites.has('memory')) {
    const runs = rounds.flatMap((round) => Object.values(round.engine).flat());
    results.memory.push(
      runs.length > 0
        ? memoryOfRuns(subscriptions, runs)
        : await measureMemory(stage, options, subscriptions),
    );
  }
  if (suites.has('claims')) results.claims.push(...(await measureClaims(stage, options, subscriptions)));
  if (suites.has('reads')) results.reads.push(...(await measureReads(stage, options, subscriptions)));
  if (suites.has('webhooks'))
    results.webhooks.push(...(await measureWebhooks(stage, options, subscriptions)));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
