import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { balance, balanceEntries, invoiceStatuses, refunds, truth } from './support/books.js';
import {
  BOTH_BUT_ONE_BACK,
  expectAlarms,
  moved,
  noticeIt,
  operationWebhookUrl,
  payTwice,
  refundAtPlatform,
  setSurplusHandling,
  surplusList,
} from './support/giving-back.js';
import { proveTheEnd } from './support/proofs.js';

describe('money that nobody owed, as its merchant wants it', () => {
  let engine: InProcessEngine;
  let world: World;
  let subscription: Subscription;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    subscription = await world.subscriber();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  it('is held for a person where the merchant wants that, and then given back', async () => {
    await setSurplusHandling(world, 'hold');
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    expect(await refunds(world)).toEqual([]);
    expect(await balance(world, 'surplus')).toBe(-9500n);
    await world.advanceBy({ hours: 2 });
    const [held] = await surplusList(world);
    expect(held).toMatchObject({ amount: '9.500', doing: 'waits_for_person', age_seconds: 7200 });
    const decide = { handling: 'refund', reason: 'The customer asked for it' };
    const path = `/v1/ops/surplus/${held!.attempt}/decide`;
    expect((await world.call('POST', path, decide, 'key-1')).status).toBe(200);
    expect(await surplusList(world)).toMatchObject([{ doing: 'refunding' }]);
    // Long after, the key stands for what it made, and for nothing else.
    for (const [handling, status] of [
      ['refund', 200],
      ['credit_balance', 409],
    ] as const) {
      await world.engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
      expect((await world.call('POST', path, { ...decide, handling }, 'key-1')).status).toBe(status);
    }
    await world.rest();
    expect(await moved(world)).toEqual(BOTH_BUT_ONE_BACK);
    const again = await world.call('POST', `/v1/ops/surplus/${held!.attempt}/decide`, decide);
    expect(again.status).toBe(409);
    await proveTheEnd(world);
  });

  it('is handled in one of three ways, and a fourth is refused', async () => {
    const answer = await world.call('PATCH', '/v1/merchant', { surplus_handling: 'keep' });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        errors: [{ field: 'surplus_handling', message: 'must be one of: refund, credit_balance, hold' }],
      },
    });
    await setSurplusHandling(world, 'hold');
    const { data } = await world.get<{ data: { data: object }[] }>('/v1/events?type=merchant.updated');
    expect(data).toMatchObject([{ data: { surplus_handling: 'hold' } }]);
  });

  it('becomes balance and pays the next renewal, where the merchant wants that', async () => {
    await setSurplusHandling(world, 'credit_balance');
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    expect(await surplusList(world)).toEqual([]);
    const path = `/v1/customers/${subscription.customer}/balance`;
    expect(await world.get(path)).toMatchObject({
      balances: [{ currency: 'KWD', amount: '9.500' }],
      history: {
        data: [
          {
            kind: 'surplus',
            amount: '9.500',
            balance_after: '9.500',
            attempt: expect.stringMatching(/^att_/),
          },
        ],
      },
    });
    await world.advanceTo('2027-03-11T06:00:00Z');
    // The third month is paid, and no card was charged for it.
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'paid']);
    expect((await truth(world)).charges).toHaveLength(3);
    expect(await balanceEntries(world)).toMatchObject([
      { kind: 'surplus', amount: 9500n, after: 9500n },
      { kind: 'applied', amount: -9500n, after: 0n },
    ]);
    const { data } = await world.get<{ data: object[] }>('/v1/invoices?limit=1');
    expect(data).toMatchObject([
      { total: '9.500', balance_applied: '9.500', amount_due: '0.000', status: 'paid' },
    ]);
    await world.advanceTo('2027-04-11T06:00:00Z');
    expect((await truth(world)).charges).toHaveLength(4);
    await proveTheEnd(world);
  });

  it('is told when Ottu gives back what the balance has already', async () => {
    await setSurplusHandling(world, 'credit_balance');
    await world.setPlatform({ operation_webhook_url: await operationWebhookUrl(world) });
    await payTwice(world);
    await noticeIt(world);
    expectAlarms(world, 1);
    const late = (await truth(world)).charges.at(-1)!;
    await refundAtPlatform(world, late.order_no);
    await world.advanceBy({ hours: 1 });
    const told = () =>
      world.engine.sql<{ data: { order_no: string; reason: string } }>(
        `SELECT data FROM events WHERE merchant_id = $1 AND type = 'refund.unbooked'`,
        [world.merchant.id],
      );
    expect(await told()).toMatchObject([
      { data: { order_no: late.order_no, reason: expect.stringContaining('only 0.000 KWD') } },
    ]);
    expectAlarms(world, 1, 'A refund needs a person');
    // Told once, and not looked at for ever.
    await world.advanceBy({ days: 2 });
    expect(await told()).toHaveLength(1);
    expect([await refunds(world), await balance(world, 'surplus')]).toEqual([[], 0n]);
  });
});
