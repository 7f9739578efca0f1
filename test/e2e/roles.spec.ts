import { getPriority } from 'node:os';
import type { Engine } from '../support/engine-process.js';
import { waitFor } from '../support/wait.js';
import { Stage, STORY_MS } from './support/stage.js';

const SUBSCRIBERS = 50;
const RENEWAL = '2027-02-28T09:00:00Z';

let stage: Stage;
const workers: Engine[] = [];

async function startWorker(): Promise<Engine> {
  // Nobody claims more than it can send: so a single claim does not take all that are due.
  const worker = await stage.engine.sibling({ ROLE: 'worker', MAX_IN_FLIGHT: '10' });
  workers.push(worker);
  return worker.start();
}

beforeEach(async () => {
  stage = await Stage.set({ ROLE: 'api' });
}, STORY_MS);

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
  await stage.strike();
}, STORY_MS);

describe('Engines that share a database', () => {
  test(
    'one that answers and one that works do together what a single one does',
    async () => {
      const shop = await stage.shop.open();
      const worker = await startWorker();
      // Whoever waits for an answer comes first where both share a machine.
      expect(getPriority(worker.pid)).toBeGreaterThan(getPriority(stage.engine.pid));
      await shop.newSubscriber();
      await shop.advanceTo('2027-04-01T00:00:00Z');
      expect(await stage.books.invoices()).toEqual({ paid: 3 });
      expect(await stage.books.faults()).toEqual([]);
      expect(await stage.books.unfinished()).toEqual([]);
    },
    STORY_MS,
  );

  test(
    'two that work at once charge nobody twice, of fifty who are due at one moment',
    async () => {
      await Promise.all([startWorker(), startWorker()]);
      const shop = await stage.shop.open();
      await shop.newSubscribers(SUBSCRIBERS);
      // So slow that neither worker can do it all before the other has looked.
      await stage.engine.simulator.put('/control/merchant', { latency_ms: 200 });
      await stage.jumpTo(RENEWAL);

      await waitFor(
        'everybody to be charged again',
        () => stage.books.invoices(),
        ({ paid }) => paid === 2 * SUBSCRIBERS,
      );
      expect(await stage.books.faults()).toEqual([]);
      expect(await stage.books.unfinished()).toEqual([]);
      const owners = await stage.books.query(
        `SELECT owner, count(*)::int AS charged FROM attempts WHERE kind = 'mit' GROUP BY owner`,
      );
      expect(owners).toHaveLength(2);
    },
    STORY_MS,
  );
});
