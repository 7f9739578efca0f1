import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

interface Invoice {
  status: string;
  total: string;
  lines: { description: string; amount: string; explanation: string }[];
}

describe('prices of every model', () => {
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

  const MONTHLY = { currency: 'KWD', interval: 'month' };

  async function sell(plan: object, ...prices: object[]): Promise<string[]> {
    const body = { name: 'Gold', ...plan, prices };
    return (await world.post<{ prices: { id: string }[] }>('/v1/plans', body)).prices.map(({ id }) => id);
  }

  async function subscribe(...items: object[]): Promise<Subscription> {
    const customer = await world.createCustomer();
    return world.post<Subscription>('/v1/subscriptions', { customer: customer.id, items });
  }

  /** The oldest first. */
  async function invoices(subscription: Subscription): Promise<Invoice[]> {
    const { data } = await world.get<{ data: Invoice[] }>(`/v1/invoices?subscription=${subscription.id}`);
    return data.reverse();
  }

  const lines = ({ lines: all }: Invoice) => all.map(({ description, amount }) => [description, amount]);

  it('a setup fee is paid once, with the first invoice', async () => {
    const [seat, fee] = await sell(
      {},
      { ...MONTHLY, amount: '9.5' },
      { currency: 'KWD', type: 'one_off', amount: '15' },
    );
    const subscription = await subscribe({ price: seat, quantity: 2 }, { price: fee });
    await world.payOnPage(subscription);
    await world.advanceTo('2027-03-11T00:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual([
      '34.000',
      '19.000',
      '19.000',
    ]);
    await proveTheEnd(world);
  });

  it('a setup fee is asked for once also when its page is opened twice', async () => {
    const [seat, fee] = await sell(
      {},
      { ...MONTHLY, amount: '9.5' },
      { currency: 'KWD', type: 'one_off', amount: '15' },
    );
    const subscription = await subscribe({ price: seat }, { price: fee });
    await world.advanceBy({ hours: 3 });
    const again = await world.post<Subscription['checkout']>(
      `/v1/subscriptions/${subscription.id}/checkout`,
      {},
    );
    await world.payOnPage({ ...subscription, checkout: again });
    await world.rest();
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['24.500']);
    await proveTheEnd(world);
  });

  it('what is paid in arrears is billed when its period is over, beside the next period in advance', async () => {
    const [seat, support] = await sell(
      {},
      { ...MONTHLY, amount: '9.5' },
      { ...MONTHLY, model: 'flat', amount: '4', billing: 'in_arrears' },
    );
    const subscription = await subscribe({ price: seat }, { price: support });
    await world.payOnPage(subscription);
    await world.advanceTo('2027-02-11T00:00:00Z');
    const [first, second] = await invoices(subscription);
    expect(lines(first!)).toEqual([['Gold', '9.500']]);
    expect(lines(second!)).toEqual([
      ['Gold', '9.500'],
      ['Gold', '4.000'],
    ]);
    expect(second!.lines[1]!.explanation).toContain(
      'for 10 January 2027 up to but not including 10 February 2027',
    );
    await proveTheEnd(world);
  });

  it('seats by tiers are billed by the tiers, and the invoice tells them', async () => {
    const tiers = [
      { up_to: 10, unit_amount: '2' },
      { unit_amount: '1.5', flat_amount: '0.250' },
    ];
    const [seats] = await sell({}, { ...MONTHLY, model: 'graduated', tiers });
    const subscription = await subscribe({ price: seats, quantity: 12 });
    await world.payOnPage(subscription);
    await world.rest();
    const [first] = await invoices(subscription);
    expect(first!.total).toBe('23.250');
    expect(first!.lines[0]!.explanation).toContain(
      '12 graduated: 10 × 2.000 KWD (tier 1, 1 to 10) + 2 × 1.500 KWD (tier 2, from 11 on) + 0.250 KWD for tier 2',
    );
    await proveTheEnd(world);
  });

  it('who pays nothing in advance saves a card instead, and is charged when the period is over', async () => {
    const [support] = await sell({}, { ...MONTHLY, amount: '4', billing: 'in_arrears' });
    const subscription = await subscribe({ price: support });
    expect(subscription).toMatchObject({ status: 'incomplete', checkout: { url: expect.any(String) } });
    await world.payOnPage(subscription);
    await world.rest();
    expect((await world.subscription(subscription.id)).status).toBe('active');
    expect((await truth(world)).charges).toEqual([]);
    await world.advanceTo('2027-02-11T00:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['4.000']);
    expect((await invoices(subscription)).map(({ total }) => total)).toEqual(['0.000', '4.000']);
    await proveTheEnd(world);
  });

  it('after a downtime that skips a period, a fee in arrears is that of the last period that is owed, as was foretold', async () => {
    const [support] = await sell({ catch_up: 'latest' }, { ...MONTHLY, amount: '4', billing: 'in_arrears' });
    const subscription = await subscribe({ price: support });
    await world.payOnPage(subscription);
    await world.rest();
    await world.jumpTo('2027-03-15T06:00:00Z');
    const foretold = await world.get<Invoice>(`/v1/subscriptions/${subscription.id}/upcoming-invoice`);
    expect(foretold.total).toBe('4.000');
    await world.rest();
    const [, skipped, billed] = await invoices(subscription);
    expect(skipped).toMatchObject({ status: 'void', total: '0.000', lines: [] });
    expect(billed!.lines.map(({ explanation }) => explanation)).toEqual(
      foretold.lines.map(({ explanation }) => explanation),
    );
    expect(billed!.lines[0]!.explanation).toContain(
      'for 10 January 2027 up to but not including 10 February 2027',
    );
    expect(await world.get('/v1/ops/coverage')).toMatchObject({
      complete: true,
      counts: { invoiced: 2, skipped: 1 },
      skipped: [{ reason: expect.stringContaining('bills only the latest after a downtime') }],
    });
    await world.advanceTo('2027-04-10T07:00:00Z');
    expect((await invoices(subscription)).at(-1)!.lines[0]!.explanation).toContain('for 10 March 2027 up to');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['4.000', '4.000']);
    await proveTheEnd(world);
  });

  it('an add-on is sold only beside another plan', async () => {
    const [gold] = await sell({}, { ...MONTHLY, amount: '9.5' });
    const [towels] = await sell({ name: 'Towels', add_on: true }, { ...MONTHLY, amount: '1' });
    const customer = await world.createCustomer();
    const alone = await world.call<{ detail: string }>('POST', '/v1/subscriptions', {
      customer: customer.id,
      items: [{ price: towels }],
    });
    expect(alone).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('Towels is an add-on') },
    });
    const both = await subscribe({ price: towels }, { price: gold });
    await world.payOnPage(both);
    await world.rest();
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['10.500']);
    await proveTheEnd(world);
  });
});
