import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { createCoupon, invoicesOf, order, totals } from './support/billing.js';
import { truth } from './support/books.js';
import { change, preview } from './support/life.js';
import { proveTheEnd } from './support/proofs.js';

describe('a coupon within a period', () => {
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

  const captured = async () => (await truth(world)).charges.map((charge) => charge.captured);

  it('for one invoice is used by the period in which a threshold billed all, and is on no usage after it', async () => {
    await createCoupon(world, { percent_off: '50' });
    const usage = { aggregation: 'sum', threshold: '10' };
    const calls = { currency: 'KWD', interval: 'month', model: 'per_unit', amount: '1.000', usage };
    const { prices } = await world.post<{ prices: [{ id: string }] }>('/v1/plans', { name: 'Calls', prices: [calls] }); // prettier-ignore
    const { id } = await order(world, { prices: [prices[0].id], coupons: ['TEN'] });
    const { items } = await world.get<{ items: [{ id: string }] }>(`/v1/subscriptions/${id}`);
    const use = (key: string) =>
      world.post(`/v1/subscriptions/${id}/usage`, { item: items[0].id, quantity: 20, key });
    for (const [day, key] of [
      ['12', 'one'],
      ['14', 'two'],
    ] as const) {
      await world.advanceTo(`2027-01-${day}T06:00:00Z`);
      await use(key);
      await world.rest();
    }
    expect(await totals(world)).toEqual(['0.000', '10.000', '10.000']);
    await world.advanceTo('2027-02-12T06:00:00Z');
    await use('three');
    await world.rest();
    expect(await totals(world)).toEqual(['0.000', '10.000', '10.000', '0.000', '20.000']);
    expect(await world.get(`/v1/subscriptions/${id}/coupons`)).toEqual({ data: [] });
    await proveTheEnd(world);
  });

  it('is on what a change of its last period charges, so that one more seat costs its share of one seat, also with the next invoice', async () => {
    const price = await world.createPrice({ amount: '20.000' });
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/plans');
    await createCoupon(world, { percent_off: '50', plans: [data[0]!.id] });
    await createCoupon(world, {
      code: 'TWO',
      name: 'Two',
      amount_off: '2',
      currency: 'KWD',
      duration: 'forever',
    });
    const { id } = await order(world, { prices: [price], coupons: ['TEN', 'TWO'] });
    // 40.000, half of it, less the 2.000 that the credit of 8.000 takes back.
    const before = await preview(world, id, { quantity: 2 });
    expect(before.invoice).toMatchObject({ total: '10.000' });
    await change(world, id, { quantity: 2 });
    await world.advanceTo('2027-01-12T06:00:00Z');
    expect(await captured()).toEqual(['8.000', '10.000']);
    // 29 of 31 days: 18.000 is given back, and 10.000 less 2.000 charged; then the same the other way.
    await change(world, id, { quantity: 1 });
    const back = (await invoicesOf(world)).at(-1)!;
    expect(back).toMatchObject({ total: '0.000', credit_to_balance: '9.355' });
    await change(world, id, { quantity: 2 }, { proration: 'next_invoice' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const next = (await invoicesOf(world)).at(-1)!;
    const lines = next.lines.map(({ amount, discount, total }) => `${amount} ${discount} ${total}`);
    expect(lines).toEqual(['40.000 2.000 38.000', '-18.710 -11.226 -7.484', '37.419 20.581 16.838']);
    expect(next).toMatchObject({ total: '47.354', balance_applied: '9.355' });
    await proveTheEnd(world);
  });

  it('for one plan alone is there again for who goes to another plan and comes back', async () => {
    const price = await world.createPrice({ amount: '10.000' });
    const { data } = await world.get<{ data: { id: string }[] }>('/v1/plans');
    const dear = await world.createPrice({ amount: '30.000' });
    const plans = [data[0]!.id];
    await createCoupon(world, { percent_off: '50', plans });
    await createCoupon(world, { code: 'TWO', name: 'Two', amount_off: '2', currency: 'KWD', plans });
    const { id } = await order(world, { prices: [price], coupons: ['TEN', 'TWO'] });
    await change(world, id, { price: dear });
    expect((await invoicesOf(world)).at(-1)!).toMatchObject({ total: '27.000' });
    await world.rest();
    // Half of 10.000 less 2.000, as it was at the beginning; and no more of it for a second seat.
    expect((await preview(world, id, { price })).invoice).toMatchObject({ credit_to_balance: '27.000' });
    await change(world, id, { price });
    expect((await invoicesOf(world)).at(-1)!).toMatchObject({ total: '0.000', credit_to_balance: '27.000' });
    expect((await preview(world, id, { quantity: 2 })).invoice).toMatchObject({ total: '5.000' });
    expect(await captured()).toEqual(['3.000', '27.000']);
    await world.advanceTo('2027-02-10T06:00:00Z');
    await proveTheEnd(world);
  });
});
