import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { type Invoice, invoicesOf, type Problem } from './support/billing.js';
import { minor, truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

interface Preview {
  invoice: Invoice | null;
  next_invoice: Invoice;
}

describe('a change that is billed with the next invoice', () => {
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

  it('comes to what it had cost at once, is not given back twice meanwhile, and is charged once', async () => {
    await world.post('/v1/tax-rates', { country: 'KW', percent: '10', inclusive: false });
    await world.call('PATCH', '/v1/merchant', { default_country: 'KW' });
    const { id } = await world.subscriber({ amount: '31.000' });
    const { items } = await world.get<{ items: { id: string }[] }>(`/v1/subscriptions/${id}`);
    const price = await world.createPrice({ amount: '62.000' });
    const change = { items: [{ item: items[0]!.id, price }] };
    await world.advanceTo('2027-01-20T06:00:00Z');
    const path = `/v1/subscriptions/${id}/change`;
    const atOnce = await world.post<Preview>(`/v1/subscriptions/${id}/preview`, {
      ...change,
      proration: 'day',
    });
    const shown = await world.post<Preview>(`/v1/subscriptions/${id}/preview`, {
      ...change,
      proration: 'next_invoice',
    });
    expect(shown.invoice).toBeNull();
    // 21 of 31 days of 31.000 more, and 10 % on it.
    expect(atOnce.invoice!.total).toBe('23.100');
    expect(minor(shown.next_invoice.total)).toBe(
      minor(atOnce.invoice!.total) + minor(atOnce.next_invoice.total),
    );

    await world.post(path, { ...change, proration: 'next_invoice' });
    await world.rest();
    expect((await truth(world)).charges).toHaveLength(1);
    const [{ id: paid }] = (await invoicesOf(world)) as [Invoice];
    const again = await world.call<Problem>('POST', path, {
      items: [{ item: (await itemOf(id)).id, price: await world.createPrice() }],
    });
    expect([again.status, again.body.detail]).toEqual([
      409,
      expect.stringContaining('waits for its next invoice'),
    ]);
    const cancel = await world.call<Problem>('POST', `/v1/subscriptions/${id}/cancel`, {
      when: 'now',
      credit: true,
    });
    expect(cancel.status).toBe(409);
    // 34.100 were paid; 23.100 of them are given back by the change.
    const note = { invoice: paid, reason: 'too much', to: 'balance' };
    expect((await world.call('POST', '/v1/credit-notes', { ...note, amount: '11.001' })).status).toBe(422);
    expect((await world.call('POST', '/v1/credit-notes', { ...note, amount: '11.000' })).status).toBe(201);

    await world.advanceTo('2027-02-10T06:00:00Z');
    const next = (await invoicesOf(world)).at(-1)!;
    expect(next).toMatchObject({ status: 'paid', kind: 'recurring', total: shown.next_invoice.total });
    expect(next.lines.map(({ kind, total }) => [kind, total])).toEqual([
      ['recurring', '68.200'],
      ['proration', '-23.100'],
      ['proration', '46.200'],
    ]);
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['34.100', '80.300']);
    await proveTheEnd(world);
  });

  const itemOf = async (id: string) =>
    (await world.get<{ items: { id: string }[] }>(`/v1/subscriptions/${id}`)).items[0]!;

  it('is billed by the last invoice when its subscription is canceled before the next one', async () => {
    const { id } = await world.subscriber({ amount: '31.000' });
    const price = await world.createPrice({ amount: '10.000' });
    await world.advanceTo('2027-01-20T06:00:00Z');
    const items = [{ item: (await itemOf(id)).id, price }];
    await world.post(`/v1/subscriptions/${id}/change`, { items, proration: 'next_invoice' });
    await world.cancel(id, 'now');
    await world.rest();
    const last = (await invoicesOf(world)).at(-1)!;
    // 21 of 31 days: 21.000 given back, 6.774 charged.
    expect(last).toMatchObject({
      kind: 'one_off',
      status: 'paid',
      total: '0.000',
      credit_to_balance: '14.226',
    });
    await proveTheEnd(world);
  });
});
