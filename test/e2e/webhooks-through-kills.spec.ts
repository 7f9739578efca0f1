import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Json } from '../support/api-client.js';
import { CARDS, payByHttp } from '../support/hosted-page.js';
import { Stage, STORY_MS } from './support/stage.js';

const A_SECOND = 1000;
const KILLS = 2;

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
  private readonly pending: Promise<void>[] = [];
  private stopped = false;

  constructor(
    private readonly address: URL,
    private readonly genuine: Json,
  ) {}

  async blow(): Promise<void> {
    const pool = new Pool(this.address.origin, { connections: 128 });
    const began = performance.now();
    for (let n = 0; !this.stopped;) {
      for (; n < ((performance.now() - began) * A_SECOND) / 1000; n++) this.pending.push(this.send(pool, n));
      await sleep(5);
    }
    await Promise.all(this.pending);
    await pool.destroy();
  }

  /** What is not signed may differ, and makes other bytes of the same message. */
  private async send(pool: Pool, n: number): Promise<void> {
    try {
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: this.address.pathname,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...this.genuine, n }),
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
      for (let kill = 0; kill < KILLS; kill++) {
        const before = storm.taken.length;
        // Not before it takes messages: a process that is killed while it starts proves nothing.
        while (storm.taken.length < before + 500) await sleep(20);
        expect(await stage.engine.kill()).toMatchObject({ signal: 'SIGKILL' });
        await stage.engine.start();
      }
      const before = storm.taken.length;
      while (storm.taken.length < before + 500) await sleep(20);
      storm.stop();
      await blowing;

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
