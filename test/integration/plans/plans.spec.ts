import { Client, problemOf } from '../http/client.js';
import { startTestEngine, type TestEngine } from '../http/test-engine.js';

let engine: TestEngine;
let api: Client;

beforeAll(async () => {
  engine = await startTestEngine();
  api = new Client(engine.url, (await engine.newMerchant()).key);
});

afterAll(() => engine.stop());

const MONTHLY = { currency: 'KWD', amount: '9.500', interval: 'month' };
const gold = (prices: object[] = [MONTHLY]) => ({ name: 'Gold', prices });

test('a plan is sold in several currencies and intervals', async () => {
  const created = await api.post('/v1/plans', {
    name: 'Gold membership',
    description: 'All clubs',
    trial_days: 14,
    metadata: { sku: 'G1' },
    prices: [
      { ...MONTHLY, nickname: 'Monthly', metadata: { a: 'b' } },
      { currency: 'SAR', amount: '1200', interval: 'year' },
      { currency: 'JPY', amount: '900', interval: 'week', interval_count: 2 },
    ],
  });
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({
    id: expect.stringMatching(/^plan_/),
    active: true,
    trial_days: 14,
    metadata: { sku: 'G1' },
    prices: [
      { amount: '9.500', currency: 'KWD', interval: 'month', interval_count: 1, nickname: 'Monthly' },
      { amount: '1200.00', currency: 'SAR', interval: 'year', interval_count: 1, nickname: null },
      { amount: '900', currency: 'JPY', interval: 'week', interval_count: 2, active: true, metadata: {} },
    ],
  });
  expect((await api.get(`/v1/plans/${created.body.id}`)).body).toEqual(created.body);
  const [price] = created.body.prices;
  expect((await api.get(`/v1/prices/${price.id}`)).body).toEqual(price);
  expect(price.plan).toBe(created.body.id);
});

test('an amount with fewer digits than its currency has is completed, not refused', async () => {
  const { body } = await api.post('/v1/plans', gold([{ ...MONTHLY, amount: '9.5' }]));
  expect(body.prices[0].amount).toBe('9.500');
});

test('a free price is a price', async () => {
  const { body } = await api.post('/v1/plans', gold([{ ...MONTHLY, amount: '0' }]));
  expect(body.prices[0].amount).toBe('0.000');
});

test('a plan is renamed and withdrawn; its prices stay', async () => {
  const { body: plan } = await api.post('/v1/plans', gold());
  const changed = await api.patch(`/v1/plans/${plan.id}`, {
    name: 'Platinum',
    active: false,
    description: null,
  });
  expect(changed.body).toMatchObject({
    name: 'Platinum',
    active: false,
    description: null,
    prices: plan.prices,
  });
  expect((await api.get('/v1/plans?active=false')).body.data.map((p: { id: string }) => p.id)).toContain(
    plan.id,
  );
  expect((await api.get('/v1/plans?active=true')).body.data.map((p: { id: string }) => p.id)).not.toContain(
    plan.id,
  );
});

test('a plan, or an add-on, has an Arabic name if it is given one, and can be without one again', async () => {
  const { body: plan } = await api.post('/v1/plans', { ...gold(), add_on: true, name_ar: 'ذهبي' });
  expect(plan).toMatchObject({ name: 'Gold', name_ar: 'ذهبي' });
  const patch = (body: object) => api.patch(`/v1/plans/${plan.id}`, body);
  expect((await patch({ description: 'All clubs' })).body.name_ar).toBe('ذهبي');
  expect((await patch({ name_ar: 'الذهبي' })).body).toMatchObject({ name: 'Gold', name_ar: 'الذهبي' });
  expect((await patch({ name_ar: null })).body.name_ar).toBeNull();
  expect((await api.get(`/v1/plans/${plan.id}`)).body.name_ar).toBeNull();
  for (const name_ar of ['', 'ذ'.repeat(201), 7]) {
    const refused = { status: 400, code: 'invalid_request', fields: ['name_ar'] };
    expect(problemOf(await patch({ name_ar }))).toMatchObject(refused);
    expect(problemOf(await api.post('/v1/plans', { ...gold(), name_ar }))).toMatchObject(refused);
  }
});

test('a new price joins its plan; an old one is withdrawn but keeps its amount', async () => {
  const { body: plan } = await api.post('/v1/plans', gold());
  const added = await api.post(`/v1/plans/${plan.id}/prices`, { ...MONTHLY, amount: '10.000' });
  expect(added.status).toBe(201);
  const [old] = plan.prices;
  const withdrawn = await api.patch(`/v1/prices/${old.id}`, { active: false, nickname: 'Until 2027' });
  expect(withdrawn.body).toEqual({ ...old, active: false, nickname: 'Until 2027' });
  expect((await api.get(`/v1/plans/${plan.id}`)).body.prices).toEqual([withdrawn.body, added.body]);
  const dearer = await api.patch(`/v1/prices/${old.id}`, { amount: '99.000' });
  expect(problemOf(dearer)).toMatchObject({ status: 400, fields: ['amount'] });
});

