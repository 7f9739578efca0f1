import { chmod, chown, lstat, mkdir, readdir, readlink, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { BINARIES, makeCheckout } from './checkout.js';
import { AS_ROOT, end, Engines, isRunning, postmasterOf, query, SOMEBODY } from './engines.js';

const whenRoot = AS_ROOT ? it : it.skip;

describe('the embedded PostgreSQL', () => {
  const engines = new Engines();
  beforeAll(() => engines.prepare());
  afterAll(() => engines.cleanUp());

  it('keeps its data and its port from one run to the next', async () => {
    const dataDir = join(await engines.directory(), 'not', 'there', 'yet');
    const first = await engines.start(dataDir);
    expect(first.attached).toBe(false);
    await query(first.url, "CREATE TABLE kept AS SELECT 'still here' AS it");
    const postmaster = await postmasterOf(dataDir);
    await end(first.process, 'SIGTERM');
    expect(isRunning(postmaster!)).toBe(false);

    const second = await engines.start(dataDir);
    expect(second).toMatchObject({ attached: false, port: first.port, url: first.url });
    expect(await query(second.url, 'SELECT it FROM kept')).toEqual([{ it: 'still here' }]);
    await end(second.process, 'SIGTERM');
  });

  it('is closed to everybody but its engine, and stores every script', async () => {
    const dataDir = await engines.directory();
    const engine = await engines.start(dataDir);
    const [settings] = await query(
      engine.url,
      `SELECT current_setting('listen_addresses') AS listen, current_setting('unix_socket_directories') AS sockets,
              current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding,
              current_setting('timezone') AS zone, (SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules) AS auth,
              (SELECT datlocale FROM pg_database WHERE datname = current_database()) AS locale`,
    );
    expect(settings).toEqual({
      listen: '127.0.0.1',
      sockets: '',
      fsync: 'on',
      encoding: 'UTF8',
      zone: 'UTC',
      auth: ['scram-sha-256'],
      locale: 'C.UTF-8',
    });
    for (const [name, mode] of [
      ['postgres', 0o700],
      ['postgres/perennial.password', 0o600],
      ['postgres.log', 0o600],
    ] as const) {
      expect({ name, mode: (await stat(join(dataDir, name))).mode & 0o777 }).toEqual({ name, mode });
    }
    expect((await stat(join(dataDir, 'postgres/perennial.password'))).uid).toBe(process.geteuid?.());
    await end(engine.process, 'SIGTERM');
  });

  it('makes the library links that npm leaves out when install scripts are switched off', async () => {
    const checkout = await makeCheckout(join(await engines.directory(), 'checkout'));
    const link = join(checkout, BINARIES, 'native/lib/libicuuc.so.60');
    if (process.platform === 'linux') await expect(lstat(link)).rejects.toThrow('ENOENT');
    const engine = await engines.start(await engines.directory(), { checkout });
    if (process.platform === 'linux') expect(await readlink(link)).toBe('libicuuc.so.60.2');
    await end(engine.process, 'SIGTERM');
  });

  it('chooses another port when its own is taken', async () => {
    const dataDir = await engines.directory();
    const first = await engines.start(dataDir);
    await end(first.process, 'SIGTERM');
    const intruder = createServer();
    await new Promise<void>((resolve) => intruder.listen(first.port, '127.0.0.1', resolve));
    try {
      const second = await engines.start(dataDir);
      expect(second.port).not.toBe(first.port);
      expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
      await end(second.process, 'SIGTERM');
    } finally {
      await new Promise((resolve) => intruder.close(resolve));
    }
  });

  it("pays no attention to the environment of another PostgreSQL's user", async () => {
    const env = {
      PGPORT: '1',
      PGSSLMODE: 'require',
      PGDATA: '/nowhere',
      PGOPTIONS: '-c geqo=off',
      PGUSER: 'x',
      HOME: '',
    };
    const engine = await engines.start(await engines.directory(), { env });
    expect(await query(engine.url, 'SHOW geqo')).toEqual([{ geqo: 'on' }]);
    await end(engine.process, 'SIGTERM');
  });

  it('hears nothing of Ctrl-C, so that the engine can finish its work in the database', async () => {
    const dataDir = await engines.directory();
    const engine = await engines.start(dataDir);
    const postmaster = await postmasterOf(dataDir);
    const exited = new Promise((resolve) => engine.process.once('exit', resolve));
    process.kill(-engine.process.pid!, 'SIGINT');
    expect(await query(engine.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await exited).toBe(0);
    expect(isRunning(postmaster!)).toBe(false);
  });

  whenRoot('drops to an unprivileged user when the engine is root', async () => {
    const dataDir = await engines.directory();
    const engine = await engines.start(dataDir);
    const { uid } = await stat(join(dataDir, 'postgres'));
    expect(uid).not.toBe(0);
    expect((await stat(`/proc/${await postmasterOf(dataDir)}`)).uid).toBe(uid);
    await end(engine.process, 'SIGTERM');
  });

  whenRoot('runs for an ordinary user, and for root in the same place afterwards', async () => {
    const dataDir = join(await engines.directory({ forAnybody: true }), 'data');
    await alternate(dataDir, [SOMEBODY, undefined, SOMEBODY]);
  });

  whenRoot('runs for root in the directory of an ordinary user, and for that user afterwards', async () => {
    const dataDir = await engines.directory();
    await chown(dataDir, SOMEBODY.uid, SOMEBODY.gid);
    await alternate(dataDir, [undefined, SOMEBODY, undefined]);
    expect((await stat(join(dataDir, 'postgres', 'perennial.password'))).uid).toBe(SOMEBODY.uid);
  });

  /** One engine after the other, all of which have to find the same data at the same address. */
  async function alternate(dataDir: string, users: (typeof SOMEBODY | undefined)[]): Promise<void> {
    const urls = new Set<string>();
    for (const user of users) {
      const engine = await engines.start(dataDir, { user });
      urls.add(engine.url);
      await query(engine.url, 'CREATE TABLE IF NOT EXISTS kept AS SELECT 1 AS id');
      expect(await query(engine.url, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
      await end(engine.process, 'SIGTERM');
    }
    expect(urls.size).toBe(1);
  }

  it.each([['its own', false], ...(AS_ROOT ? [['another user’s', true] as const] : [])] as const)(
    'runs in a checkout under %s directory of mode 0700',
    async (_whose, foreign) => {
      const closed = join(await engines.directory(), 'closed');
      await mkdir(closed);
      const checkout = await makeCheckout(join(closed, 'checkout'));
      await chmod(closed, 0o700);
      if (foreign) await chown(closed, SOMEBODY.uid, SOMEBODY.gid);
      const dataDir = join(checkout, '.data');
      for (const content of ['first', 'second']) {
        const engine = await engines.start(dataDir, { checkout });
        await query(engine.url, `CREATE TABLE ${content} (id integer)`);
        await end(engine.process, 'SIGTERM');
      }
      expect((await stat(join(dataDir, 'postgres', 'PG_VERSION'))).isFile()).toBe(true);
    },
  );

  whenRoot('runs for an ordinary user from a read-only node_modules without the links', async () => {
    const checkout = await makeCheckout(join(await engines.directory(), 'checkout'));
    const dataDir = join(await engines.directory({ forAnybody: true }), 'data');
    const engine = await engines.start(dataDir, { checkout, user: SOMEBODY });
    await end(engine.process, 'SIGTERM');
    // What a sweep of old files takes out of the copy is put back.
    const copies = join(dataDir, 'postgres-binaries');
    const [copy = ''] = await readdir(copies);
    await rm(join(copies, copy, 'native/bin/initdb'));
    const again = await engines.start(dataDir, { checkout, user: SOMEBODY });
    await end(again.process, 'SIGTERM');
  });
});
