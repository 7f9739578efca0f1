import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
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
});
