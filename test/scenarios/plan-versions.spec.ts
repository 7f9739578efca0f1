import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

interface Plan {
  id: string;
  version: number;
  prices: { id: string; plan_version: number }[];
}

describe('a plan in versions', () => {
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

  const monthly = (amount: string) => ({ currency: 'KWD', interval: 'month', amount });
  const seats = (limit: number | null) => ({ key: 'seats', type: 'limit', limit });
  const sso = (enabled: boolean) => ({ key: 'sso', type: 'switch', enabled });
  const sell = (plan: object) => world.post<Plan>('/v1/plans', { name: 'Gold', ...plan });
  const version = (plan: Plan, body: object) => world.post<Plan>(`/v1/plans/${plan.id}/versions`, body);
  const entitlements = async (of: Subscription) =>
    (await world.get<{ entitlements: object[] }>(`/v1/customers/${of.customer}/access`)).entitlements;

  async function subscribe(...prices: string[]): Promise<Subscription> {
    const customer = await world.createCustomer();
    const items = prices.map((price) => ({ price }));
    const subscription = await world.post<Subscription>('/v1/subscriptions', {
      customer: customer.id,
      items,
    });
    await world.payOnPage(subscription);
    await world.rest();
    return subscription;
  }

  it('leaves those who have an earlier one with its price and what it gives', async () => {
    const plan = await sell({ prices: [monthly('9.5')], features: [seats(5)] });
    const early = await subscribe(plan.prices[0]!.id);
    const second = await version(plan, {
      prices: [monthly('12')],
      features: [seats(3), sso(true)],
      note: '2027',
    });
    expect(second).toMatchObject({ version: 2, current: true, note: '2027', prices: [{ plan_version: 2 }] });
    const late = await subscribe(second.prices[0]!.id);
    await world.advanceTo('2027-02-11T00:00:00Z');
    expect((await truth(world)).charges.map(({ captured }) => captured).sort()).toEqual([
      '12.000',
      '12.000',
      '9.500',
      '9.500',
    ]);
    expect(await entitlements(early)).toEqual([seats(5)]);
    expect(await entitlements(late)).toEqual([seats(3), sso(true)]);
    await proveTheEnd(world);
  });

  it('is sold by the newest, and keeps what it gives when the new one says nothing of it', async () => {
    const plan = await sell({ prices: [monthly('9.5')], features: [seats(5)] });
    await version(plan, { prices: [monthly('12')] });
    const customer = await world.createCustomer();
    const old = await world.call<{ detail: string }>('POST', '/v1/subscriptions', {
      customer: customer.id,
      items: [{ price: plan.prices[0]!.id }],
    });
    expect(old).toMatchObject({ status: 422, body: { detail: expect.stringContaining('no longer sold') } });
    const { data } = await world.get<{ data: object[] }>(`/v1/plans/${plan.id}/versions`);
    expect(data).toMatchObject([
      { version: 2, current: true, features: [seats(5)], prices: [{ amount: '12.000' }] },
      { version: 1, current: false, features: [seats(5)], prices: [{ amount: '9.500' }] },
    ]);
    expect(await world.get<Plan>(`/v1/plans/${plan.id}`)).toMatchObject({ version: 2, features: [seats(5)] });
  });

  it('gives together with others the most that any gives, and nothing without access', async () => {
    const gold = await sell({ prices: [monthly('9.5')], features: [seats(5), sso(false)] });
    const extra = await sell({
      name: 'Extra',
      add_on: true,
      prices: [monthly('1')],
      features: [seats(null), sso(true)],
    });
    const subscription = await subscribe(gold.prices[0]!.id, extra.prices[0]!.id);
    expect(await entitlements(subscription)).toEqual([seats(null), sso(true)]);
    // A hundred checkouts that came to nothing are newer than what is paid, and do not stand before it.
    await engine.sql(
      `INSERT INTO subscriptions OVERRIDING SYSTEM VALUE
       SELECT (jsonb_populate_record(s, jsonb_build_object('id', nextval(pg_get_serial_sequence('subscriptions', 'id')),
         'public_id', s.public_id || n, 'status', 'ended', 'next_bill_at', NULL, 'idempotency_key', NULL, 'ended_at', s.created_at))).*
       FROM subscriptions s, generate_series(1, 100) AS n WHERE s.merchant_id = $1 AND s.public_id = $2`,
      [world.merchant.id, subscription.id],
    );
    expect(await entitlements(subscription)).toEqual([seats(null), sso(true)]);
    await world.cancel(subscription.id, 'now');
    expect(await entitlements(subscription)).toEqual([]);
  });

  it.each<[string, object[], string]>([
    ['a name twice', [seats(1), seats(2)], 'features.1.key'],
    ['a switch without its state', [{ key: 'sso', type: 'switch' }], 'features.0.enabled'],
    ['a switch with a limit', [{ ...sso(true), limit: 5 }], 'features.0.limit'],
    ['a limit below nothing', [{ key: 'seats', type: 'limit', limit: -1 }], 'features.0.limit'],
    ['an unknown type', [{ key: 'seats', type: 'number' }], 'features.0.type'],
  ])('with %s is refused by the name of the field', async (_what, features, field) => {
    const plan = await sell({ prices: [monthly('9.5')] });
    const answer = await world.call<{ errors: { field: string }[] }>(
      'POST',
      `/v1/plans/${plan.id}/versions`,
      {
        prices: [monthly('1')],
        features,
      },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error) => error.field)).toContain(field);
    expect(await world.get<Plan>(`/v1/plans/${plan.id}`)).toMatchObject({ version: 1 });
  });
});
