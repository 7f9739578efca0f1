import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { locatePackage } from '../../../src/platform/database/embedded/binaries.js';
import { AS_ROOT, end, Engines, SOMEBODY } from './engines.js';

const user = AS_ROOT ? SOMEBODY : undefined;
const whenRoot = AS_ROOT ? it : it.skip;

describe('the embedded PostgreSQL says in one line', () => {
  const engines = new Engines();
  beforeAll(() => engines.prepare());
  afterAll(() => engines.cleanUp());

  it('that its directory cannot be written', async () => {
    const readOnly = await engines.directory();
    await chmod(readOnly, 0o555);
    for (const dataDir of [readOnly, join(readOnly, '.data')]) {
      const line = await engines.refusal(dataDir, { user });
      expect(line).toContain(`Cannot keep the embedded PostgreSQL's data in ${dataDir}: permission denied`);
      expect(line).toContain('Set DATA_DIR to a directory that can be written, or DATABASE_URL');
      expect(line).not.toContain('\n');
    }
  });

  it('that a file is in the way of its directory', async () => {
    const file = join(await engines.directory(), 'file');
    await writeFile(file, '');
    expect(await engines.refusal(join(file, '.data'))).toContain('a part of the path is not a directory');
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('that its directory cannot be made', async () => {
    // Where Node's recursive mkdir tries for ever.
    expect(await engines.refusal('/proc/perennial/data', { user })).toContain('the directory cannot be made');
  });

  it('that what lies in its place is not its data', async () => {
    const dataDir = await engines.directory();
    await mkdir(join(dataDir, 'postgres'));
    await writeFile(join(dataDir, 'postgres', 'thesis.txt'), '');
    expect(await engines.refusal(dataDir)).toContain(
      'is not empty and holds no PostgreSQL data; move it away',
    );
  });

  it('that its data was made by another version', async () => {
    const dataDir = await engines.directory();
    const engine = await engines.start(dataDir);
    await end(engine.process, 'SIGTERM');
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    expect(await engines.refusal(dataDir)).toMatch(/was made by PostgreSQL 17, and this is PostgreSQL 18/);
  });

  it('what PostgreSQL itself had to say when it does not start', async () => {
    const dataDir = await engines.directory();
    const engine = await engines.start(dataDir);
    await end(engine.process, 'SIGTERM');
    await writeFile(join(dataDir, 'postgres', 'postgresql.conf'), 'shared_buffers = lots\n');
    const line = await engines.refusal(dataDir);
    expect(line).toMatch(
      /did not start: .*FATAL.*configuration file.* contains errors \(see .*postgres\.log\)/,
    );
  });

  whenRoot('that its data belongs to another user', async () => {
    const dataDir = await engines.directory({ forAnybody: true });
    const engine = await engines.start(dataDir);
    await end(engine.process, 'SIGTERM');
    expect(await engines.refusal(dataDir, { user })).toMatch(
      /belongs to another user.*set DATA_DIR to another/,
    );
  });

  it('that there is none for this platform, and what to do', () => {
    expect(() => locatePackage('sunos', 'sparc')).toThrow(
      /no embedded PostgreSQL for sunos-sparc.*Set DATABASE_URL to a PostgreSQL server/,
    );
  });
});
