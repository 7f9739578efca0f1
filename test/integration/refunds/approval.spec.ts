import { randomUUID } from 'node:crypto';

import { money } from '../../../src/domain/money/money.js';
import { PaymentGateway } from '../../../src/gateway/payment-gateway.js';
import { CreateApiKey } from '../../../src/modules/merchants/index.js';
import { refunds, truth } from '../../scenarios/support/books.js';
import { refundAtPlatform } from '../../scenarios/support/giving-back.js';
import { events } from '../../scenarios/support/links.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

interface Shown {
  id: string;
  status: string;
  status_reason: string | null;
  approved_by: string | null;
}

describe('a refund above what one person may give back alone', () => {
  let engine: InProcessEngine;
  let world: World;
  let second: string;
  let charge: { id: string; invoice: string; attempts: { order_no: string }[] };

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
    charge = (await world.get<{ data: (typeof charge)[] }>('/v1/charges')).data[0]!;
    const { text } = await engine
      .get(CreateApiKey)
      .execute(world.merchant.id, { name: 'second', scopes: ['ops:write'] });
    second = text;
    const limits = [{ currency: 'KWD', amount: '5.000' }];
    expect(await world.call('PUT', '/v1/merchant/refund-approval', { limits })).toMatchObject({
      status: 200,
      body: { refund_approval_above: { KWD: '5.000' } },
    });
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const ask = (amount: string) => world.post<Shown>(`/v1/charges/${charge.id}/refund`, { amount });
  const given = async () => (await truth(world)).charges.map(({ refunded }) => refunded);
  const word = (decision: string) => ({ decision, decided_by: 'Huda', reason: 'the gym was closed' });
  const path = ({ id }: Shown) => `/v1/ops/refunds/${id}/decide`;

  async function asSecond(refund: Shown, decision: string): Promise<{ status: number; body: Shown }> {
    const answer = await fetch((await engine.app.getUrl()) + path(refund), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${second}`,
        'idempotency-key': randomUUID(),
        'content-type': 'application/json',
      },
      body: JSON.stringify(word(decision)),
    });
    return { status: answer.status, body: (await answer.json()) as Shown };
  }

  it('is sent when another key agrees, once, however often that is said', async () => {
    const alone = await ask('5.000');
    expect(alone).toMatchObject({ status: 'requested' });
    // What is left goes beyond the limit together with what went before: pieces evade nothing.
    const refund = await ask('0.001');
    expect(refund).toMatchObject({ status: 'awaiting_approval' });
    await world.advanceBy({ days: 2 });
    expect(await given()).toEqual(['5.000']);

    expect(await world.call('POST', path(refund), word('approve'))).toMatchObject({
      status: 409,
      body: { errors: [{ field: 'decided_by' }] },
    });
    const answers = await Promise.all([1, 2, 3].map(() => asSecond(refund, 'approve')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]!.body).toMatchObject({ status: 'requested', approved_by: 'Huda' });
    await world.rest();
    expect(await given()).toEqual(['5.001']);
    expect(await events(world, 'refund.approved')).toHaveLength(1);
    expect((await asSecond(refund, 'dismiss')).status).toBe(409);
    expect((await asSecond(alone, 'approve')).status).toBe(409);
    await proveTheEnd(world);
  });

  it('is not made when somebody ends it, also who asked for it, and sets nothing aside any longer', async () => {
    const refund = await ask('9.500');
    expect(await world.call('POST', `/v1/charges/${charge.id}/refund`, { amount: '1' })).toMatchObject({
      status: 422,
    });
    expect(await world.call('POST', path(refund), word('dismiss'))).toMatchObject({
      status: 200,
      body: { status: 'rejected', status_reason: 'dismissed by Huda: the gym was closed' },
    });
    expect((await asSecond(refund, 'approve')).status).toBe(409);
    await ask('1');
    await world.rest();
    expect(await given()).toEqual(['1.000']);
    await proveTheEnd(world);
  });

  it('waits as well when a credit note wants it, and the database lets nobody agree with himself', async () => {
    await world.post('/v1/credit-notes', {
      invoice: charge.invoice,
      amount: '9.500',
      to: 'card',
      reason: 'the gym was closed',
    });
    expect(await refunds(world)).toMatchObject([{ status: 'awaiting_approval', sends: 0 }]);
    await expect(
      engine.sql(
        `UPDATE refunds SET approved_by = 'x', approval_key_id = api_key_id WHERE merchant_id = $1`,
        [world.merchant.id],
      ),
    ).rejects.toThrow('refunds_approved_by_another');
    const { data } = await world.get<{ data: Shown[] }>('/v1/refunds?status=awaiting_approval');
    await asSecond(data[0]!, 'approve');
    await world.rest();
    expect(await given()).toEqual(['9.500']);
    await proveTheEnd(world);
  });

  it('is not given up, nor is one that is due, for what a single look shows; seen twice, it is', async () => {
    await ask('5.000');
    const held = await ask('4.000');
    const gateway = engine.get(PaymentGateway);
    const look = gateway.lookAtRefunds.bind(gateway);
    gateway.lookAtRefunds = () => {
      gateway.lookAtRefunds = look;
      const amount = money(9500n, 'KWD');
      const altered = { id: 'nobody-has-made-it', state: 'refunded', amount, referenceNumber: null } as const;
      return Promise.resolve({ kind: 'told', refunds: [altered] });
    };
    await world.rest();
    expect(await refunds(world)).toMatchObject([{ status: 'requested' }, { status: 'awaiting_approval' }]);
    await world.advanceBy({ minutes: 2 });
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded' }, { status: 'awaiting_approval' }]);
    expect(await engine.sql('SELECT FROM unbooked_refunds')).toEqual([]);

    await refundAtPlatform(world, charge.attempts[0]!.order_no, '4.500');
    await asSecond(held, 'approve');
    await world.rest();
    expect((await refunds(world))[1]).toMatchObject({ status: 'requested', sends: 0 });
    await world.advanceBy({ minutes: 2 });
    expect(await refunds(world)).toMatchObject([
      { status: 'succeeded', amount: 5000n },
      { status: 'rejected', sends: 0 },
      { status: 'succeeded', amount: 4500n, origin: 'platform' },
    ]);
    expect(await given()).toEqual(['9.500']);
    expect(await events(world, 'refund.unbooked')).toEqual([]);
    await proveTheEnd(world);
  });

  it.each([
    ['a currency twice', [1, 2].map(() => ({ currency: 'KWD', amount: '1' })), 422, 'limits.1.currency'],
    ['too many digits', [{ currency: 'KWD', amount: '1.0001' }], 400, 'limits.0.amount'],
    ['a leading zero', [{ currency: 'KWD', amount: '01.000' }], 400, 'limits.0.amount'],
    ['no currency', [{ currency: 'KWX', amount: '1' }], 400, 'limits.0.currency'],
  ])('is not set by %s', async (_what, limits, status, field) => {
    expect(await world.call('PUT', '/v1/merchant/refund-approval', { limits })).toMatchObject({
      status,
      body: { errors: [{ field }] },
    });
  });
});
