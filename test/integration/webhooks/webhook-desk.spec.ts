import pg from 'pg';

import { MatchAgain } from '../../../src/modules/webhooks/index.js';
import { operationWebhookUrl, refundAtPlatform } from '../../scenarios/support/giving-back.js';
import { events, payAt } from '../../scenarios/support/links.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { type Subscription, World } from '../../support/world.js';
import { type Message, paidUnheard, poison, send, signed } from './messages.js';

interface Inspected {
  id: string;
  status: string;
  reason: string | null;
  next_match_at: string | null;
  match_tries: number;
  checks: { name: string; passed: boolean; detail: string }[];
  says: Record<string, string>;
  led_to: object | null;
}

describe('the desk of webhooks', () => {
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

  const signedBy = (key: string): Message => ({ ...message, body: signed(message.body, key) });
  const changeKey = (body: object) => world.call('PUT', '/v1/merchant/webhook-key', body);
  const newest = async (): Promise<Inspected> => {
    const { data } = await world.get<{ data: Inspected[] }>('/v1/ops/webhooks?limit=1');
    return world.get(`/v1/ops/webhooks/${data[0]!.id}`);
  };

  it('takes what either of two keys has signed while one takes the place of the other', async () => {
    const hours = 48;
    expect((await changeKey({ hmac_key: 'the-new-key', keep_previous_hours: hours })).status).toBe(200);
    // Sent twice, the change must not put the key before out of force.
    expect((await changeKey({ hmac_key: 'the-new-key', keep_previous_hours: hours })).status).toBe(200);
    expect(await send(signedBy('the-new-key'))).toBe(200);
    expect((await newest()).checks[1]).toMatchObject({
      name: 'signature',
      detail: 'by flat-18, with the key in force',
    });
    expect(await send(message)).toBe(200);
    expect((await newest()).checks[1]).toMatchObject({ detail: 'by flat-18, with the key before' });
    await engine.sql(`UPDATE merchants SET previous_hmac_until = now() WHERE id = $1`, [world.merchant.id]);
    expect(await send(message)).toBe(401);
    expect(await send(signedBy('the-new-key'))).toBe(200);
    expect(await changeKey({ hmac_key: '', keep_previous_hours: 169 })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'hmac_key' }, { field: 'keep_previous_hours' }] },
    });
  });

  it('shows each check of a message and what it led to, and replays what a wrong key had refused', async () => {
    await changeKey({ hmac_key: 'mistyped', keep_previous_hours: 0 });
    expect(await send(message)).toBe(401);
    const refused = await newest();
    expect(refused).toMatchObject({
      status: 'refused',
      says: { state: 'paid', currency_code: 'KWD' },
      led_to: null,
      checks: [
        { name: 'body', passed: true },
        { name: 'signature', passed: false, detail: 'the signature matches neither scheme' },
      ],
    });
    expect(JSON.stringify(refused)).not.toMatch(/"token.token"/);
    const replay = () => world.call('POST', `/v1/ops/webhooks/${refused.id}/replay`, {});
    expect(await replay()).toMatchObject({ status: 422, body: { detail: /still refused/ } });
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'incomplete' });

    await changeKey({ hmac_key: 'sim_ottu_hmac_key', keep_previous_hours: 0 });
    expect(await replay()).toMatchObject({
      status: 200,
      body: {
        status: 'processed',
        checks: ['body', 'signature', 'grammar', 'ambiguity', 'type', 'match'].map((name) => ({
          name,
          passed: true,
        })),
        led_to: { attempt_status: 'ready' },
      },
    });
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    expect(await newest()).toMatchObject({
      led_to: { attempt_status: 'succeeded', charge_status: 'succeeded' },
    });
    // Once more it is a hint about something that is settled.
    expect((await replay()).status).toBe(200);
    await leadsToOperationsAndSetups();
    await proveTheEnd(world);
  });

  /** A refund at Ottu, and a page that changes the card: what each message led to is shown. */
  async function leadsToOperationsAndSetups(): Promise<void> {
    const { data } = await world.get<{ data: { attempts: { order_no: string }[] }[] }>('/v1/charges');
    await world.setPlatform({ operation_webhook_url: await operationWebhookUrl(world) });
    await refundAtPlatform(world, data[0]!.attempts[0]!.order_no, '1');
    await world.advanceBy({ minutes: 1 });
    expect(await newest()).toMatchObject({
      kind: 'operation',
      led_to: { attempt_status: 'succeeded', operations: [{ kind: 'refund', status: 'succeeded' }] },
    });
    const { id, customer } = subscription;
    const page = await world.post<{ url: string }>(`/v1/customers/${customer}/cards/setup`, {
      subscription: id,
    });
    await payAt(page.url, 'approved_mastercard');
    await world.rest();
    expect(await newest()).toMatchObject({
      kind: 'payment',
      led_to: { attempt: null, operations: [], card_setup: { subscription: id, status: 'completed' } },
    });
  }

  it('tries what matched nothing again for a day, and tells when it gave up', async () => {
    const again = () => engine.get(MatchAgain).execute();
    const age = (hours: number) =>
      engine.sql(
        `UPDATE inbound_webhooks SET received_at = now() - make_interval(hours => $2),
           next_match_at = now() - interval '1 second'
         WHERE merchant_id = $1 AND next_match_at IS NOT NULL`,
        [world.merchant.id, hours],
      );
    const strange = { ...message, body: signed({ ...message.body, order_no: 'of-nobody' }) };
    expect(await send(strange)).toBe(200);
    expect(await again()).toBe(0);
    await age(3);
    expect(await again()).toBe(1);
    expect(await newest()).toMatchObject({
      status: 'unmatched',
      match_tries: 1,
      next_match_at: expect.any(String),
    });
    // A replay that matches nothing either does not end its day.
    const replay = async () =>
      (await world.call<Inspected>('POST', `/v1/ops/webhooks/${(await newest()).id}/replay`, {})).body;
    expect(await replay()).toMatchObject({ status: 'unmatched', next_match_at: expect.any(String) });
    await age(25);
    expect(await again()).toBe(1);
    expect(await newest()).toMatchObject({ status: 'unmatched', match_tries: 2, next_match_at: null });
    expect(await again()).toBe(0);
    expect(await events(world, 'webhook.unmatched')).toHaveLength(1);

    // The payment that a message names comes into the books an hour later, as after a restore.
    const hide = (from: string, to: string) =>
      engine.get(UnitOfWork).run(async (tx) => {
        await tx.query('SET LOCAL session_replication_role = replica');
        await tx.query(`UPDATE attempts SET order_no = $3 WHERE merchant_id = $1 AND order_no = $2`, [
          world.merchant.id,
          from,
          to,
        ]);
      });
    const orderNo = message.body['order_no'] as string;
    await hide(orderNo, 'not-here-yet');
    expect(await send(message)).toBe(200);
    await hide('not-here-yet', orderNo);
    await age(1);
    expect(await again()).toBe(1);
    expect(await newest()).toMatchObject({ status: 'processed', reason: null, next_match_at: null });
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });

    // What was refused three days ago has its day from the replay on.
    await changeKey({ hmac_key: 'mistyped', keep_previous_hours: 0 });
    expect(await send(strange)).toBe(401);
    await changeKey({ hmac_key: 'sim_ottu_hmac_key', keep_previous_hours: 0 });
    expect(await replay()).toMatchObject({ status: 'unmatched', next_match_at: expect.any(String) });
    await age(72);
    expect(await again()).toBe(1);
    expect(await newest()).toMatchObject({ match_tries: 1, next_match_at: expect.any(String) });
    await proveTheEnd(world);
  });

  it('is not held up by one that throws each time it is tried', async () => {
    const orders = ['of-nobody-1', 'poison', 'of-nobody-2'];
    for (const order_no of orders) {
      expect(await send({ ...message, body: signed({ ...message.body, order_no }) })).toBe(200);
    }
    const mend = poison(engine);
    const tries = async () => {
      await engine.sql(
        `UPDATE inbound_webhooks SET next_match_at = now() - interval '1 second'
         WHERE merchant_id = $1 AND next_match_at IS NOT NULL`,
        [world.merchant.id],
      );
      expect(await engine.get(MatchAgain).execute()).toBe(3);
      return engine.sql(
        `SELECT order_no, match_tries, reason LIKE '%error of ours%' AS failed FROM inbound_webhooks
         WHERE merchant_id = $1 ORDER BY id`,
        [world.merchant.id],
      );
    };
    const after = (match_tries: number) =>
      orders.map((order_no) => ({ order_no, match_tries, failed: order_no === 'poison' }));
    expect(await tries()).toEqual(after(1));
    expect(await tries()).toEqual(after(2));
    expect(engine.errors.splice(0)).toHaveLength(2);
    mend();
    expect(await tries()).toEqual(after(3).map((row) => ({ ...row, failed: false })));
  });

  it('keeps the sender waiting for longer than Ottu does while the database takes nobody in, and loses nothing', async () => {
    const { pathname } = new URL(engine.databaseUrl);
    const name = pathname.slice(1);
    const admin = new pg.Client({ connectionString: process.env.TEST_PG_ADMIN_URL });
    await admin.connect();
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1`, [name]);
    let answered = false;
    const sent = send(message).finally(() => (answered = true));
    // As long as Ottu itself waits: it gives up without an answer, and sends the message once more.
    await new Promise((resolve) => setTimeout(resolve, 15_500));
    expect(answered).toBe(false);
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    expect(await sent).toBe(200);
    await admin.end();
    engine.errors.length = 0;
    expect(await newest()).toMatchObject({ status: 'processed' });
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    await proveTheEnd(world);
  });
});
