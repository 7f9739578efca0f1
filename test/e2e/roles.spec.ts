import { getPriority } from 'node:os';
import type { Engine } from '../support/engine-process.js';
import { waitFor } from '../support/wait.js';
import { Stage, STORY_MS } from './support/stage.js';

const SUBSCRIBERS = 50;
const BEGIN = '2027-04-01T00:00:00Z';
const RENEWAL = '2027-05-01T00:00:00Z';

let stage: Stage;
const workers: Engine[] = [];

async function startWorker(): Promise<Engine> {
  // Nobody claims more than it can send: so a single claim does not take all that are due.
  const worker = await stage.engine.sibling({ ROLE: 'worker', MAX_IN_FLIGHT: '10' });
  workers.push(worker);
  return worker.start();
}

beforeAll(async () => {
  stage = await Stage.set({ ROLE: 'api' });
  await stage.shop.open();
}, STORY_MS);

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
}, STORY_MS);

afterAll(() => stage.strike());

describe('Engines that share a database', () => {
  test(
    'one that answers and one that works do together what a single one does',
    async () => {
      const { shop } = stage;
      const worker = await startWorker();
      // Whoever waits for an answer comes first where both share a machine.
      expect(getPriority(worker.pid)).toBeGreaterThan(getPriority(stage.engine.pid));
      const { id } = await shop.newSubscriber();
      await shop.advanceTo(BEGIN);
      expect(await stage.books.invoices()).toEqual({ paid: 3 });
      expect(await stage.books.faults()).toEqual([]);
      expect(await stage.books.unfinished()).toEqual([]);
      await shop.api.post(`/v1/subscriptions/${id}/cancel`, { when: 'now' });
    },
    STORY_MS,
  );

  test(
    'two that work at once charge nobody twice, of fifty who are due at one moment',
    async () => {
      await Promise.all([startWorker(), startWorker()]);
      const { shop } = stage;
      await stage.jumpTo(BEGIN);
      const { paid: before = 0 } = await stage.books.invoices();
      await shop.newSubscribers(SUBSCRIBERS);
      // So slow that neither worker can do it all before the other has looked.
      await stage.engine.simulator.put('/control/merchant', { latency_ms: 200 });
      await stage.jumpTo(RENEWAL);

      await waitFor(
        'everybody to be charged again',
        () => stage.books.invoices(),
        ({ paid }) => paid === before + 2 * SUBSCRIBERS,
      );
      expect(await stage.books.faults()).toEqual([]);
      expect(await stage.books.unfinished()).toEqual([]);
      const owners = await stage.books.query(
        `SELECT owner, count(*)::int AS charged FROM attempts WHERE kind = 'mit' AND sent_at >= $1 GROUP BY owner`,
        [RENEWAL],
      );
      expect(owners).toHaveLength(2);
    },
    STORY_MS,
  );
});
