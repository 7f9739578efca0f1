import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { Engine } from '../support/engine-process.js';
import { CARDS } from '../support/hosted-page.js';
import { PATIENCE_MS, waitFor } from '../support/wait.js';
import { Books } from './support/books.js';
import { OwnDatabase } from './support/own-database.js';
import { END, recover } from './support/recover-cli.js';
import { Shop } from './support/shop.js';
import { STORY_MS } from './support/stage.js';

/** A worker so busy that it cannot send a charge in time tries again a minute later. */
const RENEWAL = '2027-02-28T09:05:00Z';
/** The platform says nothing about a payment that is younger than ten minutes. */
const LATER = '2027-02-28T10:00:00Z';
const NEXT_RENEWAL = '2027-03-31T10:00:00Z';
const SUBSCRIBERS = 2;
/** Each starts and stops an engine and its PostgreSQL several times. */
const LONG_MS = 2 * STORY_MS;

let engine: Engine;
let database: OwnDatabase;
let shop: Shop;
/** Everything on disk as it is when the subscribers have paid: database, platform, key and witnesses. */
const beginning = mkdtempSync(join(tmpdir(), 'perennial-beginning-'));

beforeAll(async () => {
  engine = await Engine.prepare(null);
  await engine.start();
  shop = await new Shop(engine).open();
  for (let i = 0; i < SUBSCRIBERS; i++) await shop.newSubscriber(CARDS.approved);
  await engine.halt();
  cpSync(engine.dataDir, beginning, { recursive: true, preserveTimestamps: true });
  database = new OwnDatabase(engine, beginning);
}, LONG_MS);

beforeEach(async () => {
  rmSync(engine.dataDir, { recursive: true });
  cpSync(beginning, engine.dataDir, { recursive: true, preserveTimestamps: true });
  // Or the time since would look like a downtime.
  await database.with((db) => db.query('UPDATE database_epochs SET beat_at = now()'));
  await engine.start();
}, LONG_MS);

afterEach(() => engine.halt(), LONG_MS);

afterAll(async () => {
  await engine.remove();
  rmSync(beginning, { recursive: true });
}, LONG_MS);

const mode = async () => (await engine.api.get<{ status: string }>('/health/ready')).status;
const recovery = () => engine.api.get('/v1/ops/recovery');
/**
 * That the platform knows nothing is believed after half an hour, for which nobody waits here. WAIT_SCALE would shorten
 * what a charge may be late by as well, and a machine with much to do would send none in time.
 */
async function askSoon(db: Client): Promise<void> {
  await db.query('UPDATE recoveries SET ask_at = clock_timestamp()');
  await db.query('UPDATE recovery_orders SET ask_at = clock_timestamp() WHERE finding IS NULL');
}
const charges = async () => (await engine.simulator.get('/truth')).charges;

/** Renewals are paid, and then what was there before them is put back. `silentMs`: nobody was there for so long before. */
async function renewAndForget(restore: () => void | Promise<void>, silentMs = 0): Promise<void> {
  const lived = new Date(Date.now() - silentMs);
  await shop.advanceTo(RENEWAL);
  expect(await charges()).toHaveLength(2 * SUBSCRIBERS);
  await engine.stop();
  await restore();
  await database.setTime(LATER, lived);
}

async function startLater(meanwhile: () => void | Promise<void> = () => undefined): Promise<void> {
  await engine.start();
  await meanwhile();
  await engine.simulator.post('/control/clock', { now: LATER, frozen: true });
}

async function covered(): Promise<void> {
  const seen = await database.with((db) =>
    waitFor(
      'the gap to be covered',
      async () => {
        await askSoon(db);
        return recovery();
      },
      (it) => it.covered && it.mode === 'reconcile_only',
      2 * PATIENCE_MS,
    ),
  );
  expect(seen).toMatchObject({ adopted: SUBSCRIBERS, unplaced: 0, to_ask: 0 });
}

