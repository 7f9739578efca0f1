import { setTimeout as sleep } from 'node:timers/promises';
import { LookAfterFloods, SealOldBodies } from '../../../src/modules/webhooks/index.js';
import { IntakeBounds } from '../../../src/modules/webhooks/intake-bounds.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { type Subscription, World } from '../../support/world.js';
import { type Message, paidUnheard, poison, send, signed } from './messages.js';

describe('a webhook that was taken', () => {
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;
  let message: Message;

  beforeAll(async () => {
    engine = await InProcessEngine.start({ own: true });
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    message = await paidUnheard(world, subscription);
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const newest = async () => {
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/ops/webhooks?limit=1');
    return world.get<{ id: string; status: string }>(`/v1/ops/webhooks/${data[0]!.id}`);
  };

  it('keeps no token where somebody could read it, and seals what was stored before that was so', async () => {
    const { token } = (message.body as { token: { token: string } }).token;
    expect(await send(message)).toBe(200);
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    expect(await whereItLies(token)).toEqual([]);

    const clear = Buffer.from(JSON.stringify(message.body));
    const sent = { ...message, body: signed({ ...message.body, note: 'of before' }) };
    expect(await send(sent)).toBe(200);
    const { id } = await newest();
    await engine.sql(
      `UPDATE inbound_webhooks SET sealed = false, body = $2, body_hash = sha256($2) WHERE public_id = $1`,
      [id, clear],
    );
    expect(await whereItLies(token)).toEqual(['inbound_webhooks']);
    const asItWas = await newest();
    expect(await engine.get(SealOldBodies).execute()).toBe(1);
    expect(await engine.get(SealOldBodies).execute()).toBe(0);
    expect(await whereItLies(token)).toEqual([]);
    expect(await newest()).toEqual(asItWas);
    await world.call('POST', `/v1/ops/webhooks/${id}/replay`);
    await world.rest();
    await proveTheEnd(world);
  });

  /** The tables in which this text stands, as text or as bytes. */
  async function whereItLies(text: string): Promise<string[]> {
    const tables = await engine.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
    );
    const forms = [text, Buffer.from(text).toString('hex')];
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await engine.sql(
        `SELECT 1 FROM "${name}" t WHERE position($1 IN t::text) > 0 OR position($2 IN t::text) > 0 LIMIT 1`,
        forms,
      );
      if (rows.length > 0) found.push(name);
    }
    return found;
  }

  it('tells of a payment that is booked, and has nothing asked about it', async () => {
    expect(await send(message)).toBe(200);
    await world.rest();
    expect(await send({ ...message, body: signed({ ...message.body, note: 'once more' }) })).toBe(200);
    expect(await newest()).toMatchObject({ status: 'processed' });
    const due = `SELECT 1 FROM attempts WHERE merchant_id = $1 AND next_check_at IS NOT NULL`;
    expect(await engine.sql(due, [world.merchant.id])).toEqual([]);
    await proveTheEnd(world);
  });

  it('is stored with those that came beside it, and tried again, when it throws on arrival', async () => {
    const mend = poison(engine);
    const orders = ['beside-1', 'beside-2', 'poison', 'surely-beside'];
    const bodies = orders.map((order_no) => signed({ ...message.body, order_no }));
    const statuses = await Promise.all(bodies.map((body) => send({ ...message, body })));
    expect(statuses).toEqual([200, 200, 200, 200]);
    mend();
    const rows = await engine.sql<{ order_no: string; failed: boolean; status: string }>(
      `SELECT order_no, status, reason LIKE '%error of ours%' AS failed FROM inbound_webhooks
       WHERE merchant_id = $1 ORDER BY order_no`,
      [world.merchant.id],
    );
    const found = orders.map((order_no) => ({
      order_no,
      status: 'unmatched',
      failed: order_no === 'poison',
    }));
    expect(rows).toEqual(found);
    expect(engine.errors.splice(0)).toHaveLength(1);
  });

  it('is one of a hundred an hour about its payment; of the others only that they came is kept, and looked into', async () => {
    const notes = Array.from({ length: 130 }, (_, n) => signed({ ...message.body, note: `${n}` }));
    const statuses = await Promise.all(notes.map((body) => send({ ...message, body })));
    expect(new Set(statuses)).toEqual(new Set([200]));
    const counts = `SELECT (SELECT count(*) FROM inbound_webhooks WHERE merchant_id = $1)::int AS stored,
      (SELECT sum(left_out) FROM webhook_floods WHERE merchant_id = $1)::int AS "leftOut"`;
    expect(await engine.sql(counts, [world.merchant.id])).toEqual([{ stored: 100, leftOut: 30 }]);
    const told = await world.get<{ data: unknown[] }>('/v1/events?type=webhook.flooded');
    expect(told.data).toHaveLength(1);
    expect(engine.errors.splice(0)).toEqual([expect.stringContaining('So many messages about one payment')]);
    // The news was in one that was not kept: what the others had asked for is done by then.
    await engine.sql(`UPDATE attempts SET next_check_at = NULL WHERE merchant_id = $1`, [world.merchant.id]);
    expect(await engine.get(LookAfterFloods).execute()).toBe(0);
    await engine.sql(`UPDATE webhook_floods SET look_at = now() WHERE merchant_id = $1`, [world.merchant.id]);
    expect(await engine.get(LookAfterFloods).execute()).toBe(1);
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    expect(await engine.get(LookAfterFloods).execute()).toBe(0);
    await proveTheEnd(world);
  });

  it('is not read while as much waits as may be held, and its sender hears nothing', async () => {
    const bounds = engine.get(IntakeBounds);
    const { letGo } = bounds.hold(65 * 1024 * 1024);
    const waits = new AbortController();
    const unread = fetch(message.url, {
      method: 'POST',
      body: JSON.stringify(message.body),
      headers: { 'content-type': 'application/json' },
      signal: waits.signal,
    });
    const first = await Promise.race([unread.then(() => 'answered'), sleep(300, 'waits')]);
    waits.abort();
    await expect(unread).rejects.toThrow();
    expect(first).toBe('waits');
    expect((await world.get<{ data: unknown[] }>('/v1/ops/webhooks')).data).toEqual([]);
    // Nobody else is kept waiting by it, and one that waits is taken as soon as there is room.
    const later = send(message);
    expect(await Promise.race([later, sleep(300, 'waits')])).toBe('waits');
    letGo();
    expect(await Promise.race([later, sleep(60_000, 'still waits', { ref: false })])).toBe(200);
    // What is said of a length is not held, and what came of a body is: here more than is set aside for one.
    const long = signed({ ...message.body, note: 'x'.repeat(100_000) });
    expect(await send({ ...message, body: long })).toBe(200);
    expect(bounds.isFull).toBe(false);
  });
});
