import { readSettings, SETTING_NAMES, Settings } from '../../src/platform/config/settings.js';
import { engineFiles, readText } from './support/project.js';

const lines = readText('.env.example').split('\n');
const entries = lines.flatMap((line, i) => {
  const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, value: value!, above: lines[i - 1]! }];
});

describe('.env.example', () => {
  it('names every setting once, in the order of the code', () => {
    expect(entries.map(({ name }) => name)).toEqual([...SETTING_NAMES]);
  });

  it('says a sentence about each', () => {
    expect(entries.filter(({ above }) => !/^# .+\.$/.test(above)).map(({ name }) => name)).toEqual([]);
  });

  it('holds the real defaults, and nothing where there is none', () => {
    const defaults = new Settings();
    const real = SETTING_NAMES.map((name) => [
      name,
      defaults[name] === undefined ? '' : String(defaults[name]),
    ]);
    expect(entries.map(({ name, value }) => [name, value])).toEqual(real);
  });

  it('is accepted as it stands and changes nothing', () => {
    const environment = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    expect(readSettings(environment)).toEqual(readSettings({}));
  });

  it('consists of comments and settings only', () => {
    expect(lines.filter((line) => line !== '' && !/^(# ?.*|[A-Z_]+=.*)$/.test(line))).toEqual([]);
  });
});

describe('the list of settings', () => {
  it('is the list of fields: a setting that is declared and not listed would never be read', () => {
    const declared = [...readText('src/platform/config/settings.ts').matchAll(/^ {2}([A-Z_]+)\??(?::| =)/gm)];
    expect(declared.map(([, name]) => name)).toEqual([...SETTING_NAMES]);
  });
});

describe('what the commands read beside the settings', () => {
  const read = engineFiles()
    .filter(({ path }) => path.startsWith('src/cli/'))
    .flatMap(({ text }) => [...text.matchAll(/environment\['(\w+)'\]/g)].map(([, name]) => name!));
  const names = [...new Set(read)].sort();

  it('stands in .env.example, commented out, since an engine that is given a copy must not have it', () => {
    const told = lines.flatMap((line) => /^# ([A-Z_]+)=$/.exec(line)?.[1] ?? []);
    expect(names).toContain('OTTU_HMAC_KEY');
    expect(told.sort()).toEqual(names);
  });

  it('stands in the configuration of README.md, as every setting does', () => {
    const [, configuration] = /^## Configuration\n([^]*?)^## /m.exec(readText('README.md'))!;
    expect([...SETTING_NAMES, ...names].filter((name) => !configuration!.includes(`\`${name}\``))).toEqual(
      [],
    );
  });
});
