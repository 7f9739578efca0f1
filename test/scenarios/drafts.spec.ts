import { InProcessEngine } from '../support/in-process-engine.js';
import type { Subscription } from '../support/world.js';
import { World } from '../support/world.js';
import { createCoupon, type Invoice, invoicesOf, order, type Problem } from './support/billing.js';
import { books, truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

type Draft = Invoice & { finalize_at: string | null; finalized_at: string | null };

describe('an invoice that is reviewed', () => {
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

  const newest = async () => (await invoicesOf(world)).at(-1)! as Draft;
  const line = (unit_amount: string, more: object = {}) => ({
    description: 'On-site setup',
    unit_amount,
    currency: 'KWD',
    ...more,
  });
  const totalsOf = ({ subtotal, discount_total, tax_total, total }: Invoice) => ({
    subtotal,
    discount_total,
    tax_total,
    total,
  });

  it('is a draft that can be changed until its time is over, and is then charged for what it showed', async () => {
    await world.call('PATCH', '/v1/merchant', { invoice_review_hours: 24 });
    await world.post('/v1/tax-rates', { country: 'BH', percent: '10', inclusive: false });
    await createCoupon(world, { percent_off: '50', duration: 'repeating', duration_periods: 2 });
    const price = await world.createPrice();
    const { id, customer } = await order(world, {
      prices: [price],
      customer: { country: 'BH' },
      coupons: ['TEN'],
    });
    const waiting = await world.post<{ id: string }>(`/v1/subscriptions/${id}/pending-lines`, line('3.000'));
    await world.post(`/v1/customers/${customer}/balance/adjustments`, {
      direction: 'credit',
      amount: '2.000',
      currency: 'KWD',
      reason: 'a day without service',
    });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const drafted = await newest();
    expect(drafted).toMatchObject({ status: 'draft', number: null, amount_due: '0.000' });
    expect(drafted.finalize_at).toBe('2027-02-11T06:00:00.000Z');
    // 9.500 and half off, 3.000 without the coupon, 10 % on both.
    expect(totalsOf(drafted)).toMatchObject({ subtotal: '12.500', discount_total: '4.750', total: '8.525' });

    const add = (of: object) => world.call<Problem>('POST', `/v1/invoices/${drafted.id}/lines`, of, 'key-1');
    for (const [of, status] of [
      [line('5.000', { discountable: true }), 201],
      [line('5.000', { discountable: true }), 201],
      [line('6.000', { discountable: true }), 409],
    ] as const) {
      expect((await add(of)).status).toBe(status);
      await engine.sql(`DELETE FROM idempotency_keys WHERE merchant_id = $1`, [world.merchant.id]);
    }
    await world.post(`/v1/invoices/${drafted.id}/lines`, line('1.000', { direction: 'credit' }));
    const added = (await newest()).lines.find(({ amount }) => amount === '3.000')!;
    expect(waiting.id).not.toBe(added.id);
    const { status } = await world.call('DELETE', `/v1/invoices/${drafted.id}/lines/${added.id}`);
    expect(status).toBe(200);
    const shown = await newest();
    // 9.500 + 5.000 - 1.000; half of 14.500 off; 10 % of 6.250.
    expect(totalsOf(shown)).toEqual({ subtotal: '13.500', discount_total: '7.250', tax_total: '0.625', total: '6.875' }); // prettier-ignore
    const inItsZone = { explanation: expect.stringContaining('(Asia/Kuwait)') };
    expect(shown.lines).toMatchObject(shown.lines.map(() => inItsZone));
    const ofPrice = await world.call<Problem>(
      'DELETE',
      `/v1/invoices/${drafted.id}/lines/${shown.lines[0]!.id}`,
    );
    expect(ofPrice.status).toBe(422);
    expect((await truth(world)).charges).toHaveLength(1);

    await world.advanceTo('2027-02-11T06:00:00Z');
    const final = await newest();
    expect(final).toMatchObject({
      ...totalsOf(shown),
      status: 'paid',
      number: 'INV-2027-000002',
      finalize_at: null,
    });
    expect(final.balance_applied).toBe('2.000');
    expect(final.finalized_at).toBe('2027-02-11T06:00:00.000Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['5.225', '4.875']);
    const late = await world.call<Problem>('POST', `/v1/invoices/${drafted.id}/lines`, line('1.000'));
    expect([late.status, late.body.detail]).toEqual([409, expect.stringContaining('only a draft')]);
    await expect(
      engine.sql(`UPDATE invoice_lines SET amount_minor = 1 WHERE id = (SELECT max(id) FROM invoice_lines)`),
    ).rejects.toThrow(/written once/);
    const told = await world.timeline(id);
    expect(told.filter((type) => type.startsWith('invoice.')).slice(2)).toEqual(
      ['drafted', 'changed', 'changed', 'changed', 'finalized', 'paid'].map((what) => `invoice.${what}`),
    );
    await proveTheEnd(world);
  });

  it('is given back as it was when its subscription is canceled meanwhile, and its period is not billed again', async () => {
    const plan = await world.post<{ id: string; prices: { id: string }[] }>('/v1/plans', {
      name: 'Pro',
      invoice_review_hours: 48,
      prices: [{ currency: 'KWD', amount: '9.500', interval: 'week' }],
    });
    const customer = await world.createCustomer();
    const { id } = await world.subscribe(customer, plan.prices[0]!.id);
    await world.payOnPage(await world.subscription(id));
    await world.rest();
    await world.post(`/v1/subscriptions/${id}/pending-lines`, line('3.000'));
    await world.advanceTo('2027-01-17T06:00:00Z');
    expect(await newest()).toMatchObject({ status: 'draft', total: '12.500' });
    const { items } = await world.get<{ items: { id: string }[] }>(`/v1/subscriptions/${id}`);
    // A change would credit what is not paid for; the draft is waited for as an open invoice is.
    const change = await world.call<Problem>('POST', `/v1/subscriptions/${id}/change`, {
      items: [{ item: items[0]!.id, price: await world.createPrice({ interval: 'week' }) }],
    });
    expect(change.status).toBe(409);

    await world.cancel(id, 'now');
    await world.rest();
    const all = (await invoicesOf(world)) as Draft[];
    expect(all.map(({ status, kind, total, number }) => [status, kind, total, number])).toEqual([
      ['paid', 'recurring', '9.500', 'INV-2027-000001'],
      ['void', 'recurring', '12.500', null],
      ['paid', 'one_off', '3.000', 'INV-2027-000002'],
    ]);
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['9.500', '3.000']);
    await proveTheEnd(world);
  });

  it('is made once for each missed period after a downtime, and each is charged once', async () => {
    const price = await world.createPrice({ interval: 'week' });
    const customer = await world.createCustomer();
    const body = { customer: customer.id, items: [{ price }], invoice_review_hours: 72 };
    const subscription = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(subscription);
    await world.rest();
    await world.jumpTo('2027-01-31T06:00:00Z');
    await world.rest();
    const drafts = (await books(world)).invoices.filter(({ status }) => status === 'draft');
    expect(drafts.map(({ period }) => period)).toEqual([1, 2, 3]);
    const [first] = await invoicesOf(world).then((all) => all.slice(1));
    const twice = await Promise.all(
      [1, 2, 3].map(() => world.call('POST', `/v1/invoices/${first!.id}/finalize`)),
    );
    expect(twice.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await world.advanceTo('2027-02-06T06:00:00Z');
    expect((await books(world)).invoices.map(({ status }) => status)).toEqual(Array(4).fill('paid'));
    await world.advanceTo('2027-02-07T06:00:00Z');
    expect(await newest()).toMatchObject({ status: 'draft' });
    await world.post(`/v1/invoices/${(await newest()).id}/void`, { reason: 'a gift' });
    await proveTheEnd(world);
  });

  it('come as the subscription says from its next invoice on, and what it says can be corrected and read', async () => {
    const { id: customer } = await world.createCustomer();
    const made = await world.post<{ id: string; checkout: { url: string } }>('/v1/subscriptions', {
      customer,
      items: [{ price: await world.createPrice() }],
      invoice_review_hours: 0,
      minimum_periods: 2,
      end_after_periods: 3,
      agreement_max_amount: '20.000',
      metadata: { crm_id: 'A-17' },
    });
    await world.payOnPage(made as never);
    await world.rest();
    const path = `/v1/subscriptions/${made.id}`;
    expect(await world.get(path)).toMatchObject({
      anchor_date: '2027-01-10',
      anchor_day: 10,
      minimum_term_ends_at: '2027-03-10T06:00:00.000Z',
      last_period_ends_at: '2027-04-10T06:00:00.000Z',
      paused_at: null,
      next_change_at: null,
      return_url: null,
      consent: { status: 'active', amount: null, max_amount: '20.000', expires_on: '2047-01-10' },
    });
    const change = (body: object) => world.call<Problem>('PATCH', path, body);
    const wanted = {
      invoice_review_hours: 24,
      return_url: 'https://shop.example/back',
      metadata: { tier: 'gold' },
    };
    expect(await change(wanted)).toMatchObject({ status: 200, body: wanted });
    expect(await change({ return_url: null })).toMatchObject({
      status: 200,
      body: { ...wanted, return_url: null },
    });
    expect(await change({})).toMatchObject({ status: 200, body: { invoice_review_hours: 24 } });
    for (const [field, wrong] of [
      ['invoice_review_hours', { invoice_review_hours: 9_999 }],
      ['return_url', { return_url: 'not an address' }],
      ['metadata', { metadata: { a: 1 } }],
      ['metadata', { metadata: null }],
      ['status', { status: 'canceled' }],
    ] as const) {
      const { status, body } = await change(wrong);
      expect([status, body.errors?.[0]?.field]).toEqual([400, field]);
    }
    expect((await world.timeline(made.id)).filter((type) => type === 'subscription.updated')).toHaveLength(2);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await newest()).toMatchObject({ status: 'draft', finalize_at: '2027-02-11T06:00:00.000Z' });
    await world.post(`${path}/cancel`, { when: 'date', at: '2027-03-20T06:00:00Z' });
    await world.advanceTo('2027-03-12T06:00:00Z');
    // Its term is over, it is paused, and both can be read.
    await world.post(`${path}/pause`, { access: 'keep' });
    expect(await world.get(path)).toMatchObject({
      minimum_term_ends_at: null,
      paused_at: '2027-03-12T06:00:00.000Z',
      pause_access: 'keep',
      next_change_at: '2027-03-20T06:00:00.000Z',
    });
    await world.advanceTo('2027-03-21T06:00:00Z');
    expect(await change({ metadata: {} })).toMatchObject({
      status: 200,
      body: { status: 'canceled', metadata: {} },
    });
    await proveTheEnd(world);
  });
});
