import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { createCoupon, invoicesOf, order, type Problem } from './support/billing.js';
import { balance, truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

describe('tax', () => {
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

  const levy = (over: object = {}) =>
    world.post<{ id: string }>('/v1/tax-rates', { country: 'SA', percent: '15', inclusive: false, ...over });
  const sar = (amount: string) => world.createPrice({ currency: 'SAR', amount });
  const ledger = async (currency: string) => [
    await balance(world, 'revenue', currency),
    await balance(world, 'tax', currency),
    await balance(world, 'receivable', currency),
  ];

  it('within prices of three lines is the tax of their sum, with no halala lost', async () => {
    await world.post('/v1/tax-rates/defaults', {});
    const prices = [await sar('9.99'), await sar('9.99'), await sar('9.99')];
    await order(world, { prices, customer: { country: 'SA' } });
    const [invoice] = await invoicesOf(world);
    expect(invoice).toMatchObject({ subtotal: '29.97', tax_total: '3.91', total: '29.97' });
    expect(invoice!.lines.map(({ tax, total }) => [tax, total])).toEqual([
      ['1.31', '9.99'],
      ['1.30', '9.99'],
      ['1.30', '9.99'],
    ]);
    expect(invoice!.lines[0]!.explanation).toContain('VAT of 15 % is contained in it: 1.31 SAR.');
    expect(await ledger('SAR')).toEqual([-2606n, -391n, 0n]);
    await proveTheEnd(world);
  });

  it('on top of prices is part of what a customer agrees to, so that renewals are within it', async () => {
    await levy();
    const price = await sar('9.99');
    const subscribe = async (terms: object) => {
      const { id: customer } = await world.post<{ id: string }>('/v1/customers', { name: 'N', email: 'n@example.com', country: 'SA' }); // prettier-ignore
      return world.call<Problem & Subscription>('POST', '/v1/subscriptions', { customer, items: [{ price }], ...terms }); // prettier-ignore
    };
    const tooLow = await subscribe({ agreement_max_amount: '11.48' });
    expect(tooLow).toMatchObject({ status: 422, body: { errors: [{ field: 'agreement_max_amount' }] } });
    expect(tooLow.body.detail).toContain('what a period costs with tax, 11.49 SAR');
    for (const terms of [{ agreement_max_amount: '11.49' }, { agreement_amount: 'fixed' }]) {
      await world.payOnPage((await subscribe(terms)).body);
      await world.rest();
    }
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(Array(6).fill('11.49'));
    await proveTheEnd(world);
  });

  it('on top of prices is on what a coupon leaves', async () => {
    await levy();
    await createCoupon(world, { percent_off: '10' });
    await order(world, { prices: [await sar('100.00')], customer: { country: 'SA' }, coupons: ['TEN'] });
    const [invoice] = await invoicesOf(world);
    expect(invoice).toMatchObject({
      subtotal: '100.00',
      discount_total: '10.00',
      tax_total: '13.50',
      total: '103.50',
    });
    expect((await truth(world)).charges.map(({ captured }) => captured)).toEqual(['103.50']);
    expect(await ledger('SAR')).toEqual([-9000n, -1350n, 0n]);
    await proveTheEnd(world);
  });

  it('is not paid by an exempt customer, nor in a country without a rate', async () => {
    await levy();
    await order(world, { prices: [await sar('100.00')], customer: { country: 'SA', tax_exempt: true } });
    await order(world, { prices: [await sar('100.00')], customer: { country: 'KW' } });
    await order(world, { prices: [await sar('100.00')] });
    expect((await invoicesOf(world)).map(({ total, tax_total }) => [total, tax_total])).toEqual(Array(3).fill(['100.00', '0.00'])); // prettier-ignore
    await proveTheEnd(world);
  });

  it('is decided anew for each invoice, and kept on the ones that are there', async () => {
    const rate = await levy();
    const { customer } = await order(world, { prices: [await sar('100.00')], customer: { country: 'SA' } });
    const five = () => world.call('POST', '/v1/tax-rates', { country: 'SA', percent: '5', inclusive: false, replaces: rate.id }); // prettier-ignore
    expect([(await five()).status, (await five()).status]).toEqual([201, 422]);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await world.call('PATCH', `/v1/customers/${customer}`, { tax_exempt: true })).toMatchObject({
      status: 200,
    });
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect((await invoicesOf(world)).map(({ total }) => total)).toEqual(['115.00', '105.00', '100.00']);
    await proveTheEnd(world);
  });

  it('of customers that name no country is that of the country that the merchant names', async () => {
    await levy();
    expect(await world.call('PATCH', '/v1/merchant', { default_country: 'SA' })).toMatchObject({
      status: 200,
    });
    await order(world, { prices: [await sar('100.00')] });
    expect(await invoicesOf(world)).toMatchObject([{ total: '115.00' }]);
    // Set by mistake it would count for good, if it could not be taken away again.
    for (let i = 0; i < 2; i++)
      expect(
        await world.call('PATCH', '/v1/merchant', { default_country: null, ottu_public_key: null }),
      ).toMatchObject({
        status: 200,
        body: { default_country: null, ottu_public_key: null },
      });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await invoicesOf(world)).toMatchObject([{ total: '115.00' }, { total: '100.00' }]);
    await proveTheEnd(world);
  });

  it('goes back with a void invoice', async () => {
    await levy();
    const { id } = await world.createCustomer();
    expect(await world.call('PATCH', `/v1/customers/${id}`, { country: 'SA' })).toMatchObject({
      status: 200,
    });
    const subscription = await world.subscribe({ id }, await sar('100.00'));
    await world.cancel(subscription.id, 'now');
    await world.advanceBy({ days: 2 });
    expect(await invoicesOf(world)).toMatchObject([{ status: 'void', total: '115.00' }]);
    expect(await ledger('SAR')).toEqual([0n, 0n, 0n]);
    await proveTheEnd(world);
  });

  it('has one rate in force in a country, however many ask at once', async () => {
    const body = { country: 'BH', percent: '10', inclusive: true };
    const answers = await Promise.all([1, 2, 3].map(() => world.call('POST', '/v1/tax-rates', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { data } = await world.post<{ data: object[] }>('/v1/tax-rates/defaults', {});
    expect(data).toHaveLength(4);
    const [row] = await engine.sql(`SELECT tax_rate_count FROM merchants WHERE id = $1`, [world.merchant.id]);
    expect(row).toEqual({ tax_rate_count: 4 });
  });

  it.each([
    ['country', { country: 'XX' }],
    ['country', { country: 'sa' }],
    ['percent', { percent: '-1' }],
    ['percent', { percent: 15 }],
    ['percent', { percent: '15.00001' }],
    ['inclusive', { inclusive: 'yes' }],
    ['name', { name: '' }],
  ])('is not levied with a wrong %s: %j', async (field, over) => {
    const body = { country: 'SA', percent: '15', inclusive: false, ...over };
    expect(await world.call('POST', '/v1/tax-rates', body)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
  });
});