test('not even SQL changes what a price says', async () => {
  const { body: plan } = await api.post('/v1/plans', gold());
  const change = engine.dataSource.query('UPDATE prices SET amount_minor = 1 WHERE public_id = $1', [
    plan.prices[0].id,
  ]);
  await expect(change).rejects.toThrow('prices are immutable');
});

test('a version of a plan has at most a hundred prices, and all of them together a thousand', async () => {
  const { body: plan } = await api.post('/v1/plans', gold(Array.from({ length: 50 }, () => MONTHLY)));
  const multiply = (by: number) =>
    engine.dataSource.query(
      `INSERT INTO prices (merchant_id, public_id, plan_id, currency, amount_minor, interval_unit, interval_count, created_at)
       SELECT merchant_id, public_id || 'x' || n || 'of' || $2::int, plan_id, currency, amount_minor, interval_unit, interval_count, created_at
       FROM prices, generate_series(1, $2::int) AS n WHERE plan_id = (SELECT id FROM plans WHERE public_id = $1)`,
      [plan.id, by],
    );
  const refused = { status: 422, code: 'rule_violation' };
  const add = () => api.post(`/v1/plans/${plan.id}/prices`, MONTHLY);
  const version = () => api.post(`/v1/plans/${plan.id}/versions`, { prices: [MONTHLY] });
  await multiply(1);
  expect(problemOf(await add())).toMatchObject(refused);
  expect((await version()).status).toBe(201);
  expect((await add()).status).toBe(201);
  await multiply(9);
  expect(problemOf(await add())).toMatchObject(refused);
  expect(problemOf(await version())).toMatchObject(refused);
});

test.each([
  ['more digits than the currency has', { amount: '9.5001' }, 'prices.0.amount'],
  ['a negative amount', { amount: '-9.500' }, 'prices.0.amount'],
  ['a number for an amount', { amount: 9.5 }, 'prices.0.amount'],
  ['an amount with an exponent', { amount: '1e3' }, 'prices.0.amount'],
  ['an amount with leading zeros', { amount: '009.500' }, 'prices.0.amount'],
  ['an amount beyond reason', { amount: '9999999999999' }, 'prices.0.amount'],
  [
    'digits after the point where the currency has none',
    { currency: 'JPY', amount: '9.5' },
    'prices.0.amount',
  ],
  ['an unknown currency', { currency: 'XXX' }, 'prices.0.currency'],
  ['a currency in small letters', { currency: 'kwd' }, 'prices.0.currency'],
  ['an unknown interval', { interval: 'fortnight' }, 'prices.0.interval'],
  ['a period longer than a year', { interval_count: 13 }, 'prices.0.interval_count'],
  ['half a month', { interval_count: 0.5 }, 'prices.0.interval_count'],
  ['an unknown field', { tax: '5' }, 'prices.0.tax'],
])('a price with %s is refused by the name of the field', async (_what, change, field) => {
  const answer = await api.post('/v1/plans', gold([{ ...MONTHLY, ...change }]));
  expect(problemOf(answer)).toMatchObject({ status: 400, code: 'invalid_request', fields: [field] });
  const { body: plan } = await api.post('/v1/plans', gold());
  const alone = await api.post(`/v1/plans/${plan.id}/prices`, { ...MONTHLY, ...change });
  expect(problemOf(alone)).toMatchObject({ status: 400, fields: [field.replace('prices.0.', '')] });
});

test.each([
  ['without prices', { name: 'N', prices: [] }, 'prices'],
  ['with 51 prices', gold(Array.from({ length: 51 }, () => MONTHLY)), 'prices'],
  ['with a text for its prices', { name: 'N', prices: 'cheap' }, 'prices'],
  ['with a text among its prices', { name: 'N', prices: ['cheap'] }, 'prices'],
  ['with a trial of three years', { ...gold(), trial_days: 1095 }, 'trial_days'],
  ['without a name', { prices: [MONTHLY] }, 'name'],
])('a plan %s is refused, and nothing is half made', async (_what, body, field) => {
  const before = (await api.get('/v1/plans?limit=100')).body.data.length;
  const problem = problemOf(await api.post('/v1/plans', body));
  expect(problem.status).toBe(400);
  expect(problem.fields.map((path) => path.split('.')[0])).toEqual([field]);
  expect((await api.get('/v1/plans?limit=100')).body.data).toHaveLength(before);
});

test("another merchant's plans and prices do not exist", async () => {
  const { body: plan } = await api.post('/v1/plans', gold());
  const other = new Client(engine.url, (await engine.newMerchant()).key);
  for (const answer of [
    await other.get(`/v1/plans/${plan.id}`),
    await other.patch(`/v1/plans/${plan.id}`, { name: 'Mine' }),
    await other.post(`/v1/plans/${plan.id}/prices`, MONTHLY),
    await other.get(`/v1/prices/${plan.prices[0].id}`),
    await other.patch(`/v1/prices/${plan.prices[0].id}`, { active: false }),
  ]) {
    expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
  }
  expect((await other.get('/v1/plans')).body).toEqual({ data: [], next_cursor: null });
});
