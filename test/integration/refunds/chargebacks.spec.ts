import { assertAuditFindsNothing } from '../../scenarios/support/audit.js';
import { balance, refunds } from '../../scenarios/support/books.js';
import {
  expectAlarms,
  noticeIt,
  operationWebhookUrl,
  payTwice,
  REFUND_ALARM,
  refundAtPlatform,
  setSurplusHandling,
} from '../../scenarios/support/giving-back.js';
import { proveTheEnd } from '../../scenarios/support/proofs.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { World } from '../../support/world.js';

interface Shown {
  id: string;
  status: string;
  amount: string;
}
interface Surplus {
  attempt: string;
  charge: string;
}
interface Problem {
  errors: { field: string; message: string }[];
}

describe('a chargeback', () => {
  let engine: InProcessEngine;
  let world: World;
  let charge: string;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
    charge = (await world.get<{ data: { id: string }[] }>('/v1/charges')).data[0]!.id;
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const CASE = { amount: '4', reason: 'not recognised', reference: 'CB-1', taken_at: '2027-01-10T05:00:00Z' };
  const record = (body: object = {}, key?: string) =>
    world.call<Shown & Problem>('POST', `/v1/charges/${charge}/chargebacks`, { ...CASE, ...body }, key);
  const resolve = (id: string, outcome: string) =>
    world.call<Shown>('POST', `/v1/chargebacks/${id}/resolve`, {
      outcome,
      evidence: 'letter of the bank',
      decided_by: 'Noura',
    });
  const accounts = async () => [await balance(world, 'chargebacks'), await balance(world, 'cash_at_gateway')];

  it.each([
    ['another currency', { currency: 'USD' }, 422, 'currency'],
    ['more than was paid', { amount: '9.501' }, 422, 'amount'],
    ['nothing', { amount: '0.000' }, 422, 'amount'],
    ['a float', { amount: 4 }, 400, 'amount'],
    ['no reference', { reference: undefined }, 400, 'reference'],
    ['a day to come', { taken_at: '2027-01-11T06:00:00Z' }, 422, 'taken_at'],
    ['no day', { taken_at: 'yesterday' }, 400, 'taken_at'],
    ['an unknown payment', { attempt: 'att_01jd0z2m3n4p5q6r7s8t9v0w1x' }, 422, 'attempt'],
  ])('of %s is refused with the field', async (_, body, status, field) => {
    expect(await record(body)).toMatchObject({ status, body: { errors: [{ field }] } });
    expect(await accounts()).toEqual([0n, 9500n]);
  });

  it('is recorded once, taken out of the books, counts against refunds, and comes back when it is won', async () => {
    const answers = await Promise.all([record(), record(), record({ amount: '9.5', reference: 'CB-2' })]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const { id, amount } = answers.find(({ status }) => status === 201)!.body;
    const [taken, left] = amount === '4.000' ? [4000n, 5500n] : [9500n, 0n];
    expect(await accounts()).toEqual([taken, left]);
    const refund = await world.call('POST', `/v1/charges/${charge}/refund`, { amount: '5.501' });
    expect(refund.status).toBe(422);
    const other = await World.begin(engine, '2027-01-10T06:00:00Z');
    expect((await other.call('GET', `/v1/chargebacks/${id}`)).status).toBe(404);
    expect((await other.call('POST', `/v1/charges/${charge}/chargebacks`, CASE)).status).toBe(404);
    await other.end();
    expect((await world.get<{ data: Shown[] }>('/v1/chargebacks?status=open')).data).toMatchObject([{ id }]);
    expect((await resolve(id, 'won')).body).toMatchObject({ status: 'won' });
    expect([(await resolve(id, 'won')).status, (await resolve(id, 'lost')).status]).toEqual([200, 409]);
    expect(await accounts()).toEqual([0n, 9500n]);
    await proveTheEnd(world);
  });

  it('of what was refunded already is a loss beside it: a refund that is under way goes on, and none follows', async () => {
    await world.post(`/v1/charges/${charge}/refund`, { amount: '2' });
    const taken = await record({ amount: '9.5' });
    expect(taken).toMatchObject({ status: 201, body: { amount: '9.500' } });
    await world.rest();
    expect(await refunds(world)).toMatchObject([{ status: 'succeeded', amount: 2000n }]);
    expect(await accounts()).toEqual([9500n, -2000n]);
    expect((await record({ amount: '0.001', reference: 'CB-2' })).status).toBe(422);
    expect(await world.call('POST', `/v1/charges/${charge}/refund`, { amount: '1' })).toMatchObject({
      status: 422,
    });
    await resolve(taken.body.id, 'won');
    expect(await accounts()).toEqual([0n, 7500n]);
    await proveTheEnd(world);
  });

  it('beside a refund of the whole payment keeps no balance from getting back what it had paid', async () => {
    const [{ customer }] = (await world.get<{ data: [{ customer: string }] }>('/v1/subscriptions')).data;
    const gift = { direction: 'credit', amount: '4.000', currency: 'KWD', reason: 'a gift' };
    await world.post(`/v1/customers/${customer}/balance/adjustments`, gift);
    await world.advanceTo('2027-02-10T06:00:00Z');
    const renewed = (await world.get<{ data: { id: string; invoice: string }[] }>('/v1/charges')).data[0]!;
    charge = renewed.id;
    await world.post(`/v1/charges/${charge}/refund`, {});
    await world.rest();
    const taken = await record({ amount: '5.500' });
    expect(taken.status).toBe(201);
    const note = { invoice: renewed.invoice, to: 'balance', reason: 'a week without water' };
    const tooMuch = await world.call<Problem>('POST', '/v1/credit-notes', { ...note, amount: '4.001' });
    expect([tooMuch.status, tooMuch.body.errors[0]!.message]).toEqual([422, expect.stringContaining('only 4.000 KWD')]); // prettier-ignore
    expect(await world.post('/v1/credit-notes', { ...note, amount: '4.000' })).toMatchObject({
      tax: '0.000',
    });
    await resolve(taken.body.id, 'won');
    await proveTheEnd(world);
  });

  it('of what nobody owed takes what was set aside; beyond that it is a loss, which a case that is won ends first', async () => {
    await setSurplusHandling(world, 'hold');
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    const list = async () => (await world.get<{ data: Surplus[] }>('/v1/ops/surplus')).data;
    const [{ attempt, charge: twice }] = (await list()) as [Surplus];
    charge = twice;
    const decide = () =>
      world.call('POST', `/v1/ops/surplus/${attempt}/decide`, { handling: 'refund', reason: 'paid twice' });
    const three = async () => [...(await accounts()), await balance(world, 'surplus')];
    const first = await record({ attempt });
    expect([first.status, await three()]).toEqual([201, [0n, 24_500n, -5500n]]);
    expect(await list()).toMatchObject([{ charged_back: '4.000', doing: 'waits_for_person' }]);
    // Asked for, and not sent yet when the bank takes that as well.
    expect((await decide()).status).toBe(200);
    const second = await record({ attempt, amount: '5.5', reference: 'CB-2' });
    expect([await three(), await list(), (await decide()).status]).toEqual([[0n, 19_000n, 0n], [], 409]);
    await world.rest();
    expect(await three()).toEqual([5500n, 13_500n, 0n]);
    await assertAuditFindsNothing(world);
    await resolve(first.body.id, 'won');
    expect(await three()).toEqual([1500n, 17_500n, 0n]);
    await resolve(second.body.id, 'won');
    expect(await three()).toEqual([0n, 23_000n, -4000n]);
    expect(await list()).toMatchObject([{ refunded: '5.500', charged_back: '0.000' }]);
    await proveTheEnd(world);
  });

  it('that is won of what is in the balance in part leaves the rest for the card, and says so', async () => {
    await setSurplusHandling(world, 'hold');
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    const list = async () => (await world.get<{ data: Surplus[] }>('/v1/ops/surplus')).data;
    const [{ attempt, charge: twice }] = (await list()) as [Surplus];
    charge = twice;
    const decide = (handling: string) =>
      world.call('POST', `/v1/ops/surplus/${attempt}/decide`, { handling, reason: 'paid twice' });
    const taken = await record({ attempt });
    expect((await decide('credit_balance')).status).toBe(200);
    expect(await list()).toEqual([]);
    await resolve(taken.body.id, 'won');
    expect(await list()).toMatchObject([{ credited: '5.500', charged_back: '0.000' }]);
    const detail = expect.stringContaining('with refund');
    expect(await decide('credit_balance')).toMatchObject({ status: 409, body: { code: 'conflict', detail } });
    expect((await decide('refund')).status).toBe(200);
    await world.rest();
    expect(await list()).toEqual([]);
    await proveTheEnd(world);
  });

  it('that is lost stays a loss, and nothing but the books has changed', async () => {
    const { body } = await record({ amount: '9.500' }, 'key-1');
    await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    expect((await record({ amount: '9.500' }, 'key-1')).body.id).toBe(body.id);
    await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    expect((await record({ amount: '9.500', reference: 'CB-9' }, 'key-1')).status).toBe(409);
    expect((await record()).status).toBe(409);
    await resolve(body.id, 'lost');
    expect(await accounts()).toEqual([9500n, 0n]);
    expect((await world.get<{ data: { status: string }[] }>('/v1/subscriptions')).data).toMatchObject([
      { status: 'active' },
    ]);
    await expect(
      engine.sql(`UPDATE chargebacks SET amount_minor = amount_minor + 1 WHERE merchant_id = $1`, [
        world.merchant.id,
      ]),
    ).rejects.toThrow(/given back/);
  });

  it('has no place for a refund made at the platform, which is told once and booked when it is won', async () => {
    await world.setPlatform({ operation_webhook_url: await operationWebhookUrl(world) });
    const { id } = (await record({ amount: '8' })).body;
    for (let hints = 0; hints < 2; hints++) {
      if (hints === 0) await refundAtPlatform(world, await orderNo(), '3');
      else await replayOperations();
      await world.advanceBy({ minutes: 1 });
    }
    const { data } = await world.get<{ data: object[] }>('/v1/events?type=refund.unbooked');
    expect(data).toMatchObject([
      { data: { amount: { amount: '3.000' }, reason: expect.stringContaining('only 1.500 KWD') } },
    ]);
    expect([await refunds(world), await balance(world, 'refunds')]).toEqual([[], 0n]);
    expectAlarms(world, 1, REFUND_ALARM);
    await resolve(id, 'won');
    await replayOperations();
    await world.advanceBy({ minutes: 1 });
    expect(await refunds(world)).toMatchObject([{ origin: 'platform', status: 'succeeded', amount: 3000n }]);
    expect(await engine.sql('SELECT 1 FROM unbooked_refunds')).toEqual([]);
    await proveTheEnd(world);
  });

  async function replayOperations(): Promise<void> {
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/ops/webhooks?kind=operation');
    for (const { id } of data) await world.post(`/v1/ops/webhooks/${id}/replay`, {});
  }

  const orderNo = async () =>
    (await world.get<{ attempts: { order_no: string }[] }>(`/v1/charges/${charge}`)).attempts[0]!.order_no;
});
