import { randomUUID } from 'node:crypto';
import { EventsRepository } from '../../../src/modules/events/index.js';
import { type Merchant, MerchantClock, TestClocksRepository } from '../../../src/modules/merchants/index.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { Client, problemOf } from '../http/client.js';
import { startTestEngine, type TestEngine } from '../http/test-engine.js';

let engine: TestEngine;
let clocks: TestClocksRepository;
let uow: UnitOfWork;
let api: Client;
let merchant: Merchant;

beforeAll(async () => {
  engine = await startTestEngine();
  clocks = engine.app.get(TestClocksRepository);
  uow = engine.app.get(UnitOfWork);
});

beforeEach(async () => {
  const made = await engine.newMerchant();
  merchant = made.merchant;
  api = new Client(engine.url, made.key);
});

afterEach(() => engine.dataSource.query('DELETE FROM test_clocks'));

afterAll(() => engine.stop());

const JANUARY = '2027-01-31T09:00:00.000Z';
const MARCH = '2027-03-01T09:00:00.000Z';
const nowOf = (id: bigint) => uow.read((tx) => engine.app.get(MerchantClock).now(tx, id));

async function makeClock(): Promise<{ id: string; rowId: bigint }> {
  const { body } = await api.post('/v1/test-clocks', { now: JANUARY, name: 'A year' });
  const row = await uow.read((tx) => clocks.findByPublicId(tx, merchant.id, body.id));
  return { id: body.id, rowId: row!.id };
}

const advance = (id: string, to: string) => api.post(`/v1/test-clocks/${id}/advance`, { to });
const claim = (owner: string) => uow.run((tx) => clocks.claimAdvancing(tx, owner, 30_000));

