import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books } from './support/books.js';
import { events, follow, led, payable, payAt, tries } from './support/links.js';
import { type Change, changeBody } from './support/life.js';
import { everything, proveTheEnd } from './support/proofs.js';

describe('a consent that comes to its end', () => {
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

  /** A monthly subscription with terms of its own, whose customer has paid with a card until `expiry`. */
  async function subscriber(terms: object, expiry = '12/49', price?: string): Promise<Subscription> {
    const { id: customer } = await world.createCustomer();
    const items = [{ price: price ?? (await world.createPrice()) }];
    const subscription = await world.post<Subscription>('/v1/subscriptions', { customer, items, ...terms });
    await payAt(subscription.checkout!.url, 'approved_visa', expiry);
    await world.rest();
    return world.subscription(subscription.id);
  }

  const agreements = () =>
    engine.sql<{ status: string; cycles_used: number; at_ottu: string }>(
      `SELECT status, cycles_used FROM agreements WHERE merchant_id = $1 ORDER BY id`,
      [world.merchant.id],
    );
  const asked = async () => (await events(world, 'agreement.consent_needed')).map(({ limit }) => limit);
  const linkOf = async (type: string) => (await events(world, type)).at(-1)!['url'] as string;

  it('by its date is asked for thirty days ahead, once, and the new one is charged under', async () => {
    const subscription = await subscriber({ agreement_days: 100 });
    // 100 days from 10 January are 20 April; thirty before that is 21 March, in Kuwait.
    await world.advanceTo('2027-03-20T20:59:59Z');
    expect(await asked()).toEqual([]);
    await world.advanceTo('2027-03-20T21:00:00Z');
    expect(await asked()).toEqual(['expiry']);
    await world.advanceTo('2027-04-15T06:00:00Z');
    expect(await asked()).toEqual(['expiry']);
    const page = await led(await linkOf('agreement.consent_needed'));
    expect(await led(await linkOf('agreement.consent_needed'))).toBe(page);
    expect(await payable(world)).toHaveLength(1);
    await payAt(page);
    await world.rest();
    expect(await agreements()).toEqual([
      { status: 'ended', cycles_used: 4 },
      { status: 'active', cycles_used: 0 },
    ]);
    await world.advanceTo('2027-05-10T06:00:00Z');
    expect(await agreements()).toEqual([
      { status: 'ended', cycles_used: 4 },
      { status: 'active', cycles_used: 1 },
    ]);
    expect((await world.subscription(subscription.id)).status).toBe('active');
    await proveTheEnd(world);
  });

  it('that is not renewed stops charging at its end, and a new one has tried at once what is open', async () => {
    const subscription = await subscriber({ agreement_days: 60 });
    // A year of it would outlast what was agreed to; nothing of such a change is made.
    const before = await everything(world);
    const yearly = await changeBody(world, subscription.id, {
      price: await world.createPrice({ interval: 'year' }),
    });
    for (const when of ['now', 'period_end'])
      expect(
        await world.call('POST', `/v1/subscriptions/${subscription.id}/change`, { ...yearly, when }),
      ).toMatchObject({
        status: 422,
        body: {
          code: 'consent_needed',
          errors: [{ field: 'items' }],
          detail: expect.stringContaining('every year would outlast the agreement, which ends on 2027-03-11'),
        },
      });
    expect(await everything(world)).toEqual(before);
    await world.advanceTo('2027-03-11T06:00:00Z');
    // Ended on 11 March, and the period of the 10th was still within it.
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded', 'mit succeeded']);
    await world.advanceTo('2027-04-12T06:00:00Z');
    expect(await tries(world)).toHaveLength(3);
    expect((await world.subscription(subscription.id)).status).toBe('past_due');
    await payAt(await led(await linkOf('agreement.consent_needed')));
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded', 'mit succeeded', 'mit succeeded']);
    expect((await world.subscription(subscription.id)).status).toBe('active');
    expect((await books(world)).invoices.map(({ status }) => status)).toEqual(Array(4).fill('paid'));
    await proveTheEnd(world);
  });

  it('may be asked for by a change: made at the end of the period by who agrees, and dropped for who does not', async () => {
    const [willing, silent] = [
      await subscriber({ agreement_max_amount: '10.000' }),
      await subscriber({ agreement_max_amount: '10.000' }),
    ];
    const price = await world.createPrice({ amount: '12.000' });
    const path = (id: string) => `/v1/subscriptions/${id}/change`;
    const body = await changeBody(world, willing.id, { price }, { when: 'period_end' });
    expect(await world.call('POST', path(willing.id), body)).toMatchObject({
      status: 422,
      body: {
        code: 'consent_needed',
        errors: [{ field: 'items' }],
        detail: expect.stringContaining('consent "request"'),
      },
    });
    const urls: string[] = [];
    for (const { id } of [willing, silent]) {
      const asking = await changeBody(world, id, { price }, { when: 'period_end', consent: 'request' });
      const made = await world.post<Change & { consent_url: string }>(path(id), asking);
      expect(made.change).toMatchObject({ needs_consent: true, next_invoice: { total: '12.000' } });
      urls.push(made.consent_url);
    }
    await world.rest();
    expect(await asked()).toEqual(['change', 'change']);
    expect((await events(world, 'agreement.consent_needed')).map(({ url }) => url).sort()).toEqual(
      [...urls].sort(),
    );
    const next = async ({ id }: Subscription) =>
      (await world.get<{ total: string }>(`/v1/subscriptions/${id}/upcoming-invoice`)).total;
    expect([await next(willing), await next(silent)]).toEqual(['9.500', '9.500']);
    await payAt(await led(urls[0]!));
    await world.rest();
    expect([await next(willing), await next(silent)]).toEqual(['12.000', '9.500']);
    await world.advanceTo('2027-02-10T06:00:00Z');
    const charged = (await books(world)).invoices.map(({ total }) => total);
    expect(charged).toEqual([9500n, 12_000n, 9500n, 9500n]);
    expect(await events(world, 'subscription.change_failed')).toMatchObject([
      { subscription_id: silent.id, reason: expect.stringContaining('The customer has not agreed to it') },
    ]);
    await proveTheEnd(world);
  });

  it('by its payments is asked for when three are left', async () => {
    await subscriber({ agreement_payments: 5 });
    await world.advanceTo('2027-02-10T05:59:59Z');
    expect(await asked()).toEqual([]);
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await asked()).toEqual(['cycles']);
    expect(await events(world, 'agreement.consent_needed')).toMatchObject([{ cycles_left: 3 }]);
    await payAt(await led(await linkOf('agreement.consent_needed')));
    await world.advanceTo('2027-05-10T06:00:00Z');
    expect(await agreements()).toEqual([
      { status: 'ended', cycles_used: 3 },
      { status: 'active', cycles_used: 2 },
    ]);
    // Noticed within the least distance of two payments, a week here, so long before the next one.
    await world.advanceTo('2027-05-17T06:00:00Z');
    expect(await asked()).toEqual(['cycles', 'cycles']);
    await payAt(await led(await linkOf('agreement.consent_needed')));
    await world.rest();
    await proveTheEnd(world);
  });

  it('by its amount is asked for before the period that costs more, and nothing above it is charged', async () => {
    const subscription = await subscriber({ agreement_max_amount: '10.000' });
    await engine.sql(`UPDATE subscription_items SET quantity = 2 WHERE merchant_id = $1`, [
      world.merchant.id,
    ]);
    await world.advanceTo('2027-01-12T06:00:00Z');
    expect(await asked()).toEqual(['amount']);
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await tries(world)).toEqual(['cit succeeded']);
    // Looked at again with the new period, and told already.
    expect(await asked()).toEqual(['amount']);
    expect((await world.subscription(subscription.id)).status).toBe('past_due');
    await payAt(await led(await linkOf('agreement.consent_needed')));
    await world.rest();
    expect(await tries(world)).toEqual(['cit succeeded', 'mit succeeded']);
    const [row] = await engine.sql<{ max: bigint }>(
      `SELECT max_amount_minor AS max FROM agreements WHERE merchant_id = $1 AND status = 'active'`,
      [world.merchant.id],
    );
    expect(row!.max).toBe(19_000n);
    await proveTheEnd(world);
  });

  it('is told to Ottu as the customer was asked for it', async () => {
    await subscriber({ agreement_payments: 12, agreement_max_amount: '9.500' });
    const { agreements: known } = await world.control<{ agreements: { terms: object }[] }>(
      'GET',
      '/control/state',
    );
    expect(known.map(({ terms }) => terms)).toMatchObject([
      { total_cycles: 12, max_amount_per_cycle: '9.500', amount_variability: 'variable' },
    ]);
    await subscriber({ agreement_amount: 'fixed' });
    const { agreements: both } = await world.control<{ agreements: { terms: object }[] }>(
      'GET',
      '/control/state',
    );
    expect(both[1]!.terms).toMatchObject({ amount_variability: 'fixed' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await tries(world)).toEqual([
      ...Array(2).fill('cit succeeded'),
      ...Array(2).fill('mit succeeded'),
    ]);
  });

  it('of a card that ends before the next payment is asked for with a link, once, and another card ends it', async () => {
    await subscriber({}, '05/27');
    // Good until 31 May, for the platform until 1 May: the payment of 10 May is the one in danger.
    await world.advanceTo('2027-04-10T05:59:59Z');
    expect(await events(world, 'card.expiring')).toEqual([]);
    await world.advanceTo('2027-04-12T06:00:00Z');
    expect(await events(world, 'card.expiring')).toMatchObject([
      { expiry_month: 5, expiry_year: 2027, card: { brand: 'VISA' } },
    ]);
    const link = await linkOf('card.expiring');
    await payAt(await led(link), 'approved_mastercard');
    await world.rest();
    expect(await agreements()).toEqual([{ status: 'active', cycles_used: 4 }]);
    await world.advanceTo('2027-07-10T06:00:00Z');
    expect(await events(world, 'card.expiring')).toHaveLength(1);
    expect((await tries(world)).filter((one) => one === 'mit succeeded')).toHaveLength(6);
    await proveTheEnd(world);
  });

  it('is of no use after the end of the subscription', async () => {
    const subscription = await subscriber({ agreement_days: 40 });
    await world.advanceTo('2027-01-22T06:00:00Z');
    const link = await linkOf('agreement.consent_needed');
    await world.cancel(subscription.id, 'now');
    expect((await follow(link)).notice).toBe('nothing_to_give');
    await proveTheEnd(world);
  });

  it.each([
    [{ agreement_max_amount: '9.499' }, 422, 'agreement_max_amount'],
    [{ agreement_max_amount: '9.5001' }, 400, 'agreement_max_amount'],
    [{ agreement_max_amount: '-1' }, 400, 'agreement_max_amount'],
    [{ agreement_days: 0 }, 400, 'agreement_days'],
    [{ agreement_payments: 1000 }, 400, 'agreement_payments'],
    [{ agreement_amount: 'any' }, 400, 'agreement_amount'],
  ])('is refused with the name of the field when it cannot be given: %p', async (terms, status, field) => {
    const { id: customer } = await world.createCustomer();
    const items = [{ price: await world.createPrice() }];
    const answer = await world.call('POST', '/v1/subscriptions', { customer, items, ...terms });
    expect(answer).toMatchObject({ status, body: { errors: [{ field }] } });
  });
});
