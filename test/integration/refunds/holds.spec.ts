import { randomUUID } from 'node:crypto';
import { RunRefunds } from '../../../src/modules/refunds/index.js';
import { balance, invoiceStatuses, truth } from '../../scenarios/support/books.js';
import { operateAtPlatform, operationWebhookUrl } from '../../scenarios/support/giving-back.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { type Subscription, World } from '../../support/world.js';

interface Decision {
  id: string;
  kind: string;
}
interface Held {
  charge: string;
  order_no: string;
}

describe('a first payment that the bank only holds', () => {
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;
  let charge: string;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.call('PUT', '/v1/merchant/routing', { currency: 'KWD', gateway: 'mpgs-authorize' });
    await world.setPlatform({ operation_webhook_url: await operationWebhookUrl(world) });
    subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.payOnPage(subscription);
    await world.rest();
    charge = (await held())[0]!.charge;
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const held = async () => (await world.get<{ data: Held[] }>('/v1/ops/authorizations')).data;
  const decide = (kind: 'capture' | 'void', body: object = {}, key?: string) =>
    world.call<Decision>('POST', `/v1/charges/${charge}/${kind}`, body, key);
  const captured = async () => (await truth(world)).charges.map((one) => one.captured);
  const attempts = () =>
    engine.sql<{ status: string; settled_by: string | null }>(
      `SELECT status, settled_by FROM attempts WHERE merchant_id = $1 ORDER BY id`,
      [world.merchant.id],
    );
  const decisions = () =>
    engine.sql<{ kind: string; status: string; sends: number; status_reason: string | null }>(
      `SELECT kind, status, sends, status_reason FROM refunds WHERE merchant_id = $1 ORDER BY id`,
      [world.merchant.id],
    );
  const run = async () =>
    engine
      .get(RunRefunds)
      .execute({ kind: 'test_clock', merchantId: world.merchant.id }, await world.now(), randomUUID(), 10);
  /** A person decides at the platform's own dashboard. */
  const atPlatform = async (operation: 'capture' | 'void', amount?: string) =>
    operateAtPlatform(world, operation, (await held())[0]!.order_no, amount);

  it('is neither paid nor failed, and pays the invoice once it is captured: all of it', async () => {
    expect(await held()).toMatchObject([
      { amount: '9.500', decision_status: null, seconds_left: expect.any(Number) },
    ]);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'incomplete' });
    expect([await invoiceStatuses(world), await balance(world, 'cash_at_gateway')]).toEqual([['open'], 0n]);
    for (const [body, status, field] of [
      [{ amount: '9.499' }, 422, 'amount'],
      [{ amount: '9.501' }, 422, 'amount'],
      [{ amount: '0.000' }, 422, 'amount'],
      [{ amount: 9.5 }, 400, 'amount'],
      [{ amount: '9.500', currency: 'USD' }, 422, 'currency'],
      [{ attempt: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' }, 422, 'attempt'],
      [{ colour: 'red' }, 400, 'colour'],
    ] as const) {
      expect(await decide('capture', body)).toMatchObject({ status, body: { errors: [{ field }] } });
    }
    expect((await decide('void', { amount: '9.500' })).status).toBe(400);
    expect((await world.call('POST', `/v1/charges/${charge}/refund`, {})).status).toBe(409);
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    expect((await other.call('POST', `/v1/charges/${charge}/capture`, {})).status).toBe(404);
    expect((await other.get<{ data: Held[] }>('/v1/ops/authorizations')).data).toEqual([]);
    await other.end();

    const asked = await decide('capture', { amount: '9.5', currency: 'KWD', reason: 'shipped' }, 'key-1');
    expect(asked).toMatchObject({ status: 201, body: { kind: 'capture', status: 'requested' } });
    await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    expect((await decide('capture', {}, 'key-1')).body.id).toBe(asked.body.id);
    await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    expect((await decide('void', {}, 'key-1')).status).toBe(409);
    await world.rest();
    await world.advanceBy({ minutes: 2 });
    expect(await world.get(`/v1/captures/${asked.body.id}`)).toMatchObject({
      status: 'succeeded',
      settled_by: 'answer',
    });
    expect((await world.call('GET', `/v1/refunds/${asked.body.id}`)).status).toBe(404);
    expect(await world.subscription(subscription.id)).toMatchObject({
      status: 'active',
      card: expect.stringMatching(/^card_/),
    });
    expect([await invoiceStatuses(world), await held()]).toEqual([['paid'], []]);
    // By the answer itself, not by a look that comes later.
    expect(await attempts()).toMatchObject([{ status: 'succeeded', settled_by: 'answer' }]);
    expect([await captured(), await balance(world, 'cash_at_gateway')]).toEqual([['9.500'], 9500n]);
    expect([(await decide('capture')).status, (await decide('void')).status]).toEqual([409, 409]);
    // From here on it is a payment as any other: what is too much is given back.
    await world.post(`/v1/charges/${charge}/refund`, { amount: '2' });
    await world.advanceBy({ minutes: 1 });
    expect((await truth(world)).charges).toMatchObject([{ captured: '9.500', refunded: '2.000' }]);
    await proveTheEnd(world);
  });

  it('ends the subscription that never began when it is voided, and no money moves', async () => {
    const asked = await decide('void', { reason: 'out of stock' });
    expect(asked).toMatchObject({ status: 201, body: { kind: 'void' } });
    await world.rest();
    expect(await world.get(`/v1/voids/${asked.body.id}`)).toMatchObject({ status: 'succeeded' });
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'ended' });
    expect([await invoiceStatuses(world), await captured()]).toEqual([['void'], ['0.000']]);
    expect(await attempts()).toMatchObject([{ status: 'abandoned' }]);
    expect(await world.timeline(subscription.id)).toContain('void.succeeded');
    await world.advanceBy({ days: 8 });
    expect(await engine.sql(`SELECT FROM events WHERE type = 'refund.untold'`)).toEqual([]);
    await proveTheEnd(world);
  });

  it('is decided once, whoever asks for what and how many work at it', async () => {
    const kinds = ['capture', 'void', 'capture', 'void', 'capture'] as const;
    const answers = await Promise.all(kinds.map((kind) => decide(kind)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const won = answers.find(({ status }) => status === 201)!.body.kind;
    for (let i = 0; i < 3; i++) await Promise.all([run(), run(), run()]);
    await world.rest();
    expect(await decisions()).toMatchObject([{ kind: won, status: 'succeeded', sends: 1 }]);
    expect(await captured()).toEqual([won === 'capture' ? '9.500' : '0.000']);
    // However the requests came by, the database has room for one.
    await expect(
      engine.sql(
        `INSERT INTO refunds (merchant_id, public_id, kind, attempt_id, charge_id, invoice_id, customer_id, origin,
           status, currency, amount_minor, idempotency_key, owner, lease_until, requested_at, next_action_at)
         SELECT merchant_id, 'void_x', 'void', attempt_id, charge_id, invoice_id, customer_id, origin, 'requested',
           currency, amount_minor, 'x', owner, now(), now(), now() FROM refunds WHERE merchant_id = $1`,
        [world.merchant.id],
      ),
    ).rejects.toThrow(/refunds_one_of_hold/);
    await world.advanceBy({ minutes: 2 });
    await proveTheEnd(world);
  });

  it('is captured once when the answer is lost, though its hint comes first, and when it is refused may be decided anew', async () => {
    const body = { detail: 'The gateway is not available.', operation: 'capture', result: 'failed' };
    const refusal = { type: 'error_before', status: 400, body };
    await world.fault({ operation: 'capture', endpoint: 'operation' }, refusal, { times: 1 });
    await decide('capture');
    await world.rest();
    expect(await held()).toMatchObject([{ decision_status: 'rejected' }]);
    await world.fault({ operation: 'capture', endpoint: 'operation' }, { type: 'drop_after' }, { times: 1 });
    expect((await decide('capture')).status).toBe(201);
    await world.rest();
    await world.advanceBy({ minutes: 2 });
    expect(await decisions()).toMatchObject([
      { status: 'rejected', status_reason: expect.stringContaining('not available') },
      { status: 'succeeded', sends: 1 },
    ]);
    expect([await captured(), await invoiceStatuses(world)]).toEqual([['9.500'], ['paid']]);
    await proveTheEnd(world);
  });

  const closeInvoice = () =>
    engine.sql(`UPDATE invoices SET status = 'void', closed_at = now() WHERE merchant_id = $1`, [
      world.merchant.id,
    ]);

  it('is not captured any more when nobody owes its invoice by then', async () => {
    await decide('capture');
    await closeInvoice();
    await run();
    expect(await decisions()).toMatchObject([
      { status: 'rejected', sends: 0, status_reason: expect.stringContaining('is void by now') },
    ]);
    expect([await run(), await captured()]).toEqual([0, ['0.000']]);
  });

  it('is not captured again for an invoice that nobody owes by then, nor looked at again at once', async () => {
    await world.fault({ operation: 'capture', endpoint: 'operation' }, { type: 'drop_before' }, { times: 1 });
    await decide('capture');
    await run();
    await closeInvoice();
    await world.jumpTo('2027-01-10T07:10:00Z');
    expect([await run(), await run(), await captured()]).toEqual([1, 0, ['0.000']]);
    expect(await decisions()).toMatchObject([{ status: 'unknown', sends: 1 }]);
  });

  it('is not called unpaid by anybody while a capture of it is in doubt', async () => {
    await world.fault({ operation: 'capture', endpoint: 'operation' }, { type: 'drop_after' }, { times: 1 });
    const capture = (await decide('capture')).body.id;
    await run();
    for (const endpoint of ['retrieve', 'inquiry'])
      await world.fault({ endpoint }, { type: 'error_before', status: 500 }, { times: null });
    await world.fault({ endpoint: 'operation_webhook' }, { type: 'lost' }, { times: null });
    await world.advanceBy({ days: 9 });
    const [{ attempt }] = (await world.get<{ data: [{ attempt: { id: string } }] }>('/v1/ops/manual')).data;
    const unpaid = { outcome: 'not_paid', by: 'Mona', evidence: 'nothing on the statement' };
    const { status, body } = await world.call('POST', `/v1/ops/manual/${attempt.id}/resolve`, unpaid);
    expect([status, JSON.stringify(body)]).toEqual([409, expect.stringContaining(capture)]);
    expect(await captured()).toEqual(['9.500']);
    const done = { outcome: 'done', decided_by: 'Mona', evidence: 'it is on the statement' };
    await world.post(`/v1/ops/captures/${capture}/resolve`, done);
    expect([(await attempts())[0]!.status, await invoiceStatuses(world)]).toEqual(['succeeded', ['paid']]);
    engine.errors.splice(0);
  });

  it('that is captured at the platform is found by its hint, and a void of ours comes too late', async () => {
    await world.post('/v1/ops/charging/stop', { reason: 'the books are looked at' });
    await decide('void');
    await world.rest();
    await atPlatform('capture');
    await world.advanceBy({ minutes: 1 });
    expect(await attempts()).toMatchObject([{ status: 'succeeded', settled_by: 'look' }]);
    await world.post('/v1/ops/charging/resume', { reason: 'all is well' });
    await world.rest();
    expect(await decisions()).toMatchObject([
      { kind: 'void', status: 'rejected', sends: 0, status_reason: expect.stringContaining('already') },
    ]);
    expect(await world.subscription(subscription.id)).toMatchObject({ status: 'active' });
    await world.advanceBy({ minutes: 2 });
    await proveTheEnd(world);
  });

  it('that nobody decides on is warned of and then waits for a person, as does a part that was captured there', async () => {
    await world.advanceBy({ days: 5, minutes: 1 });
    const told = () =>
      engine.sql(`SELECT type FROM events WHERE merchant_id = $1 AND type = 'attempt.hold_ending'`, [
        world.merchant.id,
      ]);
    expect(await told()).toHaveLength(1);
    expect(await held()).toHaveLength(1);
    await atPlatform('capture', '4');
    await world.advanceBy({ minutes: 1 });
    expect(await attempts()).toMatchObject([{ status: 'manual' }]);
    expect(await decide('capture')).toMatchObject({ status: 409 });
    await world.advanceBy({ days: 3 });
    expect([await told(), await captured()]).toEqual([[{ type: 'attempt.hold_ending' }], ['4.000']]);
    engine.errors.splice(0);
  });
});
