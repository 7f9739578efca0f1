import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { createCoupon, invoicesOf, type Problem } from './support/billing.js';
import { truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

describe('a consent to one amount', () => {
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

  it('leaves a balance that does not pay all of an invoice, and an open invoice is credited whole or not at all', async () => {
    const { id: customer } = await world.createCustomer();
    const items = [{ price: await world.createPrice() }];
    const made = await world.post<Subscription>('/v1/subscriptions', { customer, items, agreement_amount: 'fixed' }); // prettier-ignore
    await world.payOnPage(made);
    await world.rest();
    const give = (amount: string) =>
      world.post(`/v1/customers/${customer}/balance/adjustments`, { direction: 'credit', amount, currency: 'KWD', reason: 'a gift' }); // prettier-ignore
    await give('4.000');
    const upcoming = await world.get(`/v1/subscriptions/${made.id}/upcoming-invoice`);
    expect(upcoming).toMatchObject({ balance_applied: '0.000', amount_due: '9.500' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '9.500']);
    await give('6.000');
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await captured()).toEqual(['9.500', '9.500']);
    expect((await invoicesOf(world)).at(-1)).toMatchObject({ status: 'paid', balance_applied: '9.500' });

    await world.fault({ endpoint: 'auto_debit' }, { type: 'force_decline', code: '51' });
    await world.advanceTo('2027-04-10T06:00:00Z');
    const open = (await invoicesOf(world)).at(-1)!;
    expect(open).toMatchObject({ status: 'open', amount_due: '9.500', balance_applied: '0.000' });
    const note = { invoice: open.id, to: 'open_amount', reason: 'kind' };
    for (const path of ['/v1/credit-notes/preview', '/v1/credit-notes']) {
      const { status, body } = await world.call<Problem>('POST', path, { ...note, amount: '2.000' });
      expect([status, body.errors![0]!.field]).toEqual([422, 'amount']);
      expect(body.detail).toContain('must be all that is open, 9.500 KWD');
    }
    expect(await world.call('POST', '/v1/credit-notes', note)).toMatchObject({ status: 201 });
    expect(await world.subscription(made.id)).toMatchObject({ status: 'active' });
    await proveTheEnd(world);
  });

  it('is refused where payments would differ, and so is a coupon later; phases are held against a greatest amount', async () => {
    await createCoupon(world, { percent_off: '10', duration: 'forever' });
    const { id: customer } = await world.createCustomer();
    const [price, dearer] = [await world.createPrice(), await world.createPrice({ amount: '12.000' })];
    const ask = async (terms: object) => {
      const path = '/v1/subscriptions';
      const body = { customer, items: [{ price }], ...terms };
      const made = await world.call<Problem & Subscription>('POST', path, body);
      return { ...made, field: made.body.errors?.[0]?.field };
    };
    const fixed = { agreement_amount: 'fixed' };
    const phases = [{ items: [{ price: dearer }], after_periods: 2 }];
    for (const terms of [{ coupons: ['TEN'] }, { anchor: { day_of_month: 1 } }, { phases }]) {
      const { status, field, body } = await ask({ ...fixed, ...terms });
      expect([status, field]).toEqual([422, 'agreement_amount']);
      expect(body.detail).toContain('make the payments differ; allowed is variable');
    }
    expect(await ask({ phases, agreement_max_amount: '11.999' })).toMatchObject({
      status: 422,
      field: 'agreement_max_amount',
    });
    expect(await ask({ phases, agreement_max_amount: '12.000' })).toMatchObject({ status: 201 });
    const { status, body } = await ask({ ...fixed, anchor: { day_of_month: 1, stub: 'full' } });
    expect(status).toBe(201);
    await world.payOnPage(body);
    await world.rest();
    for (const path of ['coupons/preview', 'coupons']) {
      const refused = await world.call<Problem>('POST', `/v1/subscriptions/${body.id}/${path}`, { code: 'TEN' }); // prettier-ignore
      expect([refused.status, refused.body.errors![0]!.field]).toEqual([422, 'code']);
    }
  });

  it('is not taken up again with a part of a period, which could not be charged', async () => {
    const { id: customer } = await world.createCustomer();
    const items = [{ price: await world.createPrice() }];
    const made = await world.post<Subscription>('/v1/subscriptions', { customer, items, agreement_amount: 'fixed' }); // prettier-ignore
    await world.payOnPage(made);
    await world.rest();
    const resume = `/v1/subscriptions/${made.id}/resume`;
    await world.post(`/v1/subscriptions/${made.id}/pause`, {});
    // Within what was paid for nothing is counted anew, and nothing is a part.
    await world.post(`${resume}/preview`, { anchor: 'keep' });
    await world.advanceTo('2027-02-20T06:00:00Z');
    for (const [path, more] of [
      [resume, {}],
      [`${resume}/preview`, {}],
      [resume, { at: '2027-02-25T06:00:00Z' }],
    ] as const) {
      const { status, body } = await world.call<Problem>('POST', path, { anchor: 'keep', ...more });
      expect([status, body.errors![0]!.field]).toEqual([422, 'anchor']);
      expect(body.detail).toContain('Allowed is now');
    }
    expect(await world.subscription(made.id)).toMatchObject({ status: 'paused' });
    await world.post(resume, { anchor: 'now' });
    await world.rest();
    expect(await captured()).toEqual(['9.500', '9.500']);
    await proveTheEnd(world);
  });
});