describe('Making a test clock', () => {
  test("the merchant's time is the clock's from then on, and everybody else's is not", async () => {
    const { merchant: other } = await engine.newMerchant();
    const created = await api.post('/v1/test-clocks', { now: '2027-01-31T12:00:00+03:00', name: 'A year' });
    expect(created).toMatchObject({
      status: 201,
      body: { name: 'A year', status: 'ready', now: JANUARY, target: null, steps: 0, error: null },
    });
    expect(await nowOf(merchant.id)).toEqual(new Date(JANUARY));
    expect(Math.abs((await nowOf(other.id)).getTime() - Date.now())).toBeLessThan(60_000);
    expect((await api.get(`/v1/test-clocks/${created.body.id}`)).body).toEqual(created.body);
    expect((await api.get('/v1/test-clocks')).body.data).toEqual([created.body]);
    expect((await api.post('/v1/customers', { name: 'N' })).body.created_at).toBe(JANUARY);
  });

  test('it begins now when nobody says when', async () => {
    const { body } = await api.post('/v1/test-clocks', {});
    expect(Math.abs(new Date(body.now).getTime() - Date.now())).toBeLessThan(60_000);
  });

  test('a merchant has one at most, also when two are asked for at once', async () => {
    const answers = await Promise.all([api.post('/v1/test-clocks', {}), api.post('/v1/test-clocks', {})]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  test('a live merchant has none', async () => {
    const live = await engine.newMerchant({
      mode: 'live',
      ottuBaseUrl: 'https://m.ottu.net',
      isSimulator: false,
    });
    const answer = await new Client(engine.url, live.key).post('/v1/test-clocks', {});
    expect(problemOf(answer)).toMatchObject({ status: 422, code: 'rule_violation' });
  });

  test('it comes too late after the first subscription', async () => {
    const created = { type: 'subscription.created', customerId: null, subscriptionId: 1n, data: {} } as const;
    await uow.run((tx) =>
      engine.app.get(EventsRepository).append(tx, merchant.id, { ...created, occurredAt: new Date() }),
    );
    expect(problemOf(await api.post('/v1/test-clocks', {}))).toMatchObject({ status: 409, code: 'conflict' });
  });

  test.each([
    ['another century', { now: '2127-01-01T00:00:00Z' }, 'now'],
    ['a date without a time', { now: '2027-01-31' }, 'now'],
    ['a day that does not exist', { now: '2027-02-30T09:00:00Z' }, 'now'],
    ['an unknown field', { speed: 2 }, 'speed'],
  ])('%s is refused', async (_what, body, field) => {
    expect(problemOf(await api.post('/v1/test-clocks', body))).toMatchObject({
      status: 400,
      fields: [field],
    });
  });
});

describe('Advancing it', () => {
  test('an advance is accepted and the clock is on its way', async () => {
    const { id } = await makeClock();
    expect(await advance(id, MARCH)).toMatchObject({
      status: 202,
      body: { status: 'advancing', now: JANUARY, target: MARCH },
    });
    expect(problemOf(await advance(id, '2027-04-01T09:00:00Z'))).toMatchObject({
      status: 409,
      code: 'conflict',
    });
  });

  test.each([
    ['back', '2027-01-31T08:59:59Z'],
    ['nowhere', JANUARY],
    ['more than two years', '2029-06-01T00:00:00Z'],
  ])('it cannot go %s', async (_where, to) => {
    const { id } = await makeClock();
    expect(problemOf(await advance(id, to))).toMatchObject({ status: 422, fields: ['to'] });
  });

  test("another merchant's clock does not exist", async () => {
    const { id } = await makeClock();
    const other = new Client(engine.url, (await engine.newMerchant()).key);
    expect(problemOf(await other.post(`/v1/test-clocks/${id}/advance`, { to: MARCH })).status).toBe(404);
    expect(problemOf(await other.get(`/v1/test-clocks/${id}`)).status).toBe(404);
  });

  test('one worker walks it to its target, step by step', async () => {
    const { id, rowId } = await makeClock();
    expect(await claim(randomUUID())).toBeNull();
    await advance(id, MARCH);
    const [one, two] = await Promise.all([claim(randomUUID()), claim(randomUUID())]);
    expect([one, two].filter(Boolean)).toHaveLength(1);
    await uow.run((tx) => clocks.moveTo(tx, merchant.id, rowId, new Date('2027-02-28T09:00:00Z')));
    await uow.run((tx) => clocks.moveTo(tx, merchant.id, rowId, new Date(MARCH)));
    expect(await nowOf(merchant.id)).toEqual(new Date(MARCH));
    await uow.run((tx) => clocks.finish(tx, merchant.id, rowId));
    expect((await api.get(`/v1/test-clocks/${id}`)).body).toMatchObject({
      status: 'ready',
      now: MARCH,
      target: null,
      steps: 2,
    });
    expect(await claim(randomUUID())).toBeNull();
  });

  test('it never goes back nor past its target', async () => {
    const { id, rowId } = await makeClock();
    await advance(id, MARCH);
    for (const to of ['2027-01-31T08:00:00Z', '2027-03-01T09:00:01Z']) {
      await expect(uow.run((tx) => clocks.moveTo(tx, merchant.id, rowId, new Date(to)))).rejects.toThrow(
        'row',
      );
    }
    expect(await nowOf(merchant.id)).toEqual(new Date(JANUARY));
  });

  test('a worker that fell silent is succeeded, and learns that it was', async () => {
    const { id, rowId } = await makeClock();
    await advance(id, MARCH);
    const [silent, successor] = [randomUUID(), randomUUID()];
    expect(await claim(silent)).toMatchObject({ publicId: id, owner: silent });
    expect(await uow.run((tx) => clocks.renewLease(tx, merchant.id, rowId, silent, 30_000))).toBe(true);
    await engine.dataSource.query(
      `UPDATE test_clocks SET lease_until = clock_timestamp() - interval '1 second'`,
    );
    expect(await claim(successor)).toMatchObject({ owner: successor });
    expect(await uow.run((tx) => clocks.renewLease(tx, merchant.id, rowId, silent, 30_000))).toBe(false);
  });

  test('a failed advance says why, stays where it got to, and may be tried again', async () => {
    const { id, rowId } = await makeClock();
    await advance(id, MARCH);
    const [owner, stranger] = [randomUUID(), randomUUID()];
    await claim(owner);
    await uow.run((tx) => clocks.fail(tx, merchant.id, rowId, stranger, 'My connection broke'));
    expect((await api.get(`/v1/test-clocks/${id}`)).body).toMatchObject({ status: 'advancing', error: null });
    await uow.run((tx) => clocks.fail(tx, merchant.id, rowId, owner, 'A renewal could not be made'));
    expect((await api.get(`/v1/test-clocks/${id}`)).body).toMatchObject({
      status: 'failed',
      now: JANUARY,
      target: MARCH,
      error: 'A renewal could not be made',
    });
    expect((await advance(id, MARCH)).body).toMatchObject({ status: 'advancing', error: null });
    expect(await claim(randomUUID())).not.toBeNull();
  });
});
