import { randomUUID } from 'node:crypto';

import { RunRefunds } from '../../../src/modules/refunds/index.js';
import { balance, refunds, truth } from '../../scenarios/support/books.js';
import { operationWebhookUrl, refundAtPlatform } from '../../scenarios/support/giving-back.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';
import { expectCallsOfRefunds } from './calls-of-refunds.js';

interface Shown {
  id: string;
  status: string;
  amount: string;
  origin: string;
}
interface Problem {
  code: string;
  errors: { field: string; message: string }[];
}

describe('a refund', () => {
  let engine: InProcessEngine;
  let world: World;
  let charge: { id: string; attempts: { id: string; order_no: string }[] };

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
    charge = (await world.get<{ data: (typeof charge)[] }>('/v1/charges')).data[0]!;
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const ask = (body: object = {}, key?: string, id = charge.id) =>
    world.call<Shown & Problem>('POST', `/v1/charges/${id}/refund`, body, key);
  const given = async () => (await truth(world)).charges.map(({ refunded }) => refunded);
  const run = () =>
    engine
      .get(RunRefunds)
      .execute(
        { kind: 'test_clock', merchantId: world.merchant.id },
        new Date('2027-01-10T06:00:00Z'),
        randomUUID(),
        10,
      );

  it('of a part and then of the rest lessens what was sold, never by more than was paid', async () => {
    const first = await ask({ amount: '4.5', currency: 'KWD', reason: 'half a month' });
    expect(first).toMatchObject({
      status: 201,
      body: { status: 'requested', amount: '4.500', origin: 'person' },
    });
    await world.rest();
    expect(await world.get(`/v1/refunds/${first.body.id}`)).toMatchObject({
      status: 'succeeded',
      reason: 'half a month',
    });
    expect(await ask({ amount: '5.001' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'amount', message: expect.stringContaining('5.000 KWD') }] },
    });
    expect((await ask()).body).toMatchObject({ amount: '5.000' });
    await world.rest();
    expect(await given()).toEqual(['9.500']);
    expect([await balance(world, 'refunds'), await balance(world, 'cash_at_gateway')]).toEqual([9500n, 0n]);
    expect((await ask()).status).toBe(422);
    const { data } = await world.get<{ data: Shown[] }>(`/v1/refunds?charge=${charge.id}&status=succeeded`);
    expect(data.map(({ amount }) => amount)).toEqual(['5.000', '4.500']);
    await expectCallsOfRefunds(world, charge);
    await proveTheEnd(world);
  });

  it.each([
    ['another currency', { amount: '1', currency: 'USD' }, 422, 'currency'],
    ['too many digits', { amount: '1.0005' }, 400, 'amount'],
    ['a leading zero', { amount: '01.000' }, 400, 'amount'],
    ['nothing', { amount: '0.000' }, 422, 'amount'],
    ['more than was paid', { amount: '9.501' }, 422, 'amount'],
    ['a float', { amount: 9.5 }, 400, 'amount'],
    ['less than nothing', { amount: '-1' }, 400, 'amount'],
    ['an unknown attempt', { attempt: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' }, 422, 'attempt'],
    ['no attempt at all', { attempt: 'sub_01jd0z2m3n4p5q6r7s8t9v0w1x' }, 400, 'attempt'],
    ['an unknown field', { colour: 'red' }, 400, 'colour'],
  ])('of %s is refused with the field and what is allowed', async (_, body, status, field) => {
    const answer = await ask(body);
    expect(answer).toMatchObject({ status, body: { errors: [{ field }] } });
    expect(answer.body.errors[0]!.message).not.toBe('');
    expect(await refunds(world)).toEqual([]);
  });

  it('of an unknown charge, or of another merchant’s, is not found', async () => {
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    const theirs = await other.call('POST', `/v1/charges/${charge.id}/refund`, {});
    expect([theirs.status, (await ask({}, undefined, 'chg_01jd0z2m3n4p5q6r7s8t9v0w1x')).status]).toEqual([
      404, 404,
    ]);
    await other.end();
  });

  it('of what the payer paid in another currency is refused with what can be done, unless somebody knows better', async () => {
    await world.setPlatform({ payer_currency: 'USD' });
    await world.advanceBy({ days: 32 });
    await world.setPlatform({ payer_currency: null });
    const renewal = (await world.get<{ data: (typeof charge)[] }>('/v1/charges')).data[0]!;
    expect(await ask({ amount: '1' }, undefined, renewal.id)).toMatchObject({
      status: 422,
      body: { code: 'paid_in_other_currency', detail: expect.stringContaining('USD') },
    });
    expect(await refunds(world)).toEqual([]);
    expect((await ask({ amount: '1', override_gateway: true }, undefined, renewal.id)).status).toBe(201);
    await world.rest();
    expect(await refunds(world)).toMatchObject([
      { status: 'rejected', status_reason: expect.stringContaining('charged in USD') },
    ]);
    await proveTheEnd(world);
  });

  it('asked for twice at once is made once, and each answer tells the truth', async () => {
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422, 422]);
    await Promise.all([run(), run(), run()]);
    expect(await given()).toEqual(['9.500']);
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded', sends: 1 }]);
    await proveTheEnd(world);
  });

  it('of two parts at once is made twice, one after the other, also by many workers', async () => {
    await Promise.all([ask({ amount: '4' }), ask({ amount: '4' })]);
    for (let i = 0; i < 4; i++) await Promise.all([run(), run(), run()]);
    expect(await given()).toEqual(['8.000']);
    expect(await refunds(world)).toMatchObject([
      { status: 'succeeded', sends: 1 },
      { status: 'succeeded', sends: 1 },
    ]);
    await proveTheEnd(world);
  });

  it('asked for under the same key is the same one, also when the answer was forgotten', async () => {
    const first = await ask({ amount: '2' }, 'key-1');
    await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    const again = await ask({ amount: '2' }, 'key-1');
    expect(again.body.id).toBe(first.body.id);
    await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    expect(await ask({ amount: '2.5' }, 'key-1')).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining(first.body.id) },
    });
    await world.rest();
    expect(await given()).toEqual(['2.000']);
    await proveTheEnd(world);
  });

  it('that the gateway rejects, or the platform does not take, is told with its reason', async () => {
    await world.setPlatform({ refunds: 'rejected' });
    await ask({ amount: '1' });
    await world.rest();
    await world.setPlatform({ refunds: 'immediate' });
    const body = { detail: 'This gateway does not support refunds.', operation: 'refund', result: 'failed' };
    await world.fault(
      { operation: 'refund', endpoint: 'operation' },
      { type: 'error_before', status: 400, body },
    );
    await ask({ amount: '2' });
    await world.rest();
    expect(await refunds(world)).toMatchObject([
      { status: 'rejected', status_reason: 'Refund rejected' },
      { status: 'rejected', status_reason: expect.stringContaining('does not support refunds') },
    ]);
    expect(await given()).toEqual(['0.000']);
    await proveTheEnd(world);
  });

  it('waits while its merchant is stopped, and while credentials are refused, and is made then', async () => {
    await world.post('/v1/ops/charging/stop', { reason: 'the books are looked at' });
    await ask({ amount: '1' });
    await world.rest();
    expect(await refunds(world)).toMatchObject([{ status: 'requested', sends: 0 }]);
    expect(await given()).toEqual(['0.000']);
    await world.fault(
      { operation: 'refund', endpoint: 'operation' },
      { type: 'error_before', status: 403 },
      { times: 2 },
    );
    await world.post('/v1/ops/charging/resume', { reason: 'all is well' });
    await world.advanceBy({ minutes: 119 });
    expect(await refunds(world)).toMatchObject([{ status: 'requested' }]);
    await world.advanceBy({ minutes: 1 });
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded' }]);
    expect(await given()).toEqual(['1.000']);
    await proveTheEnd(world);
  });

  it('made at the platform is found by its hint and booked, whichever scheme signs it, once', async () => {
    for (const signature_scheme of ['flat-18', 'path-26']) {
      await world.setPlatform({ operation_webhook_url: await operationWebhookUrl(world), signature_scheme });
      await world.fault({ endpoint: 'operation_webhook' }, { type: 'duplicate', n: 2 });
      await refundAtPlatform(world, charge.attempts[0]!.order_no, '3');
      await world.advanceBy({ minutes: 1 });
    }
    expect(await refunds(world)).toMatchObject([
      { origin: 'platform', status: 'succeeded', amount: 3000n },
      { origin: 'platform', status: 'succeeded', amount: 3000n },
    ]);
    expect((await ask({ amount: '3.501' })).status).toBe(422);
    await proveTheEnd(world);
  });

  it('that is queued ends when its hint comes, by what is read then', async () => {
    await world.setPlatform({
      operation_webhook_url: await operationWebhookUrl(world),
      refunds: 'queued',
      refund_queue_minutes: 10,
    });
    await ask({ amount: '3' });
    await world.rest();
    expect(await refunds(world)).toMatchObject([{ status: 'queued' }]);
    await world.advanceBy({ minutes: 11 });
    await world.rest();
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded', settled_by: 'look' }]);
    await proveTheEnd(world);
  });

  it('that cannot be decided by asking waits for a person; what they end and the gateway makes is booked all the same', async () => {
    await world.setPlatform({ refunds: 'queued', refund_queue_minutes: 8640, refunds_told_in: 'nowhere' });
    await ask({ amount: '3' });
    await world.advanceBy({ days: 4 });
    const [refund] = await refunds(world);
    expect(refund).toMatchObject({ status: 'manual' });
    expect(engine.errors.splice(0)).toEqual([expect.stringContaining('A refund needs a person')]);
    const path = `/v1/ops/refunds/${refund!.id}/resolve`;
    const word = { outcome: 'not_refunded', evidence: 'not in the settlement report', decided_by: 'Noura' };
    expect((await world.call<Shown>('POST', path, word)).body).toMatchObject({ status: 'rejected' });
    expect((await world.call('POST', path, word)).status).toBe(409);
    const operation_webhook_url = await operationWebhookUrl(world);
    await world.setPlatform({ refunds_told_in: 'retrieve', operation_webhook_url });
    await world.advanceBy({ days: 3 });
    expect(await refunds(world)).toMatchObject([
      { status: 'rejected', origin: 'person' },
      { status: 'succeeded', origin: 'platform', amount: 3000n },
    ]);
    const { data } = await world.get<{ data: object[] }>('/v1/events?type=refund.found');
    expect(data).toMatchObject([{ data: { rejected_before: refund!.id } }]);
    await proveTheEnd(world);
  });
});
