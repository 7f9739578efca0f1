import type pg from 'pg';
import { DataSource } from 'typeorm';

import { createDataSource } from '../../../src/platform/database/data-source.js';
import { CommitUncertainError, type Tx, UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { OttuHttp } from '../../../src/gateway/ottu/ottu-http.js';
import { OttuSettings } from '../../../src/gateway/ottu/ottu-settings.js';
import { SystemClock } from '../../../src/platform/clock/clock.js';
import { createTestDatabase, type TestDatabase } from '../../support/template-database.js';
import { CuttingProxy } from './cutting-proxy.js';

/** The first run and three more. */
const MOST_RUNS = 4;

describe('a unit of work', () => {
  let database: TestDatabase;
  let proxy: CuttingProxy;
  let dataSource: DataSource;
  let direct: DataSource;
  let uow: UnitOfWork;

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await CuttingProxy.before(database.url);
    dataSource = await open(proxy.url);
    direct = await open(database.url);
    uow = new UnitOfWork(dataSource);
    await direct.query(`CREATE TABLE marks (name text PRIMARY KEY, n integer NOT NULL DEFAULT 0)`);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await direct.destroy();
    await proxy.close();
    await database.drop();
  });
  beforeEach(async () => {
    await direct.query(`DELETE FROM marks`);
    await direct.query(`INSERT INTO marks (name) VALUES ('a'), ('b')`);
  });

  async function open(url: string): Promise<DataSource> {
    const settings = { entities: [], migrations: [], poolSize: 4, applicationName: 'unit-of-work' };
    return createDataSource({ url, ...settings }).initialize();
  }

  const add = (tx: Tx, name: string) => tx.query(`UPDATE marks SET n = n + 1 WHERE name = $1`, [name]);
  const fail = (tx: Tx, code: string) =>
    tx.query(`DO $$ BEGIN RAISE EXCEPTION 'on purpose' USING ERRCODE = '${code}'; END $$`);

  async function marks(): Promise<Record<string, number>> {
    const rows = await direct.query<{ name: string; n: number }[]>(`SELECT name, n FROM marks`);
    return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
  }

  it.each(['40001', '40P01'])(
    'is run again as a whole after %s, and leaves what one run does',
    async (code) => {
      let runs = 0;
      await uow.run(async (tx) => {
        await add(tx, 'a');
        if (++runs < 3) await fail(tx, code);
        await add(tx, 'b');
      });
      expect(runs).toBe(3);
      expect(await marks()).toEqual({ a: 1, b: 1 });
    },
  );

  it('gives up after three repetitions and leaves nothing', async () => {
    let runs = 0;
    const work = uow.run(async (tx) => {
      runs++;
      await add(tx, 'a');
      await fail(tx, '40001');
    });
    await expect(work).rejects.toMatchObject({ driverError: { code: '40001' } });
    expect(runs).toBe(MOST_RUNS);
    expect(await marks()).toEqual({ a: 0, b: 0 });
  });

  it.each(['23505', 'P0001'])('is not run again after another error, such as %s', async (code) => {
    let runs = 0;
    const work = uow.run(async (tx) => {
      runs++;
      await add(tx, 'a');
      await fail(tx, code);
    });
    await expect(work).rejects.toMatchObject({ driverError: { code } });
    expect(runs).toBe(1);
    expect(await marks()).toEqual({ a: 0, b: 0 });
  });

  it('that meets another in a deadlock is run again, and both are done', async () => {
    let met = 0;
    let go: () => void;
    const bothHere = new Promise<void>((resolve) => (go = resolve));
    const meet = () => {
      if (++met === 2) go();
      return bothHere;
    };
    const lockBoth = (first: string, second: string) =>
      uow.run(async (tx) => {
        await add(tx, first);
        await meet();
        await add(tx, second);
      });
    await Promise.all([lockBoth('a', 'b'), lockBoth('b', 'a')]);
    expect(await marks()).toEqual({ a: 2, b: 2 });
  });

  it('refuses to be nested: the inner one would commit on another connection', async () => {
    await expect(uow.run(() => uow.run(async () => undefined))).rejects.toThrow(
      'UnitOfWork.run was called inside a database transaction',
    );
  });

  it('refuses a call to the payment platform inside it, and allows it afterwards', async () => {
    const http = new OttuHttp(new SystemClock(), new OttuSettings());
    const call = () =>
      http.send({ method: 'GET', url: new URL('http://127.0.0.1:1/b/checkout/'), headers: {} });
    await expect(uow.run(call)).rejects.toThrow('inside a database transaction');
    expect(await call()).toMatchObject({ kind: 'failed', code: 'not_sent' });
    await http.onApplicationShutdown();
  });

  it.each([
    ['before the server sees it', 0],
    ['after the server has done it', 1],
  ] as const)('whose connection dies at COMMIT %s is uncertain, and is not run again', async (when, n) => {
    const cuts = proxy.cuts;
    let runs = 0;
    proxy.arm(when);
    const work = uow.run(async (tx) => {
      runs++;
      await add(tx, 'a');
    });
    await expect(work).rejects.toBeInstanceOf(CommitUncertainError);
    expect([runs, proxy.cuts]).toEqual([1, cuts + 1]);
    expect(await marks()).toEqual({ a: n, b: 0 });
    await uow.run((tx) => add(tx, 'b'));
    expect(await marks()).toEqual({ a: n, b: 1 });
  });

  it('whose COMMIT the server itself refuses is certain: nothing was committed', async () => {
    await direct.query(`CREATE TABLE IF NOT EXISTS pairs (name text UNIQUE DEFERRABLE INITIALLY DEFERRED)`);
    const work = uow.run((tx) => tx.query(`INSERT INTO pairs VALUES ('twice'), ('twice')`));
    const error: unknown = await work.catch((e: unknown) => e);
    expect(error).not.toBeInstanceOf(CommitUncertainError);
    expect(error).toMatchObject({ code: '23505' });
  });

  it('whose connection dies before COMMIT is certain too', async () => {
    const work = uow.run(async (tx) => {
      await add(tx, 'a');
      await tx.query(`SELECT pg_terminate_backend(pg_backend_pid())`);
    });
    const error: unknown = await work.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(CommitUncertainError);
    expect(await marks()).toEqual({ a: 0, b: 0 });
  });

  it('outlives a connection that ends just as the pool hands it out', async () => {
    const { master } = direct.driver as unknown as { master: pg.Pool };
    const client = await master.connect();
    expect(() => client.emit('error', new Error('terminating connection'))).not.toThrow();
    client.release(true);
  });
});
