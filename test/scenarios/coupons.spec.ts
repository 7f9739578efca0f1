import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { createCoupon, invoicesOf, order, type Problem, totals } from './support/billing.js';
import { proveTheEnd } from './support/proofs.js';
import { periodStarts, truth } from './support/books.js';

describe('a coupon', () => {
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

  it('for two periods takes its part of the first two invoices and of no other', async () => {
    await createCoupon(world, { percent_off: '50', duration: 'repeating', duration_periods: 2 });
    await order(world, { prices: [await world.createPrice()], coupons: ['ten'] });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await totals(world)).toEqual(['4.750', '4.750', '9.500']);
    expect(await captured()).toEqual(['4.750', '4.750', '9.500']);
    const [first] = await invoicesOf(world);
    expect(first).toMatchObject({ subtotal: '9.500', discount_total: '4.750' });
    expect(first!.lines[0]!.explanation).toContain('Coupon "Ten" (50 %) took off 4.750 KWD.');
    await proveTheEnd(world);
  });

  it('for one invoice waits where all is paid afterwards, and is on the first invoice that it takes something off', async () => {
    await createCoupon(world, { percent_off: '50' });
    const support = { currency: 'KWD', interval: 'month', amount: '8.000', billing: 'in_arrears' };
    const { prices } = await world.post<{ prices: [{ id: string }] }>('/v1/plans', { name: 'Support', prices: [support] }); // prettier-ignore
    await order(world, { prices: [prices[0].id], coupons: ['TEN'] });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await totals(world)).toEqual(['0.000', '4.000', '8.000']);
    await proveTheEnd(world);
  });

  it('that ends while its last invoice is in dunning keeps its part of that invoice', async () => {
    await createCoupon(world, {
      amount_off: '2.000',
      currency: 'KWD',
      duration: 'repeating',
      duration_periods: 2,
    });
    await order(world, { prices: [await world.createPrice()], coupons: ['TEN'] });
    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' }, { times: 2 });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await totals(world)).toEqual(['7.500', '7.500', '9.500']);
    expect(await captured()).toEqual(['7.500', '7.500', '9.500']);
    await proveTheEnd(world);
  });

  it('of everything lets the customer save a card first, and pays the first period by itself', async () => {
    await createCoupon(world, { percent_off: '100' });
    const subscription = await order(world, { prices: [await world.createPrice()], coupons: ['TEN'] });
    expect(subscription).toMatchObject({ status: 'active' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await totals(world)).toEqual(['0.000', '9.500']);
    expect(await captured()).toEqual(['9.500']);
    await proveTheEnd(world);
  });

  it('of everything leaves the anchor, the term and the phases that were asked for, however late the card is saved', async () => {
    await createCoupon(world, { percent_off: '100' });
    const [price, dearer] = [
      await world.createPrice({ amount: '31.000' }),
      await world.createPrice({ amount: '62.000' }),
    ];
    const { id: customer } = await world.createCustomer();
    const phases = [{ items: [{ price: dearer }], after_periods: 1 }];
    const asked = { anchor: { day_of_month: 1 }, end_after_periods: 2, phases };
    const body = { customer, items: [{ price }], coupons: ['TEN'], ...asked };
    const made = await world.post<Subscription>('/v1/subscriptions', body);
    await world.advanceBy({ hours: 5 });
    await world.payOnPage(made);
    await world.advanceTo('2027-04-01T06:00:00Z');
    expect(await periodStarts(world)).toEqual(['2027-01-10 14:00', '2027-02-01 09:00', '2027-03-01 09:00']);
    expect(await totals(world)).toEqual(['0.000', '31.000', '62.000']);
    expect(await captured()).toEqual(['31.000', '62.000']);
    expect(await world.subscription(made.id)).toMatchObject({ status: 'ended' });
    await proveTheEnd(world);
  });

  it('is redeemed five times of five by ten who ask at once', async () => {
    await createCoupon(world, { percent_off: '10', max_redemptions: 5 });
    const price = await world.createPrice();
    const customers = await Promise.all(Array.from({ length: 10 }, () => world.createCustomer()));
    const answers = await Promise.all(
      customers.map((customer) =>
        world.call<Problem>('POST', '/v1/subscriptions', {
          customer: customer.id,
          items: [{ price }],
          coupons: ['TEN'],
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(5).fill(201),
      ...Array<number>(5).fill(422),
    ]);
    const refused = answers.find(({ status }) => status === 422)!;
    expect(refused.body.errors).toEqual([
      { field: 'coupons.0', message: 'coupon TEN was redeemed 5 times, as often as it may be' },
    ]);
    const [row] = await engine.sql<{ redemptions: number; given: bigint; subscriptions: bigint }>(
      `SELECT redemptions, (SELECT count(*) FROM discounts d WHERE d.merchant_id = c.merchant_id) AS given,
         (SELECT count(*) FROM subscriptions s WHERE s.merchant_id = c.merchant_id) AS subscriptions
       FROM coupons c WHERE merchant_id = $1`,
      [world.merchant.id],
    );
    expect(row).toEqual({ redemptions: 5, given: 5n, subscriptions: 5n });
    await expect(engine.sql(`UPDATE coupons SET redemptions = 6 WHERE merchant_id = $1`, [world.merchant.id])).rejects.toThrow('coupons_within_their_limit'); // prettier-ignore
  });

  it('of a checkout that was canceled or never finished counts for nobody, and of one that was paid for it does', async () => {
    const limits = { once_per_customer: true, max_redemptions: 1 };
    const coupon = await createCoupon(world, { percent_off: '50', ...limits });
    const [price, { id: customer }] = [await world.createPrice(), await world.createCustomer()];
    const body = { customer, items: [{ price }], coupons: ['TEN'] };
    const ask = () => world.call<Subscription & Problem>('POST', '/v1/subscriptions', body);
    const redemptions = async () =>
      (await world.get<{ redemptions: number }>(`/v1/coupons/${coupon.id}`)).redemptions;
    const canceled = await ask();
    expect([canceled.status, (await ask()).status, await redemptions()]).toEqual([201, 422, 1]);
    await world.cancel(canceled.body.id, 'now');
    await world.rest();
    expect(await redemptions()).toBe(0);
    const abandoned = await ask();
    await world.advanceBy({ days: 2 });
    expect(await world.subscription(abandoned.body.id)).toMatchObject({ status: 'ended' });
    expect(await world.timeline(abandoned.body.id)).toContain('coupon.released');
    const paid = await ask();
    expect(paid.status).toBe(201);
    await world.payOnPage(paid.body);
    await world.rest();
    await world.cancel(paid.body.id, 'now');
    expect([(await ask()).status, await redemptions()]).toEqual([422, 1]);
    expect(await captured()).toEqual(['4.750']);
    await proveTheEnd(world);
  });

  it('is taken off what the one before it left, in the order in which they are given', async () => {
    await createCoupon(world, { percent_off: '50' });
    await createCoupon(world, { code: 'TWO', name: 'Two', amount_off: '2', currency: 'KWD' });
    await order(world, { prices: [await world.createPrice()], coupons: ['TWO', 'TEN'] });
    await order(world, { prices: [await world.createPrice()], coupons: ['TEN', 'TWO'] });
    expect(await totals(world)).toEqual(['3.750', '2.750']);
    await proveTheEnd(world);
  });

  it('of one plan leaves the lines of others alone', async () => {
    const basic = await world.createPrice({ amount: '10.000' });
    const plans = await world.get<{ data: { id: string }[] }>('/v1/plans');
    const extra = await world.createPrice({ amount: '6.000' });
    await createCoupon(world, { percent_off: '50', duration: 'forever', plans: [plans.data[0]!.id] });
    await order(world, { prices: [basic, extra], coupons: ['TEN'] });
    const [invoice] = await invoicesOf(world);
    expect(invoice!.lines.map(({ discount }) => discount)).toEqual(['5.000', '0.000']);
    const refused = await world.call<Problem>('POST', '/v1/subscriptions', {
      customer: (await world.createCustomer()).id,
      items: [{ price: extra }],
      coupons: ['TEN'],
    });
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'coupons.0' }] } });
    await proveTheEnd(world);
  });

  it('is redeemed later, counts from the next invoice on, and can be taken off', async () => {
    await createCoupon(world, { percent_off: '10', duration: 'forever', once_per_customer: true });
    const { id } = await order(world, { prices: [await world.createPrice()] });
    const path = `/v1/subscriptions/${id}/coupons`;
    const { data } = await world.post<{ data: { id: string; code: string }[] }>(path, { code: 'Ten' });
    expect(data).toMatchObject([{ code: 'TEN', periods_left: null }]);
    expect(await world.call('POST', path, { code: 'TEN' })).toMatchObject({ status: 422 });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await world.call('DELETE', `${path}/${data[0]!.id}`)).toMatchObject({
      status: 200,
      body: { data: [] },
    });
    expect(await world.call('DELETE', `${path}/${data[0]!.id}`)).toMatchObject({ status: 404 });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await totals(world)).toEqual(['9.500', '8.550', '9.500']);
    const again = await world.call<Problem>('POST', path, { code: 'TEN' });
    expect(again.body.errors![0]!.message).toContain('can be used once by a customer');
    await proveTheEnd(world);
  });

  it('is not redeemed after its end, after it was withdrawn, or in another currency', async () => {
    await createCoupon(world, { percent_off: '10', expires_at: '2027-01-11T00:00:00Z' });
    const withdrawn = await createCoupon(world, { code: 'GONE', percent_off: '10' });
    await createCoupon(world, { code: 'RIYAL', amount_off: '5', currency: 'SAR' });
    await world.post(`/v1/coupons/${withdrawn.id}/deactivate`, {});
    await world.advanceTo('2027-01-11T00:00:00Z');
    const price = await world.createPrice();
    const customer = (await world.createCustomer()).id;
    for (const [code, why] of [
      ['TEN', 'could be redeemed until'],
      ['GONE', 'there is no coupon'],
      ['RIYAL', 'is for SAR'],
      ['NONE', 'there is no coupon'],
    ] as const) {
      const body = { customer, items: [{ price }], coupons: [code] };
      const { status, body: problem } = await world.call<Problem>('POST', '/v1/subscriptions', body);
      expect([status, problem.errors![0]!.message]).toEqual([422, expect.stringContaining(why)]);
    }
    // Withdrawn, its code may be given again.
    await createCoupon(world, { code: 'gone', percent_off: '20' });
  });

  it.each([
    ['percent_off', { percent_off: '0' }, 400],
    ['percent_off', { percent_off: '100.1' }, 400],
    ['percent_off', { percent_off: 10 }, 400],
    ['percent_off', {}, 422],
    ['percent_off', { percent_off: '1', amount_off: '1.000', currency: 'KWD' }, 422],
    ['amount_off', { amount_off: '1.0001', currency: 'KWD' }, 400],
    ['amount_off', { amount_off: '0', currency: 'KWD' }, 422],
    ['currency', { amount_off: '1' }, 422],
    ['duration', { percent_off: '1', duration: 'always' }, 400],
    ['duration_periods', { percent_off: '1', duration: 'repeating' }, 422],
    ['duration_periods', { percent_off: '1', duration_periods: 2 }, 422],
    ['max_redemptions', { percent_off: '1', max_redemptions: 0 }, 400],
    ['expires_at', { percent_off: '1', expires_at: '2027-01-10T06:00:00Z' }, 422],
    ['plans', { percent_off: '1', plans: [] }, 400],
    ['plans', { percent_off: '1', plans: ['plan_01jd0z2m3n4p5q6r7s8t9v0w1x'] }, 422],
    ['code', { percent_off: '1', code: '' }, 400],
    ['name_ar', { percent_off: '1', name_ar: '' }, 400],
    ['name_ar', { percent_off: '1', name_ar: 'ع'.repeat(81) }, 400],
    ['colour', { percent_off: '1', colour: 'red' }, 400],
  ])('is not made with a wrong %s: %j', async (field, over, status) => {
    const body = { code: 'TEN', name: 'Ten', duration: 'once', ...over };
    expect(await world.call('POST', '/v1/coupons', body)).toMatchObject({
      status,
      body: { errors: [{ field }] },
    });
  });
});
