import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CRASH_POINTS } from '../../src/platform/config/crashpoint.js';
import { engineFiles, filesUnder, readText, ROOT } from './support/project.js';

const map = readText('src/README.md');

const foldersIn = (path: string): string[] =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

describe('the map in src/README.md', () => {
  const rows = [...map.matchAll(/^\| `([a-z/-]+)\/`\s+\|/gm)].map(([, room]) => room!);

  it('has a row for every room, and for no room that is not there', () => {
    const real = [
      ...foldersIn('src').filter((name) => name !== 'modules'),
      ...foldersIn('src/modules').map((name) => `modules/${name}`),
    ];
    expect([...rows].sort()).toEqual(real.sort());
  });

  it('lists the modules in the order of the import law', () => {
    const require = createRequire(import.meta.url);
    const law = require('../../.dependency-cruiser.cjs') as { forbidden: { name: string }[] };
    const order = law.forbidden.flatMap(({ name }) => /^module-(.+)-looks-down-only$/.exec(name)?.[1] ?? []);
    expect(order.length).toBeGreaterThan(10);
    const listed = rows.flatMap((room) => /^modules\/(.+)$/.exec(room)?.[1] ?? []);
    expect(new Set(listed)).toEqual(new Set(order));
    // Of two modules on one level either may come first; of all others the order counts.
    const level = (name: string): number => order.indexOf(name);
    const backwards = listed.filter((name, i) => i > 0 && level(listed[i - 1]!) > level(name));
    expect(backwards).toEqual([]);
  });

  it('names every crash point in the order of the code, and where it lies', () => {
    const table = map.slice(map.indexOf('## Crash points'));
    const told = [...table.matchAll(/^\| `([a-z-]+)`\s+\| ([^|]+) \|/gm)].map(([, point, files]) => ({
      point,
      files: [...files!.matchAll(/`([^`]+)`/g)].map(([, file]) => `src/${file}`).sort(),
    }));
    const real = CRASH_POINTS.map((point) => ({
      point,
      files: engineFiles()
        .filter(({ text }) => text.includes(`crashpoint('${point}')`))
        .map(({ path }) => path)
        .sort(),
    }));
    expect(told).toEqual(real);
  });

  it('names every file of the heart', () => {
    const missing = engineFiles()
      .filter(({ path }) => path.startsWith('src/modules/charges/'))
      .map(({ path }) => path.replace('src/modules/charges/', ''))
      .filter((path) =>
        /^(settle-|decide-|judge-|stop-|dunning|gateway-outcome|waits|charge-lifecycle|use-cases\/(?!read-))/.test(
          path,
        ),
      )
      .filter((path) => !map.includes(`\`${path}\``) && path !== 'settlement-context.ts');
    expect(missing).toEqual([]);
  });
});

describe('what documents refer to', () => {
  const documents = filesUnder(['.'], ['.md']);

  it('exists: every relative link', () => {
    const broken = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target!)
        .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('exists: every file of the project that is named in full', () => {
    const broken = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/`((?:src|test|docs|migrations|scripts|demo|\.ci)\/[\w./-]*\w)`/g)]
        .map(([, target]) => target!)
        .filter((target) => !existsSync(join(ROOT, target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('exists: every npm script that is told to run', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const unknown = documents.flatMap(({ path, text }) =>
      [...text.matchAll(/npm run ([a-z:-]+)/g)]
        .map(([, name]) => name!)
        .filter((name) => !(name in scripts))
        .map((name) => `${path}: npm run ${name}`),
    );
    expect(unknown).toEqual([]);
  });
});
