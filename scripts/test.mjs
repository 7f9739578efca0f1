// What `npm test` runs: the build if it is not fresh (end-to-end tests start the built engine), then jest, and as the last
// line the tally. Further arguments go to jest: npm test -- test/e2e
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isStale } from './freshness.mjs';

const root = join(import.meta.dirname, '..');

function run(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
}

/** jest has told its results; what it does after that is stop its workers and the database. */
const MOST_AFTER_RESULTS_MS = 30_000;
const MOST_TO_END_MS = 5_000;

/**
 * jest and all it starts are a process group of their own, so that nothing of it can outlive us: whoever waits for our
 * output waits as long as any process has it open.
 */
async function runJest(args, file) {
  // By the channel jest hears that we were killed, and ends: see test/support/runner.mjs.
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(process.execPath, args, { cwd: root, stdio, detached: true });
  // A group of its own hears no Ctrl-C from the terminal. jest ends in its own time; we wait for its teardown.
  const pass = (signal) => signalGroup(child.pid, signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  let isOver = false;
  const over = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1))).finally(
    () => (isOver = true),
  );
  void insist(child.pid, file, () => isOver);
  const status = await over;
  const left = await endGroup(child.pid);
  if (left) console.error('Processes of the tests outlived jest and were killed: that is a failure, too.');
  return left ? status || 1 : status;
}

/** A test may leave something open in the process of jest itself, when it runs there. */
async function insist(group, file, isOver) {
  for (let since = null; !isOver(); await sleep(1_000, undefined, { ref: false })) {
    if (since === null && existsSync(file)) since = Date.now();
    if (since === null || Date.now() - since < MOST_AFTER_RESULTS_MS) continue;
    console.error(
      `jest did not end within ${MOST_AFTER_RESULTS_MS / 1000} s after its results, and is killed.`,
    );
    signalGroup(group, 'SIGKILL');
    return;
  }
}

/** Whether something had to be killed. What is ending already is given a moment. */
async function endGroup(group) {
  for (let waited = 0; waited < MOST_TO_END_MS; waited += 100) {
    if (!isAlive(group)) return false;
    await sleep(100);
  }
  return signalGroup(group, 'SIGKILL');
}

/** Zombies, which nobody in a bare container collects, do not count. */
function isAlive(group) {
  if (!signalGroup(group, 0)) return false;
  if (process.platform !== 'linux') return true;
  return readdirSync('/proc').some((name) => {
    try {
      // After the name in brackets, which may contain anything: state, parent, group.
      const [, state, , found] = /\) (\w) (\d+) (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'));
      return state !== 'Z' && Number(found) === group;
    } catch {
      // No process, or it ended meanwhile.
      return false;
    }
  });
}

/** False when nobody is left in it. */
function signalGroup(group, signal) {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** A test file that could not even be loaded has no tests to count, and is a failure all the same. */
function tally(file) {
  try {
    const result = JSON.parse(readFileSync(file, 'utf8'));
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    };
  } catch {
    console.error('jest ended without a result.');
    return { passed: 0, failed: 1 };
  }
}

const build = isStale() ? run([join(root, 'scripts', 'build.mjs')]) : 0;
if (build !== 0) {
  console.log('0 passed, 1 failed');
  process.exit(build);
}

const scratch = mkdtempSync(join(tmpdir(), 'perennial-result-'));
const file = join(scratch, 'result.json');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const status = await runJest([jest, '--json', `--outputFile=${file}`, ...process.argv.slice(2)], file);
const { passed, failed } = tally(file);
rmSync(scratch, { recursive: true, force: true });

if (passed + failed === 0) console.error('No test ran.');
console.log(`${passed} passed, ${failed} failed`);
// jest can fail with every test passed, for one when its teardown throws.
process.exitCode = status !== 0 || failed > 0 || passed === 0 ? status || 1 : 0;
