import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { balance, books, truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

describe('amounts', () => {
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

  it.each([
    ['KWD', '9.501', 9501n],
    ['JPY', '1200', 1200n],
    ['USD', '19.99', 1999n],
  ])('are charged in %s with the digits of that currency', async (currency, amount, minor) => {
    await world.subscriber({ currency, amount });
    await world.advanceTo('2027-02-11T00:00:00Z');
    const { charges } = await truth(world);
    expect(charges.map((charge) => [charge.currency, charge.captured])).toEqual([
      [currency, amount],
      [currency, amount],
    ]);
    expect(await balance(world, 'cash_at_gateway', currency)).toBe(2n * minor);
    expect(await balance(world, 'revenue', currency)).toBe(-2n * minor);
    await proveTheEnd(world);
  });

  it('of nothing make a subscription active at once and are never charged', async () => {
    const customer = await world.createCustomer();
    const free = await world.subscribe(customer, await world.createPrice({ amount: '0.000' }));
    expect(free).toMatchObject({ status: 'active', checkout: null });
    await world.advanceTo('2027-04-11T00:00:00Z');
    const { invoices, attempts } = await books(world);
    expect(invoices.map(({ status, total }) => [status, total])).toEqual([
      ['paid', 0n],
      ['paid', 0n],
      ['paid', 0n],
      ['paid', 0n],
    ]);
    expect(attempts).toEqual([]);
    expect((await truth(world)).charges).toEqual([]);
    expect(await world.access(customer.id)).toBe('full');
    await proveTheEnd(world);
  });

  it('of several items and quantities are charged as one sum', async () => {
    const customer = await world.createCustomer();
    const [seat, addOn] = [
      await world.createPrice({ amount: '3.125' }),
      await world.createPrice({ amount: '0.001' }),
    ];
    const items = [
      { price: seat, quantity: 7 },
      { price: addOn, quantity: 3 },
    ];
    const subscription = await world.post<{
      id: string;
      checkout: { url: string; session_id: string; expires_at: string };
    }>('/v1/subscriptions', { customer: customer.id, items });
    await world.payOnPage(await world.subscription(subscription.id));
    await world.advanceTo('2027-02-11T00:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['21.878', '21.878']);
    await proveTheEnd(world);
  });
});
