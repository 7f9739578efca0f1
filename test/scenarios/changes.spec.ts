import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { balanceEntries, books, invoiceStatuses, truth } from './support/books.js';
import { change, changeBody, preview, refused, scheduled, standing, told } from './support/life.js';
import { proveTheEnd } from './support/proofs.js';

describe('changing a subscription', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-01T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  it('upgrade on the last day of a month of 31 days: one day is credited, one day is charged, and the next month is whole', async () => {
    const subscription = await world.subscriber();
    const max = await world.createPrice({ amount: '20.000' });
    await world.advanceTo('2027-01-31T09:00:00Z');
    const before = await preview(world, subscription.id, { price: max });
    const made = await change(world, subscription.id, { price: max });
    expect(told(made.change.invoice)).toEqual(['Unused time of Pro -0.306', 'Pro 0.645']);
    expect(made.change.invoice!.total).toBe('0.339');
    expect({ ...made.change, invoice: { ...made.change.invoice, id: null } }).toEqual(before);
    await world.rest();
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '0.339']);
    await world.advanceTo('2027-02-02T06:00:00Z');
    // The card was charged for the change less than 20 hours before the renewal, which waits for them.
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual([
      '9.500',
      '0.339',
      '20.000',
    ]);
    expect((await standing(world, subscription.id)).status).toBe('active');
    await proveTheEnd(world);
  });

  it('downgrade in the middle gives the rest into the balance, which pays part of the next period', async () => {
    const subscription = await world.subscriber({ amount: '31.000' });
    const small = await world.createPrice({ amount: '15.500' });
    await world.advanceTo('2027-01-16T06:00:00Z');
    const { change: made } = await change(world, subscription.id, { price: small });
    expect(told(made.invoice)).toEqual(['Unused time of Pro -16.000', 'Pro 8.000']);
    expect(made.invoice).toMatchObject({ total: '0.000', credit_to_balance: '8.000' });
    await world.advanceTo('2027-02-01T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['31.000', '7.500']);
    expect((await balanceEntries(world)).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['invoice_credit', 8_000n],
      ['applied', -8_000n],
    ]);
    await proveTheEnd(world);
  });

  it('downgrade at the end of the period, then undone, leaves no trace in what is billed', async () => {
    const subscription = await world.subscriber();
    const small = await world.createPrice({ amount: '5.000' });
    await world.advanceTo('2027-01-10T06:00:00Z');
    const planned = await change(world, subscription.id, { price: small }, { when: 'period_end' });
    expect(planned.change).toMatchObject({ effective_at: '2027-02-01T06:00:00.000Z', invoice: null });
    expect(planned.change.next_invoice.total).toBe('5.000');
    expect(await scheduled(world, subscription.id)).toMatchObject([
      { id: planned.scheduled_change, kind: 'items', at: '2027-02-01T06:00:00.000Z' },
    ]);
    const path = `/v1/subscriptions/${subscription.id}/scheduled-changes/${planned.scheduled_change}`;
    expect(await world.call('DELETE', path)).toMatchObject({ status: 200, body: { status: 'undone' } });
    expect(await scheduled(world, subscription.id)).toEqual([]);
    await world.advanceTo('2027-02-01T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '9.500']);
    await proveTheEnd(world);
  });

  it('downgrade at the end of the period is made before that period is billed, also days late', async () => {
    const subscription = await world.subscriber({ interval: 'day', amount: '3.000' });
    const small = await world.createPrice({ interval: 'day', amount: '1.000' });
    const body = await changeBody(world, subscription.id, { price: small }, { when: 'period_end' });
    await world.post(`/v1/subscriptions/${subscription.id}/change`, body);
    await world.jumpTo('2027-01-04T12:00:00Z');
    await world.rest();
    expect((await books(world)).invoices.map(({ total }) => total)).toEqual([3_000n, 1_000n, 1_000n, 1_000n]);
    await world.advanceTo('2027-01-12T00:00:00Z');
    await proveTheEnd(world);
  });

  it('a change while a charge is unknown is refused with what is waited for, and possible once it is settled', async () => {
    const subscription = await world.subscriber();
    const max = await world.createPrice({ amount: '20.000' });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer_paid' });
    await world.advanceTo('2027-02-01T06:00:00Z');
    const path = `/v1/subscriptions/${subscription.id}/change`;
    const body = await changeBody(world, subscription.id, { price: max });
    expect(await refused(world, 'POST', path, body)).toMatchObject({
      status: 409,
      detail: expect.stringContaining(
        'is still being collected, so a change of the running period has to wait',
      ),
    });
    expect(await invoiceStatuses(world)).toEqual(['paid', 'open']);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await world.call('POST', path, body)).toMatchObject({ status: 200 });
    await world.advanceTo('2027-03-01T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual([
      '9.500',
      '9.500',
      '7.125',
      '20.000',
    ]);
    await proveTheEnd(world);
  });

  it('from monthly to yearly now credits what is unused and begins a year of its own', async () => {
    const subscription = await world.subscriber({ amount: '31.000' });
    const yearly = await world.createPrice({ amount: '300.000', interval: 'year' });
    await world.advanceTo('2027-01-16T06:00:00Z');
    const { change: made, subscription: after } = await change(world, subscription.id, { price: yearly });
    expect(made.invoice).toMatchObject({ total: '0.000', credit_to_balance: '16.000' });
    expect(after).toMatchObject({ interval: 'year', next_bill_at: '2027-01-16T06:00:00.000Z' });
    await world.rest();
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['31.000', '284.000']);
    expect(await standing(world, subscription.id)).toMatchObject({
      next_bill_at: '2028-01-16T06:00:00.000Z',
    });
    await world.rest();
    await world.advanceTo('2028-01-16T06:00:00Z');
    expect((await truth(world)).charges.at(-1)).toMatchObject({ captured: '300.000' });
  });

  it.each([
    // Clocks in Cairo change at midnight on 30 April 2027, in Beirut on 28 March: days stay days.
    ['Africa/Cairo', '2027-04-16T06:00:00Z', '2027-05-01T06:00:00Z', '-5.000'],
    ['Asia/Beirut', '2027-03-16T06:00:00Z', '2027-03-31T06:00:00Z', '-5.161'],
  ])('a change of clocks in %s is no part of what is shared', async (timeZone, start, moment, credit) => {
    await world.advanceTo(start);
    const subscription = await world.subscriber({ timeZone, amount: '10.000' });
    const max = await world.createPrice({ amount: '20.000' });
    await world.advanceTo(moment);
    const { change: made } = await change(world, subscription.id, { price: max });
    expect(told(made.invoice)[0]).toBe(`Unused time of Pro ${credit}`);
    await world.advanceBy({ days: 20 });
    await proveTheEnd(world);
  });

  it('what makes no sense is refused by the field that is at fault, and nothing is done by half', async () => {
    const { id } = await world.subscriber();
    const [dollars, weekly] = [
      await world.createPrice({ currency: 'USD', amount: '5.00' }),
      await world.createPrice({ interval: 'week' }),
    ];
    const { items } = await standing(world, id);
    const item = items[0]!.id;
    const refuses = async (entries: object[], status: number, field: string, more: object = {}) => {
      for (const path of ['preview', 'change']) {
        const answer = await refused(world, 'POST', `/v1/subscriptions/${id}/${path}`, {
          items: entries,
          ...more,
        });
        expect({ entries, ...answer }).toMatchObject({ status, field });
      }
    };
    await refuses([{ item, quantity: 1 }], 422, 'items');
    await refuses([{ item, price: items[0]!.price }], 422, 'items');
    await refuses([{ item, quantity: 0 }], 400, 'items.0.quantity');
    await refuses([{ item, quantity: 1_000_000_000 }], 400, 'items.0.quantity');
    await refuses([{ item, price: dollars }], 422, 'items.0.price');
    await refuses([{ price: weekly }], 422, 'items.0.price');
    await refuses([{ item: 'item_01jd0z2m3n4p5q6r7s8t9v0w1x', quantity: 2 }], 422, 'items.0.item');
    await refuses(
      [
        { item, quantity: 2 },
        { item, quantity: 3 },
      ],
      422,
      'items.1.item',
    );
    await refuses([{ item, remove: true }], 422, 'items');
    await refuses([{}], 422, 'items.0');
    // The agreement is for a month at a time, and says that payments are a week apart at least.
    await refuses([{ item, price: await world.createPrice({ interval: 'day' }) }], 422, 'items');
    await refuses([{ item, quantity: 2 }], 400, 'when', { when: '2027-01-01' });
    await refuses([{ item, quantity: 2 }], 400, 'proration', { proration: 'hour' });
    expect(await scheduled(world, id)).toEqual([]);
    expect((await standing(world, id)).items).toEqual(items);
    await proveTheEnd(world);
  });

  it('a change to more than the customer agreed to is refused, also for later', async () => {
    const customer = await world.createCustomer();
    const body = { customer: customer.id, items: [{ price: await world.createPrice() }] };
    const made = await world.post<Subscription>('/v1/subscriptions', {
      ...body,
      agreement_max_amount: '20.000',
    });
    await world.payOnPage(made);
    await world.rest();
    const entries = await changeBody(world, made.id, { quantity: 3 });
    for (const when of ['now', 'period_end']) {
      const answer = await refused(world, 'POST', `/v1/subscriptions/${made.id}/change`, {
        ...entries,
        when,
      });
      expect(answer).toMatchObject({ status: 422, field: 'items' });
      expect(answer.detail).toContain('more than the customer agreed to');
    }
    await change(world, made.id, { quantity: 2 });
    await world.advanceTo('2027-02-01T06:00:00Z');
    await proveTheEnd(world);
  });
});
