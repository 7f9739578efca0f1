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

  it.each([
    ['before the server sees it', 'prepared'],
    ['after the server has done it', 'sent'],
  ] as const)('to sending, %s, nothing is sent, and the row decides', async (when, status) => {
    proxy.arm(when, 'attempt.sent');
    await world.advanceTo(DUE);
    expect(proxy.cuts).toBeGreaterThan(0);
    expect(await moved()).toBe(1);
    expect(await statuses()).toEqual(['succeeded', status]);
    await endLeases();
    await world.advanceBy({ minutes: 10 });
    expect(await statuses()).toEqual(['succeeded', 'abandoned', 'succeeded']);
    expect(await moved()).toBe(2);
    await proveTheEnd(world);
  });

  it.each(['before the server sees it', 'after the server has done it'] as const)(
    'of the result, %s, the sweep finds it out and it is booked once',
    async (when) => {
      proxy.arm(when, 'attempt.succeeded');
      await world.advanceTo(DUE);
      expect(await moved()).toBe(2);
      expect(engine.errors.splice(0).join()).toContain('The answer to COMMIT was lost');
      await endLeases();
      await world.advanceBy({ minutes: 10 });
      expect(await statuses()).toEqual(['succeeded', 'succeeded']);
      expect(await moved()).toBe(2);
      await proveTheEnd(world);
    },
  );

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
