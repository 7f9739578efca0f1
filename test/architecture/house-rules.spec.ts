import { dirname, join, normalize } from 'node:path';
import { engineFiles, everyFile, filesUnder, linesMatching, type SourceFile } from './support/project.js';

const CODE = ['.ts', '.mjs', '.cjs'];
const MOST_LINES = 250;

/** Files that may be longer. It is empty, and a file that wants to be on it wants to be two files. */
const MAY_BE_LONGER: readonly string[] = [];

const outside = (files: SourceFile[], ...rooms: string[]): SourceFile[] =>
  files.filter(({ path }) => !rooms.some((room) => path.startsWith(room)));

describe('time and chance', () => {
  const guarded = outside(engineFiles(), 'src/platform/', 'src/simulator/');

  it('enter through platform/clock and platform/ids only, so that a test can hold them still', () => {
    expect(guarded.length).toBeGreaterThan(100);
    expect(linesMatching(guarded, /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\b/)).toEqual([]);
    expect(linesMatching(guarded, /\brandomUUID\b|\brandomBytes\b|\bperformance\.now\b/)).toEqual([]);
  });

  it('do not enter the domain at all', () => {
    const domain = guarded.filter(({ path }) => path.startsWith('src/domain/'));
    expect(linesMatching(domain, /\bTemporal\.Now\b|\bsetTimeout\b|\bawait\b|\basync\b/)).toEqual([]);
  });
});

describe('the environment', () => {
  it('is read in platform/config and handed on by entry points only', () => {
    const files = outside(engineFiles(), 'src/platform/config/', 'src/cli/', 'src/simulator/main.ts');
    expect(linesMatching(files, /\bprocess\.env\b/)).toEqual([]);
  });
});

describe('calls to the outside', () => {
  it('are not made with fetch, which follows redirects and hides whether a byte was written', () => {
    // The bootstrap asks the simulator on this machine whether it is there.
    const files = outside(engineFiles(), 'src/simulator/', 'src/bootstrap/simulator-process.ts');
    expect(linesMatching(files, /\bfetch\(/)).toEqual([]);
  });
});

describe('the path of a field in an error', () => {
  it('is put together by fieldPath, so that it looks alike wherever the fault is found', () => {
    const files = engineFiles().filter(({ path }) => /^src\/(modules|platform\/http)\//.test(path));
    expect(linesMatching(files, /`[a-z_.]+(\.\$\{(i|j|n|index)\}|\[\$\{)/)).toEqual([]);
  });
});

describe('rows', () => {
  it('are inserted and updated, never saved: save() decides by itself which of the two it does', () => {
    expect(linesMatching(engineFiles(), /\.save\(/)).toEqual([]);
  });

  it('are not told apart by floats', () => {
    expect(linesMatching(outside(engineFiles(), 'src/simulator/'), /\bparseFloat\b|\.toFixed\(/)).toEqual([]);
  });
});

describe('a file', () => {
  const code = filesUnder(['src', 'migrations', 'demo', 'test', 'scripts'], CODE);

  it(`fits a reader: at most ${MOST_LINES} lines`, () => {
    const long = code
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ path, lines }) => lines > MOST_LINES && !MAY_BE_LONGER.includes(path));
    expect(long).toEqual([]);
    expect(MAY_BE_LONGER).toEqual([]);
  });

  it('leaves no note to do something later: what is not done is an issue, not a comment', () => {
    // Put together here, so that this file does not find itself.
    const notes = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK'].join('|')})\\b`);
    expect(linesMatching(everyFile(), notes)).toEqual([]);
  });

  it('does not focus or skip a test and leave it so', () => {
    const tests = filesUnder(['src', 'test'], ['.spec.ts']);
    expect(linesMatching(tests, /^\s*(fdescribe|fit|xdescribe|xit|(describe|it|test)\.only)\b/)).toEqual([]);
  });
});

describe('the project stands on its own', () => {
  const HIDDEN = /(?<![A-Za-z0-9_/.\\$*)}])\.[a-z][A-Za-z0-9_-]*\//g;
  const OUR_HIDDEN = ['.ci/', '.data/', '.git/', '.github/'];

  it('refers to nothing above its root', () => {
    const escaping = everyFile().flatMap(({ path, text }) =>
      [...text.matchAll(/['"`(](\.\.?\/[^'"`)\s$]*)/g)]
        .map(([, target]) => normalize(join(dirname(path), target!)))
        .filter((target) => target.startsWith('..'))
        .map((target) => `${path}: ${target}`),
    );
    expect(escaping).toEqual([]);
  });

  it('names no path of one particular machine and no hidden directory but its own', () => {
    const files = everyFile();
    expect(linesMatching(files, /(?<![\w.:-])\/(home|Users|work)\/[A-Za-z.]/)).toEqual([]);
    const hidden = files.flatMap(({ path, text }) =>
      [...text.matchAll(HIDDEN)]
        .map(([name]) => name)
        .filter((name) => !OUR_HIDDEN.includes(name))
        .map((name) => `${path}: ${name}`),
    );
    expect(hidden).toEqual([]);
  });
});
