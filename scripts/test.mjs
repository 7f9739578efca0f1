// What `npm test` runs: the build if it is not fresh (end-to-end tests start the built engine), then jest, and as the last
// line the tally. Further arguments go to jest: npm test -- test/e2e
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isStale } from './freshness.mjs';

const root = join(import.meta.dirname, '..');

function run(args) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
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

// Ctrl-C goes to jest as well, which ends in its own time; this process waits for its teardown.
process.on('SIGINT', () => undefined);
const scratch = mkdtempSync(join(tmpdir(), 'perennial-result-'));
const file = join(scratch, 'result.json');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const status = run([jest, '--json', `--outputFile=${file}`, ...process.argv.slice(2)]);
const { passed, failed } = tally(file);
rmSync(scratch, { recursive: true, force: true });

if (passed + failed === 0) console.error('No test ran.');
console.log(`${passed} passed, ${failed} failed`);
// jest can fail with every test passed, for one when its teardown throws.
process.exitCode = status !== 0 || failed > 0 || passed === 0 ? status || 1 : 0;
