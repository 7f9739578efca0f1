import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSubscriptions, openCatalog } from './data/load.js';
import { loadNaive } from './naive/tables.js';
import { type Options, readOptions, USAGE, UsageError } from './options.js';
import { say } from './report.js';
import { raise, type Stage } from './stage/stage.js';
import { FLOOR_SUBSCRIPTIONS, measureRenewals } from './suites/renewals.js';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    say(USAGE);
    return 0;
  }
  const directory = mkdtempSync(join(tmpdir(), 'perennial-bench-'));
  const stage = await raise(directory, options.build);
  let isWell = false;
  try {
    await bench(stage, options);
    isWell = true;
  } finally {
    await stage.strike();
    if (isWell && !options.keep) rmSync(directory, { recursive: true, force: true });
    else say(`Database and logs are in ${directory}`);
  }
  return 0;
}

async function bench(stage: Stage, options: Options): Promise<void> {
  const catalog = await openCatalog(stage.db, stage.shop);
  const { databaseUrl, box, shop, floor } = stage;
  await loadSubscriptions(databaseUrl, box, floor, await openCatalog(stage.db, floor), FLOOR_SUBSCRIPTIONS);
  let loaded = 0;
  for (const subscriptions of options.subscriptions) {
    const began = Date.now();
    await loadSubscriptions(databaseUrl, box, shop, catalog, subscriptions - loaded);
    await loadNaive(stage.db, subscriptions - loaded);
    say(`${subscriptions} subscriptions are loaded, in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    loaded = subscriptions;
    for (const latency of options.latencies) await measureRenewals(stage, options, subscriptions, latency);
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
