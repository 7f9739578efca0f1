import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { signed } from '../integration/webhooks/messages.js';
import type { Json } from '../support/api-client.js';
import { CARDS, payByHttp } from '../support/hosted-page.js';
import { waitFor } from '../support/wait.js';
import { Stage, STORY_MS } from './support/stage.js';

const A_SECOND = 1000;
const KILLS = 2;
/** A timer is not finer. */
const EVERY = 5;

let stage: Stage;

beforeAll(async () => {
  stage = await Stage.set();
  await stage.shop.open();
}, STORY_MS);

afterAll(() => stage.strike());

/** Sends this many different genuine messages a second until told to stop; gives the ids of those that were taken. */
class Storm {
  readonly taken: string[] = [];
  /** How many ended in no answer: they were on their way when the process was killed, or found none. */
  unanswered = 0;
  private readonly pending = new Set<Promise<void>>();
  private stopped = false;

  constructor(
    private readonly address: URL,
    private readonly genuine: Json,
  ) {}

  async blow(): Promise<void> {
    const pool = new Pool(this.address.origin, { connections: 128 });
    for (let n = 0; !this.stopped; n++) {
      // On a machine that does fewer a second, what waits would grow until nobody lives to see the end of it.
      if (this.pending.size < A_SECOND) {
        const sent = this.send(pool, n).finally(() => this.pending.delete(sent));
        this.pending.add(sent);
      }
      if (n % EVERY === 0) await sleep((EVERY * 1000) / A_SECOND);
    }
    await Promise.all(this.pending);
    await pool.destroy();
  }

  /** Each of another payment: of one and the same, no more than a hundred an hour are kept. */
  private async send(pool: Pool, n: number): Promise<void> {
    try {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: this.address.pathname,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(signed({ ...this.genuine, order_no: `storm-${n}` })),
      });
      const { received } = (await body.json()) as { received?: string };
      if (statusCode === 200 && received !== undefined) this.taken.push(received);
      else this.unanswered++;
    } catch {
      this.unanswered++;
    }
  }

  stop(): void {
    this.stopped = true;
  }
}

/** Each time not before it takes messages: a process that is killed while it starts proves nothing. */
async function killUnder(storm: Storm): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    await moreAreTaken(storm);
    expect(await stage.engine.kill()).toMatchObject({ signal: 'SIGKILL' });
    await stage.engine.start();
  }
  await moreAreTaken(storm);
}

async function moreAreTaken(storm: Storm): Promise<void> {
  const before = storm.taken.length;
  await waitFor('five hundred more to be taken', () => storm.taken.length - before, (more) => more >= 500); // prettier-ignore
}

describe('A thousand webhooks a second', () => {
  test(
    'are all there if they were answered, whenever the process is killed',
    async () => {
      const { id, checkout } = await stage.shop.subscribe(await stage.shop.newCustomer());
      await payByHttp(checkout!.url, CARDS.approved);
      await stage.shop.activated(id);
      const { deliveries } = await stage.engine.simulator.get(
        `/control/webhooks?session_id=${checkout!.session_id}`,
      );
      const storm = new Storm(new URL(deliveries[0].url), deliveries[0].body);
      const blowing = storm.blow();
      try {
        await killUnder(storm);
      } finally {
        storm.stop();
        await blowing;
      }

      expect(storm.unanswered).toBeGreaterThan(0);
      const kept = await stage.books.query<{ id: string }>('SELECT public_id AS id FROM inbound_webhooks');
      const ids = new Set(kept.map((row) => row.id));
      expect(storm.taken.filter((taken) => !ids.has(taken))).toEqual([]);
      expect(new Set(storm.taken).size).toBe(storm.taken.length);
      expect(await stage.books.faults()).toEqual([]);
    },
    STORY_MS,
  );
});
