import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { refused, scheduled, standing } from './support/life.js';
import { proveTheEnd } from './support/proofs.js';

/** 31.000 a month: a day of a month of 31 costs 1.000. */
const PRICE = { amount: '31.000' };

describe('a trial of a subscription with a day of its own', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-16T06:00:00Z');
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const captured = async () => (await truth(world)).charges.map(({ captured }) => captured);
  const starts = async () => (await books(world)).invoices.map(({ period_start: at }) => at.toISOString().slice(0, 10)); // prettier-ignore

  async function order(more: object): Promise<object> {
    const { id: customer } = await world.createCustomer();
    return { customer, items: [{ price: await world.createPrice(PRICE) }], ...more };
  }

  async function begin(more: object): Promise<Subscription> {
    const made = await world.post<Subscription>('/v1/subscriptions', await order(more));
    if (made.checkout) await world.payOnPage(made);
    await world.rest();
    return world.subscription(made.id);
  }

  it('costs nothing, then the days until that day, and counts term and phases from there', async () => {
    const phases = [{ items: [{ price: await world.createPrice({ amount: '5.000' }) }], after_periods: 1 }];
    const terms = { trial_days: 10, anchor: { day_of_month: 1 }, end_after_periods: 2, phases };
    const seen = await world.post('/v1/subscriptions/preview', await order(terms));
    const days = { period_start: '2027-01-26T06:00:00.000Z', period_end: '2027-02-01T06:00:00.000Z', total: '6.000' }; // prettier-ignore
    expect(seen).toMatchObject({ amount_due_now: '0.000', first_invoice: days });
    const { id, trial_end } = await begin(terms);
    expect(trial_end).toBe('2027-01-26T06:00:00.000Z');
    expect(await scheduled(world, id)).toMatchObject([{ kind: 'items', at: '2027-03-01T06:00:00.000Z' }]);
    await world.advanceTo('2027-04-01T06:00:00Z');
    expect(await captured()).toEqual(['6.000', '31.000', '5.000']);
    expect(await standing(world, id)).toMatchObject({ status: 'ended' });
    await proveTheEnd(world);
  });

  it('that is made longer or ended now keeps the day, and the days until there are what is left', async () => {
    const longer = await begin({ trial_days: 10, anchor: { day_of_month: 1 } });
    const shorter = await begin({ trial_days: 10, anchor: { day_of_month: 1, stub: 'full' } });
    const at = { trial_end: '2027-01-30T18:00:00Z' };
    const seen = await world.post(`/v1/subscriptions/${longer.id}/trial-end/preview`, at);
    expect(seen).toMatchObject({ next_invoices: [{ total: '2.000' }, { total: '31.000' }] });
    await world.post(`/v1/subscriptions/${longer.id}/trial-end`, at);
    await world.post(`/v1/subscriptions/${shorter.id}/trial-end`, {});
    await world.advanceTo('2027-02-01T06:00:00Z');
    expect(await captured()).toEqual(['31.000', '2.000', '31.000', '31.000']);
    await proveTheEnd(world);
  });

  it('and that ends on it, has no days until there: its first period is a whole one, and so is its term', async () => {
    const { id } = await begin({ trial_days: 16, anchor: { day_of_month: 1 }, end_after_periods: 2 });
    await world.advanceTo('2027-04-01T06:00:00Z');
    expect(await captured()).toEqual(['31.000', '31.000']);
    expect(await starts()).toEqual(['2027-02-01', '2027-03-01']);
    expect(await standing(world, id)).toMatchObject({ status: 'ended' });
    await proveTheEnd(world);
  });

  it('goes on to that day where the days until there are free, and no trial is longer than it may be', async () => {
    const free = { day_of_month: 1, stub: 'free' };
    expect(await begin({ trial_days: 20, anchor: free })).toMatchObject({ trial_end: '2027-03-01T06:00:00.000Z' }); // prettier-ignore
    const yearly = await world.createPrice({ ...PRICE, interval: 'year' });
    const late = { items: [{ price: yearly }], trial_days: 720, anchor: free };
    expect(await refused(world, 'POST', '/v1/subscriptions', await order(late))).toMatchObject({
      status: 422,
      field: 'anchor.stub',
    });
    await world.advanceTo('2027-03-01T06:00:00Z');
    expect(await captured()).toEqual(['31.000']);
    await proveTheEnd(world);
  });

  it('ends together with the periods of another subscription, if that is what was asked for', async () => {
    const first = await world.subscriber({ amount: '1.000' });
    const { customer } = first;
    const items = [{ price: await world.createPrice(PRICE) }];
    const body = { customer, items, trial_days: 20, anchor: { align_to: first.id } };
    const second = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(second);
    await world.rest();
    await world.advanceTo('2027-03-16T06:05:00Z');
    // 5 to 16 February are 11 of the 31 days from 16 January.
    expect(await captured()).toEqual(['1.000', '11.000', '1.000', '31.000', '1.000', '31.000']);
    await proveTheEnd(world);
  });

  it('that stood still at its end without a card goes on to that day, and its term is no longer for it', async () => {
    const terms = { trial_days: 10, trial_without_card: 'pause', anchor: { day_of_month: 1 }, end_after_periods: 1 }; // prettier-ignore
    const { id } = await begin(terms);
    await world.advanceTo('2027-01-28T06:00:00Z');
    expect(await standing(world, id)).toMatchObject({ status: 'paused' });
    await world.post(`/v1/subscriptions/${id}/resume`, {});
    await world.advanceTo('2027-01-28T07:00:00Z');
    expect(await starts()).toEqual(['2027-01-28']);
    expect(await invoiceStatuses(world)).toEqual(['open']);
    expect(await standing(world, id)).toMatchObject({ current_period_end: '2027-02-01T06:00:00.000Z' });
    expect(await world.get(`/v1/subscriptions/${id}`)).toMatchObject({
      last_period_ends_at: '2027-03-01T06:00:00.000Z',
    });
    await world.advanceTo('2027-02-02T06:00:00Z');
    await proveTheEnd(world);
  });
});
