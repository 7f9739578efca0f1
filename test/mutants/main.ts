/**
 * `npm run mutants`: plants deliberate bugs about money, one at a time, in a copy of the sources, and runs the
 * test that must notice. Exit code 0 only when every one was caught. See docs/mutants.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MUTANTS } from './catalog/index.js';
import { Database } from './database.js';
import { type Finding, hunt } from './hunt.js';
import { type Mutant, needsDatabase, textsWith } from './mutant.js';
import { type Options, readOptions, USAGE } from './options.js';
import { pageWithTable } from './page.js';
import { TypeCheck } from './type-check.js';

const root = join(import.meta.dirname, '..', '..');
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());

function options(): Options {
  try {
    return readOptions(process.argv.slice(2), MUTANTS);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Before anything runs: a catalog that does not fit the code is told at once, with all that is wrong. */
function assertPlantable(mutants: readonly Mutant[]): void {
  const lost = mutants.flatMap((mutant) => {
    try {
      textsWith(mutant, root);
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
  if (lost.length > 0) throw new Error(lost.join('\n'));
  const types = new TypeCheck(root, mutants);
  const refused = mutants.flatMap((mutant) =>
    types.errorsOf(mutant).map((error) => `${mutant.name} does not compile: ${error}`),
  );
  if (refused.length > 0) throw new Error(refused.join('\n'));
}

const WIDTH = Math.max(...MUTANTS.map(({ name }) => name.length));

function tell({ mutant, verdict, seconds }: Finding): void {
  const took = `${seconds.toFixed(1)} s`.padStart(8);
  const told = {
    caught: () => (verdict.kind === 'caught' ? verdict.by : ''),
    survived: () => mutant.what,
    no_verdict: () => (verdict.kind === 'no_verdict' ? verdict.why : ''),
  }[verdict.kind]();
  console.log(
    `${verdict.kind.replace('_', ' ').padEnd(10)} ${mutant.name.padEnd(WIDTH)} ${took}  ${mutant.caughtBy.spec}\n${' '.repeat(11)}${told}`,
  );
}

async function main({ mutants, list, writeDocs, jobs }: Options): Promise<number> {
  if (list) {
    for (const { name, what } of mutants) console.log(`${name.padEnd(WIDTH)}  ${what}`);
    return 0;
  }
  if (writeDocs) {
    const page = join(root, 'docs', 'mutants.md');
    writeFileSync(page, pageWithTable(readFileSync(page, 'utf8'), MUTANTS));
    return 0;
  }
  assertPlantable(mutants);
  const findings: Finding[] = [];
  const onFinding = (finding: Finding) => {
    findings.push(finding);
    tell(finding);
  };
  const database = mutants.some(needsDatabase) ? await Database.start(root) : null;
  try {
    await hunt(mutants, { root, jobs, database, signal: stopping.signal, onFinding });
  } finally {
    await database?.stop();
  }
  const count = (kind: Finding['verdict']['kind']) =>
    findings.filter(({ verdict }) => verdict.kind === kind).length;
  const open = mutants.length - count('caught') - count('survived');
  console.log(
    `${count('caught')} caught, ${count('survived')} survived${open > 0 ? `, ${open} without a verdict` : ''}`,
  );
  return count('caught') === mutants.length ? 0 : 1;
}

process.exitCode = await main(options()).catch((error: unknown) => {
  console.error((error as Error).message);
  return 1;
});
