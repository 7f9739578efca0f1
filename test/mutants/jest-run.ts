import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** What one run of jest over one spec says. */
export type SpecResult =
  | { kind: 'ran'; passed: readonly string[]; failed: readonly string[] }
  /** The file could not be loaded, jest gave no result, or it took for ever: this says nothing about the bug. */
  | { kind: 'no_verdict'; why: string };

export interface SpecRun {
  directory: string;
  spec: string;
  /** Parts of test names; with none, all tests run. */
  tests: readonly string[];
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

/** A test ends after three minutes at most; a spec that takes longer than this hangs outside its tests. */
const MOST_MS = 20 * 60_000;
const KEPT_OUTPUT = 2_000;

interface JestReport {
  numRuntimeErrorTestSuites: number;
  testResults: { message: string; assertionResults: { fullName: string; status: string }[] }[];
}

export async function runSpec(run: SpecRun): Promise<SpecResult> {
  const file = join(run.directory, 'mutants-result.json');
  await rm(file, { force: true });
  const output = await jest(run, file);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return { kind: 'no_verdict', why: `jest gave no result: ${output}` };
  return read(JSON.parse(text) as JestReport);
}

function read({ numRuntimeErrorTestSuites, testResults }: JestReport): SpecResult {
  if (numRuntimeErrorTestSuites > 0) {
    return { kind: 'no_verdict', why: testResults.map(({ message }) => message).join('\n') };
  }
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (status: string) => all.filter((one) => one.status === status).map((one) => one.fullName);
  const result = { kind: 'ran' as const, passed: named('passed'), failed: named('failed') };
  if (result.passed.length + result.failed.length > 0) return result;
  return { kind: 'no_verdict', why: 'no test has such a name' };
}

/** The end of what jest wrote; it is only wanted when there is no result. */
function jest({ directory, spec, tests, env, signal }: SpecRun, outputFile: string): Promise<string> {
  const program = join(directory, 'node_modules', 'jest', 'bin', 'jest.js');
  const names = tests.length === 0 ? [] : ['-t', tests.map(escaped).join('|')];
  const child = spawn(
    process.execPath,
    [
      program,
      '--runTestsByPath',
      spec,
      ...names,
      '--json',
      `--outputFile=${outputFile}`,
      '-w',
      '1',
      '--watchman=false',
      // A test that fails leaves open what it did not come to close; in one process jest would wait for that.
      '--forceExit',
    ],
    {
      cwd: directory,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]),
    },
  );
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-KEPT_OUTPUT)));
  return new Promise((resolve) => {
    child.once('error', (error) => (output += error.message));
    child.once('close', () => resolve(output));
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
