import { ChargingSwitch } from '../../src/modules/merchants/index.js';
import { RunDue } from '../../src/modules/auto-debit/use-cases/run-due.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { World } from '../support/world.js';
import { invoiceStatuses, truth } from './support/books.js';
import { proveTheEnd } from './support/proofs.js';

const PATH = '/v1/merchant/credentials';
const USERS = { charging: 'charger', asking: 'asker', refunding: 'refunder' } as const;
const PASSWORD = 'pass word:ü';

describe('credentials at the platform', () => {
  let engine: InProcessEngine;
  let world: World;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  beforeEach(async () => {
    world = await World.begin(engine, '2027-01-10T06:00:00Z');
    await world.subscriber();
  });
  afterAll(() => engine.stop());
  afterEach(() => world.end());

  const set = (body: object) => world.call<Record<string, unknown>>('PUT', PATH, body);
  const faultsOf = ({ body }: { body: Record<string, unknown> }) =>
    (body['errors'] as { field: string }[]).map(({ field }) => field);

  /** Which of the users made the calls, by endpoint; the checks when they were set apart. */
  async function callers(): Promise<Record<string, string[]>> {
    const rows = await engine.sql<{ endpoint: string; users: string[] }>(
      `SELECT endpoint, array_agg(DISTINCT api_user ORDER BY api_user) AS users FROM gateway_calls
       WHERE merchant_id = $1 AND api_user LIKE 'basic:%' AND endpoint NOT IN ('clock', 'inquiry')
         AND session_id IS DISTINCT FROM repeat('0', 40)
       GROUP BY endpoint`,
      [world.merchant.id],
    );
    return Object.fromEntries(rows.map(({ endpoint, users }) => [endpoint, users]));
  }

  async function bounded(): Promise<void> {
    const user = (username: string, ...permissions: string[]) => ({
      username,
      password: PASSWORD,
      permissions,
      pg_codes: null,
    });
    await world.setPlatform({
      basic_users: [
        user(USERS.charging, 'payment.expire'),
        user(USERS.asking, 'payment.inquiry'),
        user(USERS.refunding, 'payment.refund'),
      ],
    });
  }

  it('can be of one user each for charging, asking and refunding, whose limits are told apart', async () => {
    await bounded();
    for (const [use, username] of Object.entries(USERS)) {
      expect(await set({ use, username, password: PASSWORD })).toEqual({
        status: 200,
        body: { use, api_user: `basic:${username}`, checked: true, warning: null },
      });
    }
    // The key that served for all is worth nothing any more, and what is the engine's goes on.
    await world.setPlatform({ api_keys: [] });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);

    // Ottu's 429 to who refunds keeps nobody from being charged.
    await world.fault(
      { endpoint: 'operation' },
      { type: 'error_before', status: 429, retry_after_seconds: 3600 },
    );
    const [charge] = (await world.get<{ data: { id: string }[] }>('/v1/charges')).data;
    await world.post(`/v1/charges/${charge!.id}/refund`, { amount: '1.000' });
    await world.rest();
    const budgets = await engine.sql(
      `SELECT api_user, bool_or(blocked_until IS NOT NULL) AS blocked,
         bool_or(charges_wait_until IS NOT NULL) AS waits
       FROM request_budgets WHERE merchant_id = $1 AND day = '2027-02-10' GROUP BY 1 ORDER BY 1`,
      [world.merchant.id],
    );
    expect(budgets).toEqual([
      { api_user: 'basic:asker', blocked: false, waits: false },
      { api_user: 'basic:charger', blocked: false, waits: false },
      { api_user: 'basic:refunder', blocked: true, waits: false },
    ]);
    await world.advanceTo('2027-03-10T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid', 'paid']);
    expect((await truth(world)).charges.filter(({ refunded }) => Number(refunded) > 0)).toHaveLength(1);

    expect(await callers()).toEqual({
      create: ['basic:charger'],
      auto_debit: ['basic:charger'],
      retrieve: ['basic:asker'],
      cards: ['basic:asker'],
      refund: ['basic:refunder'],
    });
    expect(await world.get('/v1/merchant')).toMatchObject({
      ottu_api_users: { charging: 'basic:charger', asking: 'basic:asker', refunding: 'basic:refunder' },
    });

    expect((await world.call('DELETE', `${PATH}/charging`)).status).toBe(400);
    expect((await world.call('DELETE', `${PATH}/asking`)).status).toBe(204);
    expect((await world.call('DELETE', `${PATH}/asking`)).status).toBe(204);
    expect(await world.get('/v1/merchant')).toMatchObject({
      ottu_api_users: { charging: 'basic:charger', asking: null, refunding: 'basic:refunder' },
    });
    const { data } = await world.get<{ data: { summary: string }[] }>(
      '/v1/events?type=merchant.credentials_changed',
    );
    expect(data.map(({ summary }) => summary)).toEqual([
      'The credentials for asking at the payment platform are those for charging again.',
      'The credentials for refunding at the payment platform were changed to those of basic:refunder.',
      'The credentials for asking at the payment platform were changed to those of basic:asker.',
      'The credentials for charging at the payment platform were changed to those of basic:charger.',
    ]);
    const everywhere = await engine.sql<{ text: string }>(
      `SELECT data::text AS text FROM events WHERE merchant_id = $1`,
      [world.merchant.id],
    );
    expect(everywhere.map(({ text }) => text).join()).not.toContain(PASSWORD);
    await proveTheEnd(world);
  });

  it('that Ottu does not know, or that are not whole, are refused by field and without an echo', async () => {
    const secret = 'not-the-right-one';
    for (const [body, status, fields] of [
      [{ use: 'charging', api_key: secret }, 422, ['api_key']],
      [{ use: 'charging', username: 'nobody', password: secret }, 422, ['username']],
      [{ use: 'charging', api_key: `${secret}\n` }, 400, ['api_key']],
      [{ use: 'charging', api_key: secret, password: secret }, 400, ['password']],
      [{ use: 'asking', username: 'a' }, 400, ['password']],
      [{ use: 'asking', password: secret }, 400, ['username']],
      [{ use: 'asking', username: 'a:b', password: secret }, 400, ['username']],
      [{ use: 'refunding' }, 400, ['api_key']],
      [{ use: 'all', api_key: 7 }, 400, ['use', 'api_key']],
      [{ api_key: secret, token: secret }, 400, ['token', 'use']],
    ] as const) {
      const answer = await set(body);
      expect({ body, status: answer.status, fields: faultsOf(answer) }).toEqual({ body, status, fields });
      expect(JSON.stringify(answer.body)).not.toContain(secret);
    }
    expect(await world.get('/v1/merchant')).toMatchObject({ ottu_credentials_changed_at: null });

    // While Ottu says nothing the merchant's word is taken.
    await world.fault({ endpoint: 'retrieve' }, { type: 'drop_before' });
    const taken = await set({ use: 'charging', api_key: 'sim_ottu_api_key_2' });
    expect(taken).toMatchObject({ status: 200, body: { checked: false, warning: expect.any(String) } });
    await world.setPlatform({ api_keys: ['sim_ottu_api_key_2'] });
    await world.advanceTo('2027-02-10T06:00:00Z');
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await proveTheEnd(world);
  });

  it('that may not ask any more stop charging at the second refusal, and what was paid meanwhile is booked when they may', async () => {
    await bounded();
    for (const [use, username] of Object.entries(USERS)) await set({ use, username, password: PASSWORD });
    const pages = async () => {
      const subscription = await world.subscribe(await world.createCustomer(), await world.createPrice());
      await world.payOnPage(subscription);
      await world.rest();
      return subscription;
    };
    const charging = () => world.get<Record<string, unknown>>('/v1/ops/charging');
    const told = async () =>
      (await world.get<{ data: object[] }>('/v1/events?type=merchant.credentials_refused')).data;

    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 401 }, { times: null });
    const { id } = await pages();
    await pages();
    // However many were asked about in the same bad moment.
    expect(await charging()).toMatchObject({ stopped: false, asking_refused_at: '2027-01-10T06:00:00.000Z' });
    await world.clearFaults();
    await world.advanceBy({ minutes: 5 });
    expect(await charging()).toMatchObject({ stopped: false, asking_refused_at: null });
    expect((await world.subscription(id)).status).toBe('active');

    await world.fault({ endpoint: 'retrieve' }, { type: 'error_before', status: 403 }, { times: null });
    const { id: waiting } = await pages();
    await world.advanceBy({ minutes: 30 });
    expect(await charging()).toMatchObject({
      stopped: true,
      reason: expect.stringContaining('Ottu refuses the credentials by which it is asked'),
      asking_refused_at: '2027-01-10T06:05:00.000Z',
    });
    expect(await told()).toMatchObject([{ data: { use: 'asking', api_user: 'basic:asker' } }]);
    expect(engine.errors.splice(0).join()).toContain('by which it is asked');
    expect((await world.subscription(waiting)).status).toBe('incomplete');

    // Others stand now, and nothing is known against those.
    expect((await world.call('DELETE', `${PATH}/asking`)).status).toBe(204);
    expect(await charging()).toMatchObject({ asking_refused_at: null });
    await world.clearFaults();
    await world.post('/v1/ops/charging/resume', { reason: 'The one that charges asks as well.' });
    await world.advanceBy({ hours: 4 });
    expect((await world.subscription(waiting)).status).toBe('active');
    expect(await told()).toHaveLength(1);
    await proveTheEnd(world);
  });

  it('that were changed while a charge was under way do not stop charging by being refused', async () => {
    const before = world.merchant;
    const refuse = () =>
      engine
        .get(UnitOfWork)
        .run((tx) =>
          engine.get(ChargingSwitch).stopAsRefused(tx, before, { at: new Date(), reason: 'Ottu says 401' }),
        );
    const isStopped = async () =>
      (await world.get<{ charging_stopped: boolean }>('/v1/merchant')).charging_stopped;
    // The session is made by the old key, and the new one is in force before Ottu forgets the old.
    await world.setPlatform({ api_keys: ['sim_ottu_api_key', 'next'] });
    const [at, runDue] = [new Date('2027-02-10T06:00:00Z'), engine.get(RunDue)];
    await world.jumpTo(at.toISOString());
    await Promise.all([runDue.roundOf(world.merchant.id, at), set({ use: 'charging', api_key: 'next' })]);
    await world.rest();
    expect(await invoiceStatuses(world)).toEqual(['paid', 'paid']);
    await refuse();
    expect(await isStopped()).toBe(false);
    await proveTheEnd(world);
  });
});
