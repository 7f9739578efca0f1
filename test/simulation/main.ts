import globalSetup from '../support/global-setup.js';
import globalTeardown from '../support/global-teardown.js';
import { runSeeds } from './fleet.js';
import { readOptions, USAGE, UsageError } from './options.js';
import { say, tellAll, tellSeed } from './report.js';
import type { SeedDone } from './seed-process.js';
import type { SeedOptions } from './simulation.js';

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    say(USAGE);
    return 0;
  }
  const { seeds, years, subscriptions, jobs, faults, logFile } = options;
  const all: SeedOptions[] = seeds.map((seed) => ({ seed, years, subscriptions, faults }));
  all[0]!.logFile = logFile;
  // The first is lived twice, so that no run goes by without a proof that seeds can be repeated.
  all.splice(1, 0, { ...all[0]!, logFile: logFile && `${logFile}.again` });
  say(
    `Simulating ${seeds.length} seeds of ${years} years, about ${subscriptions} subscriptions each, ${jobs} at once`,
  );
  const beganAt = Date.now();
  await globalSetup({}, { rootDir: process.cwd() });
  try {
    const results: SeedDone[] = [];
    await runSeeds(all, jobs, (result) => {
      results.push(result);
      tellSeed(result);
    });
    return tellAll(results, beganAt) ? 0 : 1;
  } finally {
    await globalTeardown();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof UsageError ? `${error.message}\n${USAGE}` : (error as Error).stack}\n`,
  );
  process.exitCode = 2;
}