/** Every month paid once, here and there; also the one after. */
async function expectBooksAreTrue(months: number): Promise<void> {
  await database.with(async (db) => {
    const { host, port, user, password, database: name } = db;
    const books = await Books.open(
      `postgres://${user}:${password}@${host}:${port}/${name}`,
      engine.simulator,
    );
    try {
      expect(await books.faults()).toEqual([]);
      expect(await books.unfinished()).toEqual([]);
      expect(await books.invoices()).toEqual({ paid: months * SUBSCRIBERS });
      expect(await charges()).toHaveLength(months * SUBSCRIBERS);
    } finally {
      await books.close();
    }
  });
}

async function expectRecovered(): Promise<void> {
  expect(await mode()).toBe('reconcile_only');
  await covered();
  expect(recover(engine).text).toMatch(/: covered; \d+ absent, 2 found, 0 without a place/);
  // Nothing was charged again, and the books know what the platform knows.
  expect(await charges()).toHaveLength(2 * SUBSCRIBERS);
  expect(recover(engine, ...END)).toEqual({ code: 0, text: expect.stringContaining('charging goes on') });
  expect(await mode()).toBe('ok');
  await shop.advanceTo(NEXT_RENEWAL);
  await expectBooksAreTrue(3);
}

describe('A database that was put back from before the last renewals charges nobody twice:', () => {
  test(
    'the snapshot of a disk, which looks in every way like the original',
    async () => {
      await renewAndForget(() => database.putBack());
      // The payments are not ten minutes old, and the platform does not answer yet.
      await startLater(async () => {
        expect((await recovery()).signs).toEqual(['went_back']);
        const early = recover(engine, ...END);
        expect(early).toEqual({ code: 1, text: expect.stringContaining('The gap is not covered') });
        expect(engine.output).toContain('npm run recover');
      });
      await expectRecovered();
      const { data } = await engine.api.get('/v1/events?type=attempt.adopted');
      expect(data).toHaveLength(SUBSCRIBERS);
    },
    LONG_MS,
  );

  test(
    'a standby that was behind, and was promoted',
    async () => {
      await renewAndForget(async () => {
        database.putBack({ asNew: true });
        await database.promote();
      });
      await startLater();
      expect((await recovery()).signs).toEqual(['another_timeline']);
      await expectRecovered();
    },
    LONG_MS,
  );

  test(
    'a dump that was loaded into another cluster',
    async () => {
      await renewAndForget(() => database.loadElsewhere());
      await startLater();
      expect((await recovery()).signs).toEqual(['another_cluster']);
      await expectRecovered();
    },
    LONG_MS,
  );

  test(
    'a whole machine put back, with everything that could have witnessed it, but for the platform',
    async () => {
      await renewAndForget(() => database.putBack({ asNew: true }), 3_600_000);
      await startLater();
      await waitFor('the suspicion to be confirmed', mode, (it) => it === 'reconcile_only');
      expect((await recovery()).signs).toEqual(['silence', 'platform_knows_more']);
      await expectRecovered();
    },
    LONG_MS,
  );
});

describe('A database that has forgotten nothing', () => {
  test(
    'is charged from at once after everything was killed, PostgreSQL as well',
    async () => {
      await engine.kill();
      const postmaster = engine.postmasterPid()!;
      process.kill(postmaster, 'SIGQUIT');
      await waitFor(
        'PostgreSQL to end',
        () => engine.postmasterPid(),
        (pid) => pid === null,
      );
      await engine.start();
      expect(await mode()).toBe('ok');
      await shop.advanceTo(RENEWAL);
      expect(recover(engine).text).toContain('Epoch 1,');
      await expectBooksAreTrue(2);
    },
    LONG_MS,
  );

  test(
    'is charged from after a downtime as soon as the platform has said that it knows of nothing more',
    async () => {
      await engine.stop();
      await database.setTime(RENEWAL, new Date(Date.now() - 86_400_000));
      await engine.start();
      await engine.simulator.post('/control/clock', { now: RENEWAL, frozen: true });
      await database.with((db) => {
        const later = async () => {
          await askSoon(db);
          return charges();
        };
        return waitFor('the renewals', later, (all) => all.length === 2 * SUBSCRIBERS);
      });
      expect(await mode()).toBe('ok');
      expect(recover(engine).text).toContain('Ended');
      await shop.advanceTo(LATER);
      await expectBooksAreTrue(2);
    },
    LONG_MS,
  );
});
