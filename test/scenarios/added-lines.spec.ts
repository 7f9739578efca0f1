import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { invoicesOf, order, type Problem } from './support/billing.js';
import { balanceEntries, truth } from './support/books.js';
import { refused } from './support/life.js';
import { type ActPreview, doneOf, look, saidOf, seenInvoice } from './support/previews.js';
import { proveTheEnd } from './support/proofs.js';

describe('lines added to the next invoice', () => {
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

  const setup = { description: 'Setup', unit_amount: '5.000', currency: 'KWD' };

  it('stand on it, once, with its tax, as a preview told it before they were added and taken away', async () => {
    await world.post('/v1/tax-rates', { country: 'BH', percent: '10', inclusive: false });
    const { id } = await order(world, { prices: [await world.createPrice()], customer: { country: 'BH' } });
    const path = `/v1/subscriptions/${id}/pending-lines`;
    const seen = await look<ActPreview>(world, `${path}/preview`, { ...setup, quantity: 2 });
    expect(seen).toMatchObject({ status: 'active', amount_due_now: '0.000', invoice: null });
    await world.post(path, { ...setup, quantity: 2 });
    const mistake = await world.post<{ id: string }>(path, { ...setup, description: 'A mistake' });
    // Without it all is as it was before it came.
    expect(await look<ActPreview>(world, `${path}/${mistake.id}/preview`, {})).toEqual(seen);
    expect(await world.call('DELETE', `${path}/${mistake.id}`)).toMatchObject({ status: 204 });
    const gone = await refused(world, 'POST', `${path}/${mistake.id}/preview`, {});
    expect(gone).toEqual(await refused(world, 'DELETE', `${path}/${mistake.id}`, {}));
    expect(gone.status).toBe(404);
    expect(await world.get(path)).toMatchObject({ data: [{ description: 'Setup', amount: '10.000' }] });
    await world.advanceTo('2027-03-10T06:00:00Z');
    const invoices = await invoicesOf(world);
    expect(invoices.map(({ total }) => total)).toEqual(['10.450', '21.450', '10.450']);
    expect((await doneOf(world)).slice(1)).toEqual(seen.next_invoices.map(saidOf));
    expect(invoices[1]!.lines[1]).toMatchObject({ kind: 'one_off', amount: '10.000', tax: '1.000' });
    expect(invoices[1]!.lines[1]!.explanation).toContain('2 × 5.000 KWD = 10.000 KWD, as it was entered');
    expect(await world.get(path)).toEqual({ data: [] });
    await proveTheEnd(world);
  });

  it('that give back more than is charged leave the rest in the balance, which pays the next invoice', async () => {
    const { id } = await world.subscriber();
    await world.post(`/v1/subscriptions/${id}/pending-lines`, {
      ...setup,
      unit_amount: '25.000',
      direction: 'credit',
    });
    const another = { ...setup, unit_amount: '3.000' };
    const seen = await look<ActPreview>(world, `/v1/subscriptions/${id}/pending-lines/preview`, another);
    expect(seen.next_invoices.map(({ total, balance_applied: applied }) => [total, applied])).toEqual([
      ['0.000', '0.000'],
      ['9.500', '9.500'],
    ]);
    await world.advanceTo('2027-04-10T06:00:00Z');
    const invoices = await invoicesOf(world);
    expect(
      invoices.map(({ total, credit_to_balance, balance_applied, status }) => [
        total,
        credit_to_balance,
        balance_applied,
        status,
      ]),
    ).toEqual([
      ['9.500', '0.000', '0.000', 'paid'],
      ['0.000', '15.500', '0.000', 'paid'],
      ['9.500', '0.000', '9.500', 'paid'],
      ['9.500', '0.000', '6.000', 'paid'],
    ]);
    expect((await balanceEntries(world)).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['invoice_credit', 15_500n],
      ['applied', -9_500n],
      ['applied', -6_000n],
    ]);
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '3.500']);
    await proveTheEnd(world);
  });

  it('on an invoice of their own are what its preview told, and refused as it refuses them', async () => {
    const { id: subscription, customer } = await world.subscriber();
    await world.advanceTo('2027-01-20T06:00:00Z');
    const sent = { customer, currency: 'KWD', lines: [setup], due_date: '2027-01-21' };
    const charged = { customer, currency: 'KWD', lines: [setup], subscription, collection: 'charge_automatically' }; // prettier-ignore
    const nothing = [setup, { ...setup, direction: 'credit' }];
    for (const wrong of [
      { ...sent, due_date: '2027-01-09' },
      { ...sent, lines: nothing },
      { ...sent, subscription },
    ]) {
      const asked = await refused(world, 'POST', '/v1/invoices', wrong);
      expect(asked.status).toBe(422);
      expect(await refused(world, 'POST', '/v1/invoices/preview', wrong)).toEqual(asked);
    }
    expect((await seenInvoice(world, { ...charged, draft: true })).now).toBe('0.000');
    for (const [wanted, now] of [
      [sent, '0.000'],
      [charged, '5.000'],
    ] as const) {
      const seen = await seenInvoice(world, wanted);
      expect(seen.now).toBe(now);
      expect(await world.post('/v1/invoices', wanted)).toMatchObject(seen.made);
    }
  });

  it('are added once under a key, and not to what is over or has not begun', async () => {
    const { id } = await world.subscriber();
    const path = `/v1/subscriptions/${id}/pending-lines`;
    for (const quantity of [1, 1, 2]) {
      const answer = await world.call('POST', path, { ...setup, quantity }, 'key-1');
      expect(answer.status).toBe(quantity === 1 ? 201 : 409);
      await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    }
    expect((await world.get<{ data: object[] }>(path)).data).toHaveLength(1);
    const waiting = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await world.cancel(id, 'now');
    for (const late of [waiting.id, id]) {
      const asked = await refused(world, 'POST', `/v1/subscriptions/${late}/pending-lines`, setup);
      expect(asked.status).toBe(409);
      const lookedAt = `/v1/subscriptions/${late}/pending-lines/preview`;
      expect(await refused(world, 'POST', lookedAt, setup)).toEqual(asked);
    }
  });

  it.each([
    ['description', { description: '' }, 400],
    ['quantity', { quantity: 0 }, 400],
    ['quantity', { quantity: 1_000_000_000 }, 400],
    ['unit_amount', { unit_amount: '-1' }, 400],
    ['unit_amount', { unit_amount: '0' }, 422],
    ['unit_amount', { unit_amount: '999999999999', quantity: 1_000_000 }, 422],
    ['currency', { currency: 'SAR', unit_amount: '5.00' }, 422],
    ['direction', { direction: 'up' }, 400],
  ])('are refused with a wrong %s: %j', async (field, over, status) => {
    const { id } = await world.subscribe(await world.createCustomer(), await world.createPrice());
    await engine.sql(`UPDATE subscriptions SET status = 'active' WHERE public_id = $1`, [id]);
    const path = `/v1/subscriptions/${id}/pending-lines`;
    const answer = await world.call<Problem>('POST', path, { ...setup, ...over });
    expect(answer).toMatchObject({ status, body: { errors: [{ field }] } });
    const { detail, errors } = answer.body;
    const seen = await world.call<Problem>('POST', `${path}/preview`, { ...setup, ...over });
    expect(seen).toMatchObject({ status, body: { detail, errors } });
  });
});
