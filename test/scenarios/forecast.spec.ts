import { InProcessEngine } from '../support/in-process-engine.js';
import { type SubscriberInput, type Subscription, World } from '../support/world.js';
import { createCoupon } from './support/billing.js';
import { truth } from './support/books.js';
import { type Foretold, foretell, proveTrue } from './support/foretold.js';
import { standing } from './support/life.js';

/** Each begins where a calendar is difficult. */
const STORIES: [name: string, begin: string, input: SubscriberInput, months: number][] = [
  ['a month from the 31st', '2027-01-31T06:00:00Z', {}, 14],
  ['a year from 29 February', '2028-02-29T06:00:00Z', { interval: 'year' }, 50],
  ['two weeks over the change of clocks in Cairo', '2027-04-10T21:59:00Z', { interval: 'week', count: 2, timeZone: 'Africa/Cairo' }, 8], // prettier-ignore
  [
    'days over the change of clocks in Beirut',
    '2027-03-20T22:30:00Z',
    { interval: 'day', timeZone: 'Asia/Beirut' },
    1,
  ],
  ['a quarter after a trial', '2027-01-10T06:00:00Z', { count: 3, trialDays: 14 }, 24],
];

describe('a forecast', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const forecast = (id: string, months: number) => foretell(world, id, months);

  it.each(STORIES)('is what then happens: %s', async (_, begin, input, months) => {
    world = await World.begin(engine, begin);
    const { id } = await world.subscriber(input);
    const foretold = await forecast(id, months);
    expect(foretold.data.length).toBeGreaterThan(3);
    const upcoming = await world.get<Foretold>(`/v1/subscriptions/${id}/upcoming-invoice`);
    expect(upcoming).toEqual(foretold.data[0]);
    await proveTrue(world, foretold);
  });

  it('knows what is planned: phases, coupons that run out, a pause, and a cancel on a date', async () => {
    world = await World.begin(engine, '2027-01-31T06:00:00Z');
    const [small, full] = [
      await world.createPrice({ amount: '8.000' }),
      await world.createPrice({ amount: '20.000' }),
    ];
    await createCoupon(world, { percent_off: '50', duration: 'repeating', duration_periods: 3 });
    await createCoupon(world, { code: 'ONE', amount_off: '1.000', currency: 'KWD', duration: 'once' });
    const { id: customer } = await world.createCustomer();
    const made = await world.post<Subscription>('/v1/subscriptions', {
      customer,
      items: [{ price: small }],
      coupons: ['TEN', 'ONE'],
      phases: [{ after_periods: 2, items: [{ price: full, quantity: 2 }] }],
    });
    await world.payOnPage(made);
    await world.rest();
    const path = `/v1/subscriptions/${made.id}`;
    await world.post(`${path}/pause`, { when: 'period_end', resume_at: '2027-03-20T09:00:00Z' });
    await world.post(`${path}/cancel`, { when: 'date', at: '2027-08-01T00:00:00Z', reason: 'moves away' });
    const foretold = await forecast(made.id, 24);
    expect(foretold.data.map(({ bills_at, total }) => [bills_at.slice(0, 10), total])).toEqual([
      ['2027-03-20', '4.000'],
      ['2027-04-20', '20.000'],
      ['2027-05-20', '40.000'],
      ['2027-06-20', '40.000'],
      ['2027-07-20', '40.000'],
    ]);
    expect(foretold.end).toEqual({ kind: 'cancel', at: '2027-08-01T00:00:00.000Z', reason: 'moves away' });
    await proveTrue(world, foretold);
  });

  it('knows of another interval from the next period on, and of what is paid once with it', async () => {
    world = await World.begin(engine, '2027-01-31T06:00:00Z');
    const { id } = await world.subscriber();
    const yearly = await world.createPrice({ interval: 'year', amount: '90.000' });
    const plan = await world.post<{ prices: { id: string }[] }>('/v1/plans', {
      name: 'Setup',
      prices: [{ currency: 'KWD', amount: '7.000', type: 'one_off' }],
    });
    const { items } = await standing(world, id);
    await world.post(`/v1/subscriptions/${id}/change`, {
      items: [{ item: items[0]!.id, price: yearly }, { price: plan.prices[0]!.id }],
      when: 'period_end',
    });
    const foretold = await forecast(id, 36);
    expect(foretold.data.map(({ bills_at, total }) => [bills_at.slice(0, 10), total])).toEqual([
      ['2027-02-28', '97.000'],
      ['2028-02-29', '90.000'],
      ['2029-02-28', '90.000'],
    ]);
    await proveTrue(world, foretold);
  });

  it('knows the share of a change on a date in the running period: charged there, given back there, or left to the next', async () => {
    world = await World.begin(engine, '2027-01-31T06:00:00Z');
    await world.post('/v1/tax-rates', { country: 'KW', percent: '5', inclusive: false });
    await createCoupon(world, { percent_off: '33.3333', duration: 'repeating', duration_periods: 3 });
    const prices = [
      await world.createPrice({ amount: '9.999' }),
      await world.createPrice({ amount: '31.007' }),
    ];
    const who = { name: 'Noura', email: 'noura@example.com', country: 'KW' };
    const { id: customer } = await world.post<{ id: string }>('/v1/customers', who);
    const body = { customer, items: [{ price: prices[0] }], coupons: ['TEN'] };
    const made = await world.post<Subscription>('/v1/subscriptions', body);
    await world.payOnPage(made);
    await world.rest();
    for (const [price, proration, shared] of [
      [prices[1], 'day', 1],
      [prices[0], 'second', 1],
      [prices[1], 'next_invoice', 0],
    ] as const) {
      const { items, current_period_end: end } = await standing(world, made.id);
      const now = (await world.now()).getTime();
      const at = new Date(now + (Date.parse(end!) - now) * 0.4).toISOString();
      const change = { items: [{ item: items[0]!.id, price }], when: 'date', at, proration };
      const { change: told } = await world.post<{ change: { invoice: { total: string } | null } }>(
        `/v1/subscriptions/${made.id}/change`,
        change,
      );
      const foretold = await forecast(made.id, 2);
      const within = foretold.data.filter(({ kind }) => kind === 'change');
      expect(within).toHaveLength(shared);
      expect(within.map(({ total }) => total)).toEqual(told.invoice ? [told.invoice.total] : []);
      await proveTrue(world, foretold);
      await world.advanceBy({ days: 3 });
    }
  });

  it('knows what changes on dates in later periods come to, from what will have been charged by then', async () => {
    world = await World.begin(engine, '2027-01-31T06:00:00Z');
    await world.post('/v1/tax-rates', { country: 'KW', percent: '5', inclusive: false });
    await createCoupon(world, { percent_off: '33.3333', duration: 'repeating', duration_periods: 5 });
    const [small, large, seat, yearly] = [
      await world.createPrice({ amount: '9.999' }),
      await world.createPrice({ amount: '31.007' }),
      await world.createPrice({ amount: '2.003' }),
      await world.createPrice({ amount: '199.990', interval: 'year' }),
    ];
    const who = { name: 'Noura', email: 'noura@example.com', country: 'KW' };
    const { id: customer } = await world.post<{ id: string }>('/v1/customers', who);
    const items = [{ price: small }, { price: seat, quantity: 3 }];
    const made = await world.post<Subscription>('/v1/subscriptions', { customer, items, coupons: ['TEN'] });
    await world.payOnPage(made);
    await world.rest();
    const path = `/v1/subscriptions/${made.id}`;
    const plan = async (to: string, at: string, proration: string, gone: object[] = []) => {
      const [first, second] = (await standing(world, made.id)).items;
      const others = gone.map((how) => ({ item: second!.id, ...how }));
      const change = { items: [{ item: first!.id, price: to }, ...others], when: 'date', at, proration };
      await world.post(`${path}/change`, change);
    };
    await plan(large, '2027-04-12T15:30:00Z', 'second');
    // Beside it none can be asked for any more, but older ones may be there: less, left to the invoice that comes next.
    const less = { kind: 'items', items: [{ price: small, quantity: '1' }, { price: seat, quantity: '2' }], on_date: { proration: 'next_invoice' } }; // prettier-ignore
    await engine.sql(
      `INSERT INTO scheduled_changes (merchant_id, public_id, subscription_id, kind, origin, at, what, status, created_at)
       SELECT merchant_id, 'sch_01jd0z2m3n4p5q6r7s8t9v0w1x', subscription_id, kind, origin, $2, $3, status, created_at
       FROM scheduled_changes WHERE merchant_id = $1`,
      [world.merchant.id, '2027-05-20T06:00:00Z', JSON.stringify(less)],
    );
    const foretold = await forecast(made.id, 6);
    expect(foretold.data.map(({ kind, bills_at, lines }) => [kind, bills_at.slice(5, 10), lines.length])).toEqual([
      ['period', '02-28', 2],
      ['period', '03-31', 2],
      ['change', '04-12', 2],
      ['period', '04-30', 2],
      ['period', '05-31', 6],
      ['period', '06-30', 2],
      ['period', '07-31', 2],
    ]); // prettier-ignore
    await proveTrue(world, foretold);
    await plan(yearly, '2027-09-10T09:00:00Z', 'day', [{ remove: true }]);
    const counted = await forecast(made.id, 15);
    expect(counted.data.map(({ kind, bills_at }) => [kind, bills_at.slice(2, 10)])).toEqual([
      ['period', '27-08-31'],
      ['change', '27-09-10'],
      ['period', '27-09-10'],
      ['period', '28-09-10'],
    ]);
    await proveTrue(world, counted);
  });

  it('ends where the subscription will be canceled, and says why', async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    const { id } = await world.subscriber();
    // Five years of days are more than is told at once.
    const daily = await forecast((await world.subscriber({ interval: 'day' })).id, 60);
    expect([daily.data.length, daily.data.at(-1)!.period_end, daily.end]).toEqual([800, daily.until, null]);
    expect(daily.stopped).toMatchObject({ at: daily.until, reason: expect.stringContaining('800 invoices') });
    await world.cancel(id, 'period_end');
    expect(await forecast(id, 24)).toMatchObject({
      data: [],
      end: {
        kind: 'cancel',
        at: '2027-02-10T06:00:00.000Z',
        reason: 'It was to be canceled at the end of its period.',
      },
    });
    expect(await world.call('GET', `/v1/subscriptions/${id}/upcoming-invoice`)).toMatchObject({
      status: 409,
      body: { detail: 'There is no upcoming invoice: It was to be canceled at the end of its period.' },
    });
  });

  it('takes the balance of the customer into account, as the invoices then do', async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    const { id, customer } = await world.subscriber();
    await world.post(`/v1/customers/${customer}/balance/adjustments`, {
      amount: '12.000',
      currency: 'KWD',
      direction: 'credit',
      reason: 'A gift',
    });
    const { data } = await forecast(id, 3);
    expect(data.map(({ balance_applied, amount_due }) => [balance_applied, amount_due])).toEqual([
      ['9.500', '0.000'],
      ['2.500', '7.000'],
      ['0.000', '9.500'],
    ]);
    await world.advanceTo('2027-04-10T06:00:00Z');
    const { charges } = await truth(world);
    expect(charges.slice(1).map(({ captured }) => captured)).toEqual(['7.000', '9.500']);
  });

  it('of what nobody has paid for yet is empty', async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
    expect(await forecast(subscription.id, 24)).toMatchObject({ data: [], end: { kind: 'none' } });
  });

  it('refuses to look further than five years, or backwards', async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    const { id } = await world.subscriber();
    for (const months of ['0', '61', 'x'])
      expect(await world.call('GET', `/v1/subscriptions/${id}/forecast?months=${months}`)).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'months', message: 'must be a whole number from 1 to 60' }] },
      });
  });
});
