import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compareBooks } from '../support/compare-books.js';
import { type Options, readOptions, USAGE, UsageError } from './options.js';
import { Chance } from '../support/chance.js';
import { say, tellDamage, tellDifferences, tellHowToLook, tellVolume, volumeOf } from './report.js';
import { SignUps } from './sign-ups.js';
import { raise, type Scene } from './scene.js';
import { Storm } from './storm.js';
import { DAY_MS, STEPS_MS, TimeKeeper } from './time-keeper.js';

const PROGRESS_MS = 10_000;
/** Longer than every wait of the protocol together: fence, inquiry, a retry a day later, and its fence. */
const DAYS_OF_REST = 6;
const REST_STEP_MS = [0.1, 0.35, 1.1, 3, 6, 6, 6, 12].map((hours) => (hours * DAY_MS) / 24);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    say(USAGE);
    return 0;
  }
  const directory = mkdtempSync(join(tmpdir(), 'perennial-torture-'));
  mkdirSync(join(directory, 'cluster'));
  say(`Torture with seed ${options.seed}: ${describe(options)}`);
  const chance = new Chance(options.seed, 'torture');
  const raised = Date.now();
  const scene = await raise(directory, options, chance);
  say(`Everything stands after ${seconds(raised)} s`);
  let isWell = false;
  try {
    isWell = await torture(scene, options, chance);
  } finally {
    await scene.strike();
    if (isWell && !options.keep) rmSync(directory, { recursive: true, force: true });
    else tellHowToLook(directory, options);
  }
  return isWell ? 0 : 1;
}

async function torture(scene: Scene, options: Options, chance: Chance): Promise<boolean> {
  const began = Date.now();
  const { cluster, shops, damage } = scene;
  const time = new TimeKeeper(cluster, shops, scene.now);
  const signUps = new SignUps(cluster, shops, options.subscriptions, chance.named('sign-ups'));
  await signUps.fill(options.subscriptions);
  await time.settle(60_000);
  say(`${seconds(began)} s: ${(await volumeOf(cluster)).subscriptions} subscriptions; the storm begins`);
  const storm = new Storm({ options, ...scene }, chance);
  storm.begin();
  await weather(scene, options, chance.named('time'), time, signUps);
  await signUps.stop();
  await storm.end();
  say(`${seconds(began)} s: the storm is over; ${DAYS_OF_REST} days of rest`);
  const isAtRest = await rest(time, options);
  const days = (time.now.getTime() - scene.now.getTime()) / DAY_MS;
  const differences = await compareBooks(cluster, shops);
  if (!isAtRest) differences.stuck.push(`${await time.due()} things are due and not done`);
  say('');
  tellDamage(damage);
  tellVolume(await volumeOf(cluster), days);
  const isEqual = tellDifferences(differences);
  for (const death of damage.ownDeaths) say(`DIED BY ITSELF: ${death}`);
  const isVerified = verify(scene);
  const isWell = isEqual && isVerified && damage.ownDeaths.length === 0;
  say(
    `${isWell ? 'The books are what happened' : 'NOT WELL'}, after ${seconds(began)} s. Seed ${options.seed}`,
  );
  return isWell;
}

/** Time passes under everything that goes wrong, until there was enough of it. */
async function weather(scene: Scene, options: Options, chance: Chance, time: TimeKeeper, signUps: SignUps) {
  const began = Date.now();
  const kills = () => scene.damage.kills.total;
  const isEnough = () =>
    options.minutes !== null ? Date.now() - began >= options.minutes * 60_000 : kills() >= options.kills!;
  for (let told = Date.now(); !isEnough();) {
    await time.pass(chance.pick(STEPS_MS), 4_000);
    await sleep(chance.between(50, 800));
    await time.wait(options.subscriptions * chance.between(0, 0.5), 15_000);
    signUps.lookAfter();
    if (Date.now() - told < PROGRESS_MS) continue;
    told = Date.now();
    const { invoices, renewals } = await volumeOf(scene.cluster);
    say(
      `${seconds(began)} s, ${time.now.toISOString().slice(0, 16)}: ${kills()} kills, ${scene.damage.faults.total} faults, ${renewals} renewals of ${invoices} invoices, ${await time.due()} due`,
    );
  }
}

/** Small steps first, in which what is open is asked about, then through all that waits for days. */
async function rest(time: TimeKeeper, { subscriptions }: Options): Promise<boolean> {
  const began = Date.now();
  // A merchant that is walked takes one instant after the other, and may be weeks behind when the storm is over.
  const patienceMs = Math.max(60_000, subscriptions * 1_000);
  const end = time.now.getTime() + DAYS_OF_REST * DAY_MS;
  let isAtRest = await time.settle(patienceMs, 'all');
  for (let i = 0; time.now.getTime() < end; i++) {
    say(
      `  rest ${seconds(began)} s, ${time.now.toISOString().slice(0, 16)}: ${await time.due('takeable')} due`,
    );
    await time.pass(REST_STEP_MS[Math.min(i, REST_STEP_MS.length - 1)]!, patienceMs);
    isAtRest = await time.settle(patienceMs);
    if (!isAtRest) return false;
  }
  return time.settle(patienceMs, 'all');
}

function verify({ artefact, cluster }: Scene): boolean {
  const { status, stdout, stderr } = spawnSync(process.execPath, [artefact.verify], {
    env: { PATH: process.env.PATH, DATABASE_URL: cluster.url },
    encoding: 'utf8',
    timeout: 300_000,
  });
  const lines = stdout.trim().split('\n');
  for (const line of lines.filter((line) => !line.startsWith('ok '))) say(`verify: ${line}`);
  if (stderr) say(`verify: ${stderr}`);
  return status === 0;
}

function describe({ kills, minutes, workers, subscriptions, merchants, faults, waitScale }: Options): string {
  const length = minutes === null ? `${kills} kills` : `${minutes} minutes`;
  return `${length}, ${workers} workers and an API, ${subscriptions} subscriptions of ${merchants} merchants, waits × ${waitScale}, ${[...faults].join(' ') || 'no faults'}`;
}

function seconds(began: number): number {
  return Math.round((Date.now() - began) / 1000);
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(
    `${error instanceof UsageError ? `${error.message}\n${USAGE}` : (error as Error).stack}\n`,
  );
  process.exitCode = 2;
}
