import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One place in one file: `find` stands there exactly once, and becomes `replace`. */
export interface Edit {
  file: string;
  find: string;
  replace: string;
}

/** The test that must notice: a spec, and where it helps a part of the names of its tests. */
export interface Guard {
  spec: string;
  test?: string;
}

/** A bug that costs somebody money, kept outside the shipped code as a patch of it. */
export interface Mutant extends Edit {
  /** In kebab-case, unique. */
  name: string;
  /** The bug in a sentence, and what it costs. */
  what: string;
  /** More places, where one edit alone would not be the bug. */
  also?: readonly Edit[];
  caughtBy: Guard;
}

/** An anchor that is not there, or more than once: the code has moved on and the catalog has not. */
export class LostAnchor extends Error {
  override readonly name = 'LostAnchor';
}

export function editsOf({ file, find, replace, also = [] }: Mutant): readonly Edit[] {
  return [{ file, find, replace }, ...also];
}

/**
 * The text of every file that the mutant changes, as it is with the bug in it. Nothing is written.
 * @throws LostAnchor
 */
export function textsWith(mutant: Mutant, root: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { file, find, replace } of editsOf(mutant)) {
    const text = texts.get(file) ?? readFileSync(join(root, file), 'utf8');
    const found = text.split(find).length - 1;
    if (found !== 1) {
      throw new LostAnchor(`${mutant.name}: ${file} has ${found} times, and not once: ${find}`);
    }
    // A function, because "$&" in a replacement text would mean something.
    texts.set(
      file,
      text.replace(find, () => replace),
    );
  }
  return texts;
}

/** Whether the guard runs in jest's project "engine", which stands on a PostgreSQL. */
export function needsDatabase({ caughtBy: { spec } }: Mutant): boolean {
  return /^test\/(integration|scenarios|e2e)\//.test(spec);
}

/** Whether the guard's database must be migrated anew with the bug in it. */
export function changesSchema(mutant: Mutant): boolean {
  return editsOf(mutant).some(({ file }) => file.startsWith('migrations/'));
}
