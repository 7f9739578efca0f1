import { FirstPayment } from '../../src/modules/checkout/use-cases/first-payment.js';
import { SetUpCard } from '../../src/modules/checkout/use-cases/set-up-card.js';
import { SubscriptionsRepository } from '../../src/modules/subscriptions/index.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { expectAlarms } from './support/giving-back.js';
import { sessions } from './support/links.js';
import { proveTheEnd } from './support/proofs.js';

describe('the first payment', () => {
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

  async function checkedOut(): Promise<Subscription> {
    return world.subscribe(await world.createCustomer(), await world.createPrice());
  }

  async function expectStatus(subscription: Subscription, status: string): Promise<void> {
    expect(await world.subscription(subscription.id)).toMatchObject({ status });
  }

  it('activates the subscription when its webhook comes, and the saved card renews it', async () => {
    const subscription = await checkedOut();
    expect(subscription).toMatchObject({ status: 'incomplete' });
    await world.payOnPage(subscription);
    await world.rest();
    expect(await world.subscription(subscription.id)).toMatchObject({
      status: 'active',
      card: expect.stringMatching(/^card_/),
      current_period_start: '2027-01-10T06:00:00.000Z',
      current_period_end: '2027-02-10T06:00:00.000Z',
      checkout: null,
    });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect((await truth(world)).charges.map(({ kind }) => kind)).toEqual(['CIT', 'MIT']);
    await proveTheEnd(world);
  });

  it('is found by asking when its webhook never comes', async () => {
    const subscription = await checkedOut();
    await world.fault({ endpoint: 'webhook' }, { type: 'lost' });
    await world.payOnPage(subscription);
    await world.rest();
    await expectStatus(subscription, 'incomplete');
    await world.advanceBy({ minutes: 5 });
    await expectStatus(subscription, 'active');
    await proveTheEnd(world);
  });

  it('that is never made ends the subscription when the page is closed, and nothing is owed', async () => {
    const subscription = await checkedOut();
    await world.advanceBy({ hours: 23 });
    await expectStatus(subscription, 'incomplete');
    expect(await world.access(subscription.customer)).toBe('none');
    await world.advanceBy({ hours: 3 });
    await expectStatus(subscription, 'ended');
    expect(await invoiceStatuses(world)).toEqual(['void']);
    await world.payOnPage(subscription);
    expect((await truth(world)).charges).toEqual([]);
    await proveTheEnd(world);
  });

  it('that was made while another request for the page waited its turn opens no second page', async () => {
    const paid = await checkedOut();
    const saved = await world.subscribe(
      await world.createCustomer(),
      await world.createPrice({ trialDays: 7 }),
    );
    // As those requests have read them, before they waited for the lock.
    const read = ({ id }: Subscription) =>
      engine
        .get(UnitOfWork)
        .read((tx) => engine.get(SubscriptionsRepository).findByPublicId(tx, world.merchant.id, id));
    const [toPay, toSave] = [(await read(paid))!, (await read(saved))!];
    await world.payOnPage(paid);
    await world.payOnPage(saved);
    await world.rest();
    const before = await sessions(world);
    const refusal = { code: 'conflict', message: expect.stringContaining('does not wait') };
    await expect(engine.get(FirstPayment).open(toPay)).rejects.toMatchObject(refusal);
    await expect(engine.get(SetUpCard).open(toSave)).rejects.toMatchObject(refusal);
    expect(await sessions(world)).toEqual(before);
    await proveTheEnd(world);
  });

  it('may be made in the last minute of the page', async () => {
    const subscription = await checkedOut();
    await world.advanceBy({ hours: 23, minutes: 59 });
    await world.payOnPage(subscription);
    await world.rest();
    await expectStatus(subscription, 'active');
    await proveTheEnd(world);
  });

  it('may be declined and made with another card on the same page', async () => {
    const subscription = await checkedOut();
    await world.payOnPage(subscription, 'insufficient_funds');
    await world.rest();
    await expectStatus(subscription, 'incomplete');
    await world.payOnPage(subscription, 'approved_mastercard');
    await world.rest();
    await expectStatus(subscription, 'active');
    expect((await books(world)).attempts).toHaveLength(1);
    await proveTheEnd(world);
  });

  it('that is only ever declined ends the subscription when the page is closed', async () => {
    const subscription = await checkedOut();
    await world.payOnPage(subscription, 'insufficient_funds');
    await world.advanceBy({ hours: 30 });
    await expectStatus(subscription, 'ended');
    expect(await invoiceStatuses(world)).toEqual(['void']);
    await proveTheEnd(world);
  });

  it('that the bank approves minutes later activates the subscription then', async () => {
    const subscription = await checkedOut();
    await world.payOnPage(subscription, 'approved_late');
    await world.rest();
    await expectStatus(subscription, 'incomplete');
    await world.advanceBy({ minutes: 6 });
    await expectStatus(subscription, 'active');
    await proveTheEnd(world);
  });

  it('that turns out paid after the subscription had ended is given back as surplus', async () => {
    const subscription = await checkedOut();
    const thirtyHours = { type: 'force_outcome', outcome: 'approve_late', minutes: 30 * 60 };
    await world.fault({ endpoint: 'pay' }, thirtyHours);
    await world.fault({ endpoint: 'webhook' }, { type: 'lost' }, { times: null });
    await world.payOnPage(subscription);
    await world.advanceBy({ hours: 29 });
    await expectStatus(subscription, 'ended');
    await world.advanceBy({ days: 4 });
    await expectStatus(subscription, 'ended');
    expect(await invoiceStatuses(world)).toEqual(['void']);
    expect((await books(world)).attempts).toMatchObject([{ status: 'succeeded', surplus: true }]);
    expect((await truth(world)).charges).toMatchObject([{ captured: '9.500', refunded: '9.500' }]);
    expectAlarms(world, 1);
    await proveTheEnd(world);
  });

  it('is paid a minute later where one answer about it was altered on its way, and is nobody’s case', async () => {
    const altered = [{ amount: '1.000' }, { order_no: 'r1-elses-1' }, { amount: null }, { order_no: null }];
    for (const fields of altered) {
      const subscription = await checkedOut();
      await world.fault({ endpoint: 'retrieve' }, { type: 'wrong_echo', fields });
      await world.payOnPage(subscription);
      await world.rest();
      await expectStatus(subscription, 'incomplete');
      await world.advanceBy({ minutes: 5 });
      await expectStatus(subscription, 'active');
    }
    expect((await books(world)).attempts).toMatchObject(altered.map(() => ({ status: 'succeeded' })));
    await proveTheEnd(world);
  });

  it('that a person had to decide about, found paid after a cancel, is given back: no period came of it', async () => {
    const subscription = await checkedOut();
    const { order_no } = (await books(world)).attempts[0]!;
    const lie = { type: 'wrong_echo', fields: { state: 'paid', result: 'success', amount: '1.000' } };
    await world.fault({ endpoint: 'retrieve', order_no }, lie, { times: null });
    await world.payOnPage(subscription);
    await world.rest();
    // One answer may have been altered on its way.
    expect((await books(world)).attempts).toMatchObject([{ status: 'ready' }]);
    await world.advanceBy({ minutes: 1 });
    expect((await books(world)).attempts).toMatchObject([{ status: 'manual' }]);
    await world.cancel(subscription.id, 'now');
    await expectStatus(subscription, 'canceled');
    expect(await invoiceStatuses(world)).toEqual(['open']);
    await world.clearFaults();
    await world.advanceBy({ days: 2 });
    await expectStatus(subscription, 'canceled');
    expect(await invoiceStatuses(world)).toEqual(['void']);
    expect((await books(world)).attempts).toMatchObject([{ status: 'succeeded', surplus: true }]);
    expect((await truth(world)).charges).toMatchObject([{ captured: '9.500', refunded: '9.500' }]);
    expectAlarms(world, 1);
    await proveTheEnd(world);
  });

  it('needs no second subscription when the platform refused the page at first: the same request goes on', async () => {
    const customer = await world.createCustomer();
    const body = { customer: customer.id, items: [{ price: await world.createPrice() }] };
    const retry = (status: number, action: object) => ({ status, action });
    const troubles = [
      retry(503, { type: 'error_before', status: 500 }),
      retry(503, { type: 'error_before', status: 429, retry_after_seconds: 7 }),
      retry(503, { type: 'drop_after' }),
    ];
    for (const { status, action } of troubles) {
      await world.fault({ endpoint: 'create' }, action);
      expect((await world.call('POST', '/v1/subscriptions', body, 'the-same-request')).status).toBe(status);
    }
    const { body: subscription } = await world.call<Subscription>(
      'POST',
      '/v1/subscriptions',
      body,
      'the-same-request',
    );
    await world.payOnPage(await world.subscription(subscription.id));
    await world.rest();
    await expectStatus(subscription, 'active');
    expect(await invoiceStatuses(world)).toEqual(['paid']);
    const { data } = await world.get<{ data: unknown[] }>('/v1/subscriptions');
    expect(data).toHaveLength(1);
    // What was kept of the request is forgotten after a month, and its subscription is not another customer's.
    await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    const other = { ...body, customer: (await world.createCustomer()).id };
    expect((await world.call('POST', '/v1/subscriptions', other, 'the-same-request')).status).toBe(409);
    await proveTheEnd(world);
  });
});
