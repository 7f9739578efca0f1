import { RunDue } from '../../src/modules/auto-debit/index.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { assertAuditFindsNothing } from './support/audit.js';
import { invoicesOf } from './support/billing.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { contradictTheLast, loseNextAnswer, sayNotPaid } from './support/persons-case.js';
import { proveTheEnd } from './support/proofs.js';

const DUE = '2027-02-10T06:00:00Z';

describe('canceling', () => {
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

  async function expectStanding(subscription: Subscription, status: string, access: string): Promise<void> {
    const now = await world.subscription(subscription.id);
    expect([now.status, await world.access(subscription.customer)]).toEqual([status, access]);
  }

  it('now ends an active subscription at once, and it is never renewed', async () => {
    const subscription = await world.subscriber();
    await world.advanceBy({ days: 5 });
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({
      status: 'canceled',
      next_bill_at: null,
    });
    await expectStanding(subscription, 'canceled', 'none');
    await world.advanceTo('2027-04-01T00:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid']);
    await proveTheEnd(world);
  });

  it('at the end of the period leaves the customer what was paid for, and no more', async () => {
    const subscription = await world.subscriber();
    await world.advanceBy({ days: 5 });
    await world.cancel(subscription.id, 'period_end');
    await world.advanceTo('2027-02-10T05:59:59Z');
    await expectStanding(subscription, 'active', 'full');
    await world.advanceTo(DUE);
    await expectStanding(subscription, 'canceled', 'none');
    expect(await invoiceStatuses(world)).toEqual(['paid']);
    await proveTheEnd(world);
  });

  it('at the end of the period and then now ends it now', async () => {
    const subscription = await world.subscriber();
    await world.cancel(subscription.id, 'period_end');
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({ status: 'canceled' });
    const again = await world.call('POST', `/v1/subscriptions/${subscription.id}/cancel`, { when: 'now' });
    expect(again.status).toBe(409);
    await proveTheEnd(world);
  });

  it('a subscription that is past due stops its collection', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' }, { times: null });
    await world.advanceTo('2027-02-12T00:00:00Z');
    await expectStanding(subscription, 'past_due', 'grace');
    await world.cancel(subscription.id, 'now');
    await expectStanding(subscription, 'canceled', 'none');
    await world.clearFaults();
    await world.advanceTo('2027-03-20T00:00:00Z');
    expect((await truth(world)).charges).toHaveLength(1);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    await proveTheEnd(world);
  });

  it('waits for a charge whose answer is unknown, and takes effect when it turns out paid', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer_paid' });
    await world.advanceTo(DUE);
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({
      status: 'active',
      cancel_pending: true,
    });
    await world.rest();
    await expectStanding(subscription, 'active', 'full');
    await world.advanceTo('2027-02-10T08:00:00Z');
    await expectStanding(subscription, 'canceled', 'none');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await proveTheEnd(world);
  });

  it('waits for a charge whose answer is unknown, and takes effect when it turns out unpaid', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer' });
    await world.advanceTo(DUE);
    await world.cancel(subscription.id, 'now');
    await world.advanceTo('2027-02-10T08:00:00Z');
    await expectStanding(subscription, 'canceled', 'none');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    await world.advanceTo('2027-02-20T00:00:00Z');
    expect((await books(world)).attempts).toHaveLength(2);
    await proveTheEnd(world);
  });

  it('does not wait for a person: what they have to decide stays open beside it, and is over once they have', async () => {
    const subscription = await world.subscriber();
    await loseNextAnswer(world);
    await world.advanceTo(DUE);
    await contradictTheLast(world);
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({ status: 'canceled' });
    expect(await invoiceStatuses(world)).toEqual(['paid', 'open']);
    await world.advanceTo('2027-04-01T00:00:00Z');
    expect((await books(world)).attempts.at(-1)).toMatchObject({ status: 'manual' });
    await assertAuditFindsNothing(world);
    await sayNotPaid(world);
    expect(await invoiceStatuses(world)).toEqual(['paid', 'uncollectible']);
    await assertAuditFindsNothing(world);
    await proveTheEnd(world);
  });

  it('on a date, carried out after a charge that was due later: the books say how late', async () => {
    const subscription = await world.subscriber();
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '05' });
    const at = '2027-02-10T12:00:00Z';
    await world.post(`/v1/subscriptions/${subscription.id}/cancel`, { when: 'date', at });
    await world.advanceTo('2027-02-10T08:00:00Z');
    // In the hour of the policy: a late retry waits for that.
    await world.jumpTo('2027-02-18T06:20:00Z');
    const scope = { kind: 'test_clock', merchantId: world.merchant.id } as const;
    await engine.get(RunDue).charge(scope, await world.now());
    await engine.get(RunDue).charged();
    await world.rest();
    await expectStanding(subscription, 'canceled', 'none');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await proveTheEnd(world);
  });

  it('a subscription whose page is open closes the page first', async () => {
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({ cancel_pending: true });
    await world.rest();
    await expectStanding(subscription, 'canceled', 'none');
    expect(await invoiceStatuses(world)).toEqual(['void']);
    await world.payOnPage(subscription);
    await world.rest();
    expect((await truth(world)).charges).toEqual([]);
    await proveTheEnd(world);
  });

  it('a subscription while its customer pays on the page keeps the books right', async () => {
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.cancel(subscription.id, 'now');
    await world.payOnPage(subscription);
    await world.rest();
    await expectStanding(subscription, 'canceled', 'none');
    expect((await truth(world)).charges).toHaveLength(1);
    expect(await invoiceStatuses(world)).toEqual(['paid']);
    await proveTheEnd(world);
  });

  it('a trial whose card page is open leaves nothing to be charged, also when the card is saved after', async () => {
    const customer = await world.createCustomer();
    const subscription = await world.subscribe(customer, await world.createPrice({ trialDays: 7 }));
    expect(await world.cancel(subscription.id, 'now')).toMatchObject({ status: 'canceled' });
    await world.payOnPage(subscription);
    await world.advanceTo('2027-03-01T00:00:00Z');
    await expectStanding(subscription, 'canceled', 'none');
    expect((await truth(world)).charges).toEqual([]);
    await proveTheEnd(world);
  });

  it('one of two subscriptions of a customer leaves the other as it was', async () => {
    const customer = await world.createCustomer();
    const both: Subscription[] = [];
    for (const amount of ['9.500', '4.000']) {
      const subscription = await world.subscribe(customer, await world.createPrice({ amount }));
      await world.payOnPage(subscription);
      await world.rest();
      both.push(subscription);
    }
    await world.advanceTo('2027-02-11T00:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured).sort()).toEqual([
      '4.000',
      '4.000',
      '9.500',
      '9.500',
    ]);
    await world.cancel(both[0]!.id, 'now');
    expect(await world.access(customer.id)).toBe('full');
    await world.advanceTo('2027-03-11T00:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured).slice(4)).toEqual(['4.000']);
    await proveTheEnd(world);
  });

  it('while several drafts are reviewed bills the usage of them all, also what the younger one billed late', async () => {
    const daily = { currency: 'KWD', interval: 'day' };
    const calls = { ...daily, unit_amount: '1.000', usage: { aggregation: 'sum', grace_minutes: 0 } };
    const plan = { name: 'Calls', invoice_review_hours: 48, prices: [{ ...daily, amount: '1.000' }, calls] };
    const { prices } = await world.post<{ prices: { id: string }[] }>('/v1/plans', plan);
    const [customer, items] = [(await world.createCustomer()).id, prices.map(({ id }) => ({ price: id }))];
    const made = await world.post<Subscription & { items: { id: string }[] }>('/v1/subscriptions', { customer, items }); // prettier-ignore
    await world.payOnPage(made);
    await world.rest();
    const use = (quantity: number) => {
      const timestamp = '2027-01-10T06:00:00Z';
      const record = { item: made.items[1]!.id, quantity, key: `calls-${quantity}`, timestamp };
      return world.post(`/v1/subscriptions/${made.id}/usage`, record);
    };
    await use(10);
    await world.advanceTo('2027-01-11T06:00:00Z');
    await use(5);
    await world.advanceTo('2027-01-12T06:00:00Z');
    expect((await invoicesOf(world)).map(({ status, total }) => [status, total])).toEqual([
      ['paid', '1.000'],
      ['draft', '11.000'],
      ['draft', '6.000'],
    ]);
    await world.cancel(made.id, 'now');
    await world.rest();
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['1.000', '15.000']);
    await proveTheEnd(world);
  });

  it('a subscription of another merchant finds nothing, and takes nothing from it', async () => {
    const subscription = await world.subscriber();
    const stranger = await World.begin(engine, '2027-01-10T06:00:00Z');
    try {
      for (const when of ['now', 'period_end']) {
        const path = `/v1/subscriptions/${subscription.id}/cancel`;
        expect((await stranger.call('POST', path, { when })).status).toBe(404);
      }
    } finally {
      await stranger.end();
    }
    expect(await world.subscription(subscription.id)).toMatchObject({
      status: 'active',
      cancel_pending: false,
    });
    await proveTheEnd(world);
  });
});
