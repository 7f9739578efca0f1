import { CheckRouting } from '../../src/modules/payment-methods/index.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { events } from './support/links.js';

describe('routing', () => {
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

  it('sells only in currencies whose gateway saves cards and charges them, which is looked at every day', async () => {
    const route = (currency: string, gateway: string) =>
      world.call('PUT', '/v1/merchant/routing', { currency, gateway });
    const listed = async (query = '') =>
      (await world.get<{ data: { gateway: string }[] }>(`/v1/payment-methods${query}`)).data;
    const knet = (over: object) => ({ ...settings.gateways.find(({ code }) => code === 'knet'), ...over });
    const settings = await world.control<{ gateways: { code: string }[] }>('GET', '/control/merchant');
    const others = settings.gateways.filter(({ code }) => code !== 'knet');
    const checkNow = async () => {
      await engine.sql(
        `UPDATE merchants SET routing_check_due_at = now() - interval '1 minute' WHERE id = $1`,
        [world.merchant.id],
      );
      while ((await engine.get(CheckRouting).execute()) > 0);
    };

    expect(await listed('?currency=KWD')).toContainEqual(
      expect.objectContaining({ gateway: 'knet', tokenizable: false, recurring_currencies: [] }),
    );
    // What Ottu says is kept for a day, unless somebody clears it.
    await world.setPlatform({ gateways: others });
    expect((await listed('?currency=KWD')).map(({ gateway }) => gateway)).toContain('knet');
    expect((await world.call('DELETE', '/v1/payment-methods/cache')).status).toBe(204);
    expect((await listed('?currency=KWD')).map(({ gateway }) => gateway)).not.toContain('knet');
    await world.setPlatform({ gateways: settings.gateways });

    expect(await route('KWD', 'knet')).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'gateway', message: expect.stringContaining('cannot save cards') }] },
    });
    expect(await route('KWD', 'a b')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'gateway' }] },
    });
    expect(await route('K', 'knet')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'currency' }] },
    });
    expect((await world.call('GET', '/v1/payment-methods?currency=kwd')).status).toBe(400);
    const { body: held } = await route('USD', 'mpgs-authorize');
    expect(held).toMatchObject({ checked: true, warning: expect.stringContaining('only authorizes') });
    expect(await route('USD', 'cybersource')).toMatchObject({
      status: 200,
      body: { checked: true, warning: null },
    });
    // Ottu is away: the merchant's word is taken, and checked when it is back.
    await world.fault({ endpoint: 'payment_methods' }, { type: 'drop_before' });
    expect(await route('KWD', 'knet')).toMatchObject({ status: 200, body: { checked: false } });
    await checkNow();
    const knetBroke = { currency: 'KWD', pg_code: 'knet' };
    expect(await events(world, 'routing.broken')).toMatchObject([knetBroke]);
    const empty = { type: 'error_before', status: 200, body: { payment_methods: [] } };
    await world.fault({ endpoint: 'payment_methods' }, empty);
    await checkNow();
    expect(await events(world, 'routing.broken')).toHaveLength(1);
    const price = await world.createPrice();
    const order = { customer: (await world.createCustomer()).id, items: [{ price }] };
    expect(await world.call('POST', '/v1/subscriptions', order)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'items', message: expect.stringContaining('knet') }] },
    });
    await world.setPlatform({ gateways: [...others, knet({ tokenizable: true, auto_debit: true })] });
    await checkNow();
    expect(await events(world, 'routing.repaired')).toMatchObject([knetBroke]);
    expect(await world.get('/v1/merchant')).toMatchObject({
      routing: { KWD: 'knet', USD: 'cybersource' },
      routing_faults: {},
    });
    expect((await world.call('POST', '/v1/subscriptions', order)).status).toBe(201);
    expect(world.engine.errors).toEqual([]);
  });
});
