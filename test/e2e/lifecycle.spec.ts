import { createServer } from 'node:net';
import { once } from 'node:events';
import { bundledEngine, SHIPPED_ENGINE } from '../support/bundled-engine.js';
import { Engine } from '../support/engine-process.js';
import { gone, isRunning } from '../support/processes.js';
import { CARDS } from '../support/hosted-page.js';
import { createTestDatabase } from '../support/template-database.js';
import { Shop } from './support/shop.js';
import { STORY_MS } from './support/stage.js';

const engines: Engine[] = [];

async function prepare(
  databaseUrl: string | null,
  environment = {},
  program = bundledEngine(),
): Promise<Engine> {
  const engine = await Engine.prepare(databaseUrl, environment, program);
  engines.push(engine);
  return engine;
}

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.remove();
});

/** The one line with which a start fails, and that it was no more than one. */
async function refusalOf(engine: Engine, environment = {}): Promise<string[]> {
  expect(await engine.launch(environment)).toEqual({ code: 1, signal: null });
  return engine.output.trim().split('\n');
}

describe('An engine that brings its own database', () => {
  test(
    'is stopped, started again and killed, and is always the same engine',
    async () => {
      const engine = await prepare(null, {}, SHIPPED_ENGINE);
      await engine.start();
      expect(engine.output.match(/perennial_sandbox_\S+/g)).toEqual([engine.key]);
      const subscription = await (await new Shop(engine).open()).newSubscriber(CARDS.approved);
      const [simulator, postmaster] = [engine.simulatorPid!, engine.postmasterPid()!];
      const { operation } = await engine.api.get('/v1/merchant/webhook-addresses');
      expect(await engine.simulator.get('/control/merchant')).toMatchObject({
        operation_webhook_url: operation,
      });

      expect(await engine.stop()).toEqual({ code: 0, signal: null });
      for (const pid of [simulator, postmaster])
        expect({ pid, runs: isRunning(pid) }).toEqual({ pid, runs: false });

      await engine.start();
      expect(engine.output).not.toContain('perennial_sandbox_');
      await expectSubscriber(engine, subscription.id);
      const [secondSimulator, secondPostmaster] = [engine.simulatorPid!, engine.postmasterPid()!];

      await engine.kill();
      // Both outlive it: what was paid there must not be forgotten, and nobody told them to end.
      expect([secondSimulator, secondPostmaster].map(isRunning)).toEqual([true, true]);
      await engine.start();
      expect([engine.simulatorPid, engine.postmasterPid()]).toEqual([secondSimulator, secondPostmaster]);
      await expectSubscriber(engine, subscription.id);

      await engine.stop();
      await gone(secondPostmaster);
    },
    STORY_MS,
  );
});

async function expectSubscriber(engine: Engine, id: string): Promise<void> {
  expect(await engine.api.get(`/v1/subscriptions/${id}`)).toMatchObject({ id, status: 'active' });
  expect((await engine.simulator.get('/truth')).charges).toHaveLength(1);
}

describe('An engine that cannot start', () => {
  test('because its port is taken says so in one line', async () => {
    const database = await createTestDatabase();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    try {
      const engine = await prepare(database.url, { PORT: String(port) });
      const errors = (await refusalOf(engine)).filter((line) => line.includes('Port'));
      expect(errors).toEqual([`Port ${port} is taken; set PORT to another`]);
      expect(engine.output).not.toMatch(/^\s+at /m);
    } finally {
      taken.close();
      await database.drop();
    }
  });

  test('because its settings are wrong tells all of them at once', async () => {
    const engine = await prepare('mysql://root@127.0.0.1/perennial');
    const wrong = { PORT: '99999', ROLE: 'boss', TICK_MS: '1', OTTU_BASE_URL: 'ottu', LOG_LEVEL: 'loud' };
    const lines = await refusalOf(engine, wrong);
    expect(lines[0]).toBe('These settings are wrong:');
    const named = lines.slice(1).map((line) => /^ {2}- (\w+) must \w+/.exec(line)?.[1]);
    expect(named.sort()).toEqual([...Object.keys(wrong), 'DATABASE_URL'].sort());
  });

  test.each([
    ['nobody listens there', (url: URL) => void (url.port = '1'), /127\.0\.0\.1:1\b/],
    ['the password is wrong', (url: URL) => void (url.password = 'sesame'), /password/i],
    ['there is no such database', (url: URL) => void (url.pathname = '/nowhere'), /nowhere/],
  ])('because %s says so in one line', async (_why, spoil, told) => {
    const url = new URL(process.env.TEST_PG_ADMIN_URL!);
    spoil(url);
    const lines = await refusalOf(await prepare(url.href));
    expect(lines).toEqual([expect.stringMatching(told)]);
    expect(lines[0]).not.toContain(url.password);
  });

  test('because its key is not the one that the secrets were sealed with says so in one line', async () => {
    const database = await createTestDatabase();
    try {
      await (await prepare(database.url)).start();
      const engine = await prepare(database.url);
      const lines = await refusalOf(engine, { ENCRYPTION_KEY: '8'.repeat(64) });
      expect(lines.at(-1)).toContain('set ENCRYPTION_KEY to that of the engine');
      expect(engine.output).not.toMatch(/^\s+at /m);
    } finally {
      for (const engine of engines.splice(0)) await engine.remove();
      await database.drop();
    }
  });

  test('because its data directory is a file says so in one line', async () => {
    const engine = await prepare(null, { DATA_DIR: '/dev/null' });
    expect(await refusalOf(engine)).toEqual([expect.stringMatching(/DATA_DIR \/dev\/null/)]);
  });
});
