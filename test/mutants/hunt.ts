import { Checkout } from './checkout.js';
import type { Database } from './database.js';
import { runSpec, type SpecResult } from './jest-run.js';
import { type Mutant, needsDatabase } from './mutant.js';

export type Verdict =
  | { kind: 'caught'; by: string }
  | { kind: 'survived' }
  /** Neither: the spec could not run, with the bug or without. */
  | { kind: 'no_verdict'; why: string };

export interface Finding {
  mutant: Mutant;
  verdict: Verdict;
  seconds: number;
}

export interface HuntOptions {
  root: string;
  jobs: number;
  database: Database | null;
  signal: AbortSignal;
  onFinding: (finding: Finding) => void;
}

/** Plants one bug after the other and runs the test that must notice. Bugs of one spec share its first, clean run. */
export async function hunt(mutants: readonly Mutant[], options: HuntOptions): Promise<void> {
  const specs = [...new Set(mutants.map(({ caughtBy }) => caughtBy.spec))];
  const groups = specs.map((spec) => mutants.filter(({ caughtBy }) => caughtBy.spec === spec));
  const lane = async () => {
    const checkout = await Checkout.of(options.root);
    try {
      for (let group = groups.shift(); group && !options.signal.aborted; group = groups.shift()) {
        await huntGroup(checkout, group, options);
      }
    } finally {
      await checkout.remove();
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs, groups.length) }, lane));
}

async function huntGroup(
  checkout: Checkout,
  mutants: readonly Mutant[],
  options: HuntOptions,
): Promise<void> {
  const { onFinding, signal } = options;
  const clean = await run(checkout, mutants, null, options);
  for (const mutant of mutants) {
    if (signal.aborted) return;
    const begun = performance.now();
    const red = whyNotClean(clean, mutant);
    const verdict: Verdict = red
      ? { kind: 'no_verdict', why: `without the bug: ${red}` }
      : verdictOf(await checkout.with(mutant, () => run(checkout, [mutant], mutant, options)));
    if (!signal.aborted) onFinding({ mutant, verdict, seconds: (performance.now() - begun) / 1000 });
  }
}

/** The tests that any of `guarded` names; all of them as soon as one names none. */
function run(
  { directory }: Checkout,
  guarded: readonly Mutant[],
  planted: Mutant | null,
  { database, signal }: HuntOptions,
): Promise<SpecResult> {
  const [{ caughtBy }] = guarded as [Mutant, ...Mutant[]];
  const tests = guarded.map((mutant) => mutant.caughtBy.test);
  const env = needsDatabase(guarded[0]!) && database ? database.environmentOf(planted) : {};
  const some = tests.every((test) => test !== undefined) ? [...new Set(tests)] : [];
  return runSpec({ directory, spec: caughtBy.spec, tests: some, env, signal });
}

/** A spec that is red anyway proves nothing, nor does one of whose tests none is meant. */
function whyNotClean(clean: SpecResult, { caughtBy: { test = '' } }: Mutant): string | null {
  if (clean.kind === 'no_verdict') return clean.why;
  if (clean.failed.length > 0) return `"${clean.failed[0]}" fails`;
  return clean.passed.some((name) => name.includes(test)) ? null : `no test is called "${test}"`;
}

function verdictOf(result: SpecResult): Verdict {
  if (result.kind === 'no_verdict') return result;
  const [by] = result.failed;
  return by === undefined ? { kind: 'survived' } : { kind: 'caught', by };
}
