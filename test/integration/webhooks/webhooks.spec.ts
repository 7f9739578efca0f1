import { books, invoiceStatuses, truth } from '../../scenarios/support/books.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { type Subscription, World } from '../../support/world.js';
import { forgeriesOf, signedBy } from './forgeries.js';
import { type Message, paidUnheard as paidUnheardIn, send, signed } from './messages.js';

const KEY = 'sim_ottu_hmac_key';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('a payment webhook', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const checkedOut = async () => world.subscribe(await world.createCustomer(), await world.createPrice());

  const paidUnheard = (subscription: Subscription) => paidUnheardIn(world, subscription);

  const stored = () =>
    engine.sql<{ status: string; reason: string | null }>(
      `SELECT status, reason FROM inbound_webhooks WHERE merchant_id = $1 ORDER BY id`,
      [world.merchant.id],
    );

  async function expectStatus(subscription: Subscription, status: string): Promise<void> {
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({ status });
  }

  it('is stored, answered with 200, and makes the engine ask; the answer to that is what counts', async () => {
    const subscription = await checkedOut();
    const message = await paidUnheard(subscription);
    await expectStatus(subscription, 'incomplete');
    expect(await send(message)).toBe(200);
    expect(await stored()).toEqual([{ status: 'processed', reason: null }]);
    expect((await books(world)).attempts).toMatchObject([{ status: 'ready' }]);
    await expectStatus(subscription, 'active');
    expect((await books(world)).attempts).toMatchObject([{ status: 'succeeded', settled_by: 'look' }]);
    await proveTheEnd(world);
  });

  it('is understood under the longer signature scheme too', async () => {
    await world.setPlatform({ signature_scheme: 'path-26' });
    const subscription = await checkedOut();
    expect(await send(await paidUnheard(subscription))).toBe(200);
    await expectStatus(subscription, 'active');
    await proveTheEnd(world);
  });

  it('that comes a hundred times, from many sides at once and mixed with others, changes the books once', async () => {
    const both = [await checkedOut(), await checkedOut()];
    const messages = [await paidUnheard(both[0]!), await paidUnheard(both[1]!)];
    const shuffled = Array.from({ length: 100 }, (_, i) => messages[(i * 7 + (i % 3)) % 2]!);
    for (let i = 0; i < shuffled.length; i += 10) {
      const statuses = await Promise.all(shuffled.slice(i, i + 10).map(send));
      expect(new Set(statuses)).toEqual(new Set([200]));
      if (i === 30) await world.rest();
    }
    for (const subscription of both) await expectStatus(subscription, 'active');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    const kept = await stored();
    expect(kept).toHaveLength(100);
    expect(kept.filter(({ status }) => status === 'duplicate').length).toBeGreaterThan(80);
    await proveTheEnd(world);
  });

  it('that is genuine but unknown here is kept and moves nothing', async () => {
    const subscription = await checkedOut();
    const message = await paidUnheard(subscription);
    expect(
      await send({ ...message, body: signed({ ...message.body, order_no: 'somebody-elses-order' }) }),
    ).toBe(200);
    expect(await stored()).toEqual([{ status: 'unmatched', reason: 'no such order number' }]);
    await expectStatus(subscription, 'incomplete');
    await world.advanceBy({ minutes: 5 });
    await expectStatus(subscription, 'active');
    await proveTheEnd(world);
  });

  it('that is genuine for one order cannot pay another by naming its session', async () => {
    const [victim, attacker] = [await checkedOut(), await checkedOut()];
    const message = await paidUnheard(attacker);
    const body = { ...message.body, session_id: victim.checkout!.session_id };
    expect(await send({ ...message, body })).toBe(200);
    await expectStatus(victim, 'incomplete');
    await expectStatus(attacker, 'active');
    await world.cancel(victim.id, 'now');
    await proveTheEnd(world);
  });

  it('that is signed with the right key and lies is not believed: the platform is asked', async () => {
    const [liar, payer] = [await checkedOut(), await checkedOut()];
    const message = await paidUnheard(payer);
    const [attempt] = await engine.sql<{ order_no: string }>(
      `SELECT order_no FROM attempts WHERE session_id = $1`,
      [liar.checkout!.session_id],
    );
    expect(await send({ ...message, body: signed({ ...message.body, order_no: attempt!.order_no }) })).toBe(
      200,
    );
    await expectStatus(liar, 'incomplete');
    expect((await truth(world)).charges).toHaveLength(1);
    await world.advanceBy({ minutes: 10 });
    await expectStatus(liar, 'incomplete');
    await expectStatus(payer, 'active');
    await world.cancel(liar.id, 'now');
    await proveTheEnd(world);
  });

  it.each([
    ['no signature', (body: Message['body']) => ({ ...body, signature: undefined }), 401],
    ['a made-up signature', (body: Message['body']) => ({ ...body, signature: 'ab'.repeat(32) }), 401],
    ['another key’s signature', (body: Message['body']) => signed(body, 'guessed'), 401],
    [
      'another amount under the old signature',
      (body: Message['body']) => ({ ...body, amount: '0.001' }),
      401,
    ],
  ])('with %s is refused, kept as evidence and causes no look', async (_what, forge, status) => {
    const subscription = await checkedOut();
    const message = await paidUnheard(subscription);
    expect(await send({ ...message, body: forge(message.body) })).toBe(status);
    expect(await stored()).toMatchObject([{ status: 'refused' }]);
    await expectStatus(subscription, 'incomplete');
    await world.advanceBy({ minutes: 5 });
    await expectStatus(subscription, 'active');
    await proveTheEnd(world);
  });

  it('that is forged, in whatever way and to either address, is refused and moves nothing', async () => {
    const subscription = await checkedOut();
    const message = await paidUnheard(subscription);
    const { state: _state, ...body } = message.body;
    const operation = message.url.replace(/payment$/, 'operation');
    const books = () =>
      engine.sql(
        `SELECT status, next_check_at, settled_by FROM attempts WHERE merchant_id = $1
         UNION ALL SELECT type, occurred_at, NULL FROM events WHERE merchant_id = $1 ORDER BY 1, 2`,
        [world.merchant.id],
      );
    const before = await books();
    const forgeries = forgeriesOf('flat-18');
    for (const [url, genuine] of [
      [message.url, message.body],
      [operation, { ...body, operation: 'refund' }],
    ] as const) {
      const signedBody = signedBy(genuine, 'flat-18', KEY);
      for (const { name, forge } of forgeries) {
        const forged = forge({ scheme: 'flat-18', body: signedBody, key: KEY });
        const { status } = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: forged });
        expect({ name, refused: status >= 400 && status < 500 }).toEqual({ name, refused: true });
      }
    }
    expect((await stored()).filter(({ status }) => status !== 'refused')).toEqual([]);
    expect(
      (await books()).filter((row) => (row as { status: string }).status !== 'webhook.rejected'),
    ).toEqual(before);
    expect(await send(message)).toBe(200);
    await expectStatus(subscription, 'active');
    await proveTheEnd(world);
  });

  it('to an address that is not exactly right finds nothing there', async () => {
    const subscription = await checkedOut();
    const message = await paidUnheard(subscription);
    const parts = new URL(message.url).pathname.split('/');
    const wrongSecret = message.url.replace(parts[4]!, `${parts[4]!.slice(0, -1)}x`);
    expect(await send({ ...message, url: wrongSecret })).toBe(404);
    expect(
      await send({ ...message, url: message.url.replace(parts[3]!, 'mer_01jd0z2m3n4p5q6r7s8t9v0w1x') }),
    ).toBe(404);
    expect(await stored()).toEqual([]);
    await expectStatus(subscription, 'incomplete');
  });

  it('that is refused is kept a thousand times an hour and no more, or a stranger could fill the disk', async () => {
    const message = await paidUnheard(await checkedOut());
    await engine.sql(
      `INSERT INTO inbound_webhooks (merchant_id, public_id, kind, body, body_hash, status, received_at)
       SELECT $1, 'whk_' || n, 'payment', '', '', 'refused', now() FROM generate_series(1, 1000) n`,
      [world.merchant.id],
    );
    const forged = { ...message, body: { ...message.body, signature: 'ab'.repeat(32) } };
    const answers = await Promise.all([forged, forged, forged, forged].map((one) => send(one)));
    expect(answers).toEqual([401, 401, 401, 401]);
    expect(await stored()).toHaveLength(1000);
    const told = await world.get<{ data: object[] }>('/v1/events?type=webhook.quarantine_full');
    expect(told.data).toMatchObject([{ data: { kept: 1000 } }]);
  });
});
