import { MerchantAccounts } from '../../src/modules/merchants/index.js';
import { apiUserOf } from '../../src/gateway/credentials.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { type Subscription, World } from '../support/world.js';
import { books, invoiceStatuses, truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

const LIMIT = 100;
const SUBSCRIBERS = 5;

interface Budget {
  day: string;
  used: number;
  limit: number;
  charges_wait_until: string | null;
  blocked_until: string | null;
  classes: { name: string; requests: number; exhausted: boolean }[];
}

describe('a day without requests left', () => {
  let engine: InProcessEngine;
  let world: World;
  let all: Subscription[];

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    all = [];
    for (let n = 0; n < SUBSCRIBERS; n++) all.push(await world.subscriber());
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  /** As if the merchant's other workers had had so many. */
  async function used(day: string, requests: number, limit = LIMIT): Promise<void> {
    const apiUser = apiUserOf(engine.get(MerchantAccounts).accountOf(world.merchant).credentials);
    await engine.sql(
      `INSERT INTO request_budgets (merchant_id, api_user, day, request_limit, interactive)
       VALUES ($1, $2, $3, $4, $5)`,
      [world.merchant.id, apiUser, day, limit, requests],
    );
  }

  async function budget(day: string): Promise<Budget> {
    const { data } = await world.get<{ data: Budget[] }>('/v1/ops/budgets?limit=100');
    return data.find((one) => one.day === day)!;
  }

  async function events(type: string): Promise<string[]> {
    const { data } = await world.get<{ data: { summary: string }[] }>(`/v1/events?type=${type}`);
    return data.map(({ summary }) => summary);
  }

  it('lets renewals wait for the next one, and nothing is lost, doubled or held against anybody', async () => {
    await used('2027-02-10', 79);
    await world.advanceTo('2027-02-10T23:59:59Z');
    // 85 of 100 is where charges end: room for three, with two requests each.
    expect((await truth(world)).charges).toHaveLength(SUBSCRIBERS + 3);
    expect(await budget('2027-02-10')).toMatchObject({
      limit: LIMIT,
      inquiries_of_last_minute: 0,
      inquiries_per_minute: 25,
      charges_wait_until: '2027-02-11T00:00:00.000Z',
      classes: expect.arrayContaining([
        expect.objectContaining({ name: 'charge', requests: 6, exhausted: true }),
      ]),
    });
    expect(await events('budget.exhausted')).toEqual([
      expect.stringContaining('used up for calls of class "charge"; they wait until 11 February 2027, 00:00'),
    ]);
    const { attempts } = await books(world);
    expect(attempts.filter(({ status }) => status !== 'succeeded')).toEqual([]);

    await world.advanceTo('2027-02-11T00:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(Array.from({ length: 2 * SUBSCRIBERS }, () => 'paid'));
    for (const { customer, id } of all) {
      expect(await world.access(customer)).toBe('full');
      expect(await world.timeline(id)).not.toContain('dunning.planned');
    }
    await proveTheEnd(world);
  });

  it('is not used up by charges that only wait for their card, which is charged for one after the other', async () => {
    await world.jumpTo('2027-01-12T06:00:00Z');
    const customer = await world.createCustomer();
    const price = await world.createPrice();
    for (let n = 0; n < SUBSCRIBERS; n++) {
      await world.payOnPage(await world.subscribe(customer, price));
      await world.rest();
    }
    // Of 2250 charges may use 1912: room for two blocks of five charges. Each minute all that are left are claimed.
    await used('2027-02-12', 1892, 2250);
    await world.advanceTo('2027-02-12T06:10:00Z');
    expect(await events('budget.exhausted')).toEqual([]);
    expect(await invoiceStatuses(world)).toEqual(Array.from({ length: 4 * SUBSCRIBERS }, () => 'paid'));
    await proveTheEnd(world);
  });

  it('leaves room to ask about money under way when no charge is begun any more', async () => {
    await used('2027-02-10', 83);
    await world.fault({ endpoint: 'auto_debit' }, { type: 'drop_after' });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect((await books(world)).attempts.slice(SUBSCRIBERS)).toMatchObject([{ status: 'unknown' }]);
    await world.advanceTo('2027-02-10T06:01:00Z');
    expect((await books(world)).attempts.slice(SUBSCRIBERS)).toMatchObject([{ status: 'succeeded' }]);
    expect((await truth(world)).charges).toHaveLength(SUBSCRIBERS + 1);
    await world.advanceTo('2027-02-11T00:00:00Z');
    await proveTheEnd(world);
  });

  it('keeps the last of it for people at a screen, and then tells them to come back', async () => {
    await used('2027-02-05', 98);
    await world.advanceTo('2027-02-05T06:00:00Z');
    const price = await world.createPrice();
    const open = async () => {
      const customer = await world.createCustomer();
      return world.call<{ code: string }>('POST', '/v1/subscriptions', {
        customer: customer.id,
        items: [{ price }],
      });
    };
    expect((await open()).status).toBe(201);
    expect((await open()).status).toBe(201);
    expect(await open()).toMatchObject({ status: 503, body: { code: 'gateway_unavailable' } });
    expect((await budget('2027-02-05')).used).toBe(LIMIT);
  });

  it('is what the platform says with 429: no charge of the merchant is begun until then', async () => {
    const wait = { type: 'error_before', status: 429, retry_after_seconds: 1800 };
    await world.fault({ endpoint: 'create' }, wait, { times: null });
    await world.advanceTo('2027-02-10T06:00:00Z');
    const tried = (await books(world)).attempts.length;
    await world.clearFaults();
    await world.advanceTo('2027-02-10T06:29:59Z');
    expect((await books(world)).attempts).toHaveLength(tried);
    expect(await budget('2027-02-10')).toMatchObject({ blocked_until: '2027-02-10T06:30:00.000Z' });
    expect(await events('budget.rate_limited')).toHaveLength(1);
    await world.advanceTo('2027-02-10T06:30:00Z');
    expect(await invoiceStatuses(world)).toEqual(Array.from({ length: 2 * SUBSCRIBERS }, () => 'paid'));
    await proveTheEnd(world);
  });
});
