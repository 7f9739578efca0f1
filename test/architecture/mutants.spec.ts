import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MUTANTS } from '../mutants/catalog/index.js';
import { editsOf, LostAnchor, textsWith } from '../mutants/mutant.js';
import { pageWithTable } from '../mutants/page.js';
import { readText, ROOT } from './support/project.js';

/** Whether each bug is caught is for `npm run mutants`; that it can still be planted is told at once. */
describe('the catalog of seeded bugs', () => {
  it('has enough of them, each with a name of its own', () => {
    const names = MUTANTS.map(({ name }) => name);
    expect(names.length).toBeGreaterThanOrEqual(30);
    expect(names.filter((name, i) => !/^[a-z]+(-[a-z]+)*$/.test(name) || names.indexOf(name) !== i)).toEqual(
      [],
    );
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    '%s fits the code, and says what it costs and what must notice',
    (_name, mutant) => {
      for (const [file, text] of textsWith(mutant, ROOT)) expect(text).not.toBe(readText(file));
      for (const { file } of editsOf(mutant)) expect(file).toMatch(/^(src|migrations)\/(?!.*\.spec\.ts$)/);
      expect(mutant.what).toMatch(/^[A-Z].{30,}[.]$/);
      const { spec, test = '' } = mutant.caughtBy;
      expect(existsSync(join(ROOT, spec))).toBe(true);
      // Names made by it.each are not in the text; the run itself says when no test has the name.
      expect(test).not.toMatch(/^\s|\s$/);
    },
  );

  it('refuses an anchor that is not there, or there twice', () => {
    const [mutant] = MUTANTS;
    expect(() => textsWith({ ...mutant!, find: 'no such text stands there' }, ROOT)).toThrow(LostAnchor);
    expect(() => textsWith({ ...mutant!, find: 'import' }, ROOT)).toThrow(LostAnchor);
  });

  it('is told in docs/mutants.md', () => {
    const page = readText('docs/mutants.md');
    if (page !== pageWithTable(page, MUTANTS)) {
      throw new Error('docs/mutants.md is behind the catalog; run: npm run mutants -- --write-docs');
    }
  });
});
