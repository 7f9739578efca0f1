import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { periodStarts, truth } from './support/books.js';
import { change, preview, standing, told } from './support/life.js';
import type { ActPreview } from './support/previews.js';
import { proveTheEnd } from './support/proofs.js';

describe('the time until an anchor', () => {
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

  const captured = async () => (await truth(world)).charges.map((charge) => charge.captured);

  it('the days until the first of the month cost their part, ahead and afterwards, also what is changed in them, and the month is whole', async () => {
    const [{ id: customer }, small, large] = [
      await world.createCustomer(),
      await world.createPrice({ amount: '31.000' }),
      await world.createPrice({ amount: '62.000' }),
    ];
    const afterwards = { currency: 'KWD', interval: 'month', amount: '9.300', billing: 'in_arrears' };
    const { prices } = await world.post<{ prices: { id: string }[] }>('/v1/plans', { name: 'Help', prices: [afterwards] }); // prettier-ignore
    const items = [{ price: small }, { price: prices[0]!.id }];
    const made = await world.post<Subscription>('/v1/subscriptions', { customer, items, anchor: { day_of_month: 1 } }); // prettier-ignore
    await world.payOnPage(made);
    await world.advanceTo('2027-01-24T06:00:00Z');
    const seen = await preview(world, made.id, { price: large });
    const { change: done } = await change(world, made.id, { price: large });
    expect({ ...done, invoice: { ...done.invoice, id: null } }).toEqual(seen);
    expect(told(done.invoice)).toEqual(['Unused time of Pro -8.000', 'Pro 16.000']);
    expect(done.invoice!.lines[1]!.explanation).toContain('62.000 KWD for the whole period; 23 of 31 days');
    await world.rest();
    const over = await world.post<ActPreview>(`/v1/subscriptions/${made.id}/cancel/preview`, { when: 'now' });
    // 9.3 × 8/31: the days until the cancel.
    expect(over.last_invoice).toMatchObject({ total: '2.400' });
    await world.advanceTo('2027-03-01T06:00:00Z');
    // 31 × 16/31 and the change; 62 and 9.3 × 16/31; 62 and 9.3.
    expect(await captured()).toEqual(['16.000', '8.000', '66.800', '71.300']);
    const starts = ['2027-01-16 09:00', '2027-02-01 09:00', '2027-03-01 09:00', '2027-01-24 09:00'];
    expect(await periodStarts(world)).toEqual(starts);
    expect(await standing(world, made.id)).toMatchObject({ next_bill_at: '2027-04-01T06:00:00.000Z' });
    await proveTheEnd(world);
  });
});
