import { books, truth } from '../../scenarios/support/books.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { createTestDatabase, type TestDatabase } from '../../support/template-database.js';
import { World } from '../../support/world.js';
import { CuttingProxy } from '../unit-of-work/cutting-proxy.js';

const DUE = '2027-02-10T06:00:00Z';

describe('when the connection dies at the commit', () => {
  let database: TestDatabase;
  let proxy: CuttingProxy;
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await CuttingProxy.before(database.url);
    engine = await InProcessEngine.start({ databaseUrl: proxy.url });
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
  });
  afterEach(() => world.end());
  afterAll(async () => {
    await engine.stop();
    await proxy.close();
    await database.drop();
  });

  const moved = async () => (await truth(world)).charges.length;
  const statuses = async () => (await books(world)).attempts.map(({ status }) => status);
  const endLeases = () => engine.sql(`UPDATE attempts SET lease_until = now() - interval '1 second'`);

  it('to sending, and it had not happened, it is made again and then sent', async () => {
    proxy.arm('before the server sees it', 'attempt.sent');
    await world.advanceTo(DUE);
    expect(proxy.cuts).toBe(1);
    expect(await statuses()).toEqual(['succeeded', 'succeeded']);
    expect(await moved()).toBe(2);
    await proveTheEnd(world);
  });

  it('to sending, and it had happened, nothing is sent, and no lease is waited for before it is tried again', async () => {
    proxy.arm('after the server has done it', 'attempt.sent');
    await world.advanceTo(DUE);
    expect(await moved()).toBe(1);
    expect(await statuses()).toEqual(['succeeded', 'abandoned']);
    await world.advanceBy({ minutes: 2 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned', 'succeeded']);
    expect(await moved()).toBe(2);
    await proveTheEnd(world);
  });

  it.each(['before the server sees it', 'after the server has done it'] as const)(
    'of the result, %s, it is booked once and at once',
    async (when) => {
      proxy.arm(when, 'attempt.succeeded');
      await world.advanceTo(DUE);
      expect(await statuses()).toEqual(['succeeded', 'succeeded']);
      expect(await moved()).toBe(2);
      await proveTheEnd(world);
    },
  );

  it('and reading it back fails as well, the row decides when its lease is over', async () => {
    proxy.arm('after the server has done it', 'attempt.sent', 'lock_timeout');
    await world.advanceTo(DUE);
    expect(await statuses()).toEqual(['succeeded', 'sent']);
    await endLeases();
    await world.advanceBy({ minutes: 10 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned', 'succeeded']);
    expect(await moved()).toBe(2);
    await proveTheEnd(world);
  });

  it.each(['before the server sees it', 'after the server has done it'] as const)(
    'of the billing, %s, the period is billed once',
    async (when) => {
      proxy.arm(when, 'invoice.finalized');
      await expect(world.advanceTo(DUE)).rejects.toThrow();
      engine.errors.length = 0;
      await world.advanceBy({ minutes: 10 });
      expect(await statuses()).toEqual(['succeeded', 'succeeded']);
      expect(await moved()).toBe(2);
      await proveTheEnd(world);
    },
  );
});
