import { parseArgs } from 'node:util';
import { type Mutant, needsDatabase } from './mutant.js';

export interface Options {
  mutants: readonly Mutant[];
  list: boolean;
  writeDocs: boolean;
  jobs: number;
}

export const USAGE = `npm run mutants -- [options]
  --only <a,b>    these bugs only
  --quick         only those whose test needs no database
  --jobs <n>      specs at once, 1 to 8 (1)
  --list          names and sentences, and runs nothing
  --write-docs    writes the table of docs/mutants.md, and runs nothing`;

/** @throws Error with what is wrong and what is allowed */
export function readOptions(args: string[], catalog: readonly Mutant[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string' },
      quick: { type: 'boolean', default: false },
      jobs: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  if (!/^[1-8]$/.test(values.jobs)) throw new Error(`--jobs is "${values.jobs}"; allowed is 1 to 8`);
  const wanted = values.only === undefined ? catalog : named(values.only.split(','), catalog);
  const mutants = values.quick ? wanted.filter((mutant) => !needsDatabase(mutant)) : wanted;
  if (mutants.length === 0) throw new Error('no bug is left to plant; see --list');
  return { mutants, list: values.list, writeDocs: values['write-docs'], jobs: Number(values.jobs) };
}

function named(names: readonly string[], catalog: readonly Mutant[]): Mutant[] {
  return names.map((name) => {
    const found = catalog.find((mutant) => mutant.name === name);
    if (!found) throw new Error(`--only names "${name}"; allowed are the names of --list`);
    return found;
  });
}
