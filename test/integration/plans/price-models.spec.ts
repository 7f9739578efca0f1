import { Client, problemOf } from '../http/client.js';
import { startTestEngine, type TestEngine } from '../http/test-engine.js';

let engine: TestEngine;
let api: Client;

beforeAll(async () => {
  engine = await startTestEngine();
  api = new Client(engine.url, (await engine.newMerchant()).key);
});

afterAll(() => engine.stop());

const MONTHLY = { currency: 'KWD', interval: 'month' };
const TIERS = [
  { up_to: 1000, unit_amount: '0.0100' },
  { unit_amount: '0.0015', flat_amount: '1' },
];
const plan = (...prices: object[]) => api.post('/v1/plans', { name: 'API', prices });

test('every model is kept and told as it was given', async () => {
  const created = await plan(
    { ...MONTHLY, model: 'flat', amount: '25' },
    { ...MONTHLY, unit_amount: '0.0005', usage: { aggregation: 'sum', grace_minutes: 0 } },
    { ...MONTHLY, unit_amount: '9.5000' },
    { ...MONTHLY, model: 'package', amount: '5', package_size: 100, billing: 'in_arrears' },
    { ...MONTHLY, model: 'graduated', tiers: TIERS, usage: { aggregation: 'last' } },
    { ...MONTHLY, model: 'volume', tiers: [{ from: 1, unit_amount: '2' }] },
    { currency: 'KWD', type: 'one_off', amount: '15' },
  );
  expect(created.status).toBe(201);
  expect(created.body.prices).toMatchObject([
    { model: 'flat', amount: '25.000', unit_amount: null, billing: 'in_advance', usage: null },
    {
      model: 'per_unit',
      amount: null,
      unit_amount: '0.0005',
      billing: 'in_arrears',
      usage: { aggregation: 'sum', grace_minutes: 0 },
    },
    { model: 'per_unit', amount: '9.500', unit_amount: null },
    { model: 'package', amount: '5.000', package_size: 100, billing: 'in_arrears' },
    {
      model: 'graduated',
      amount: null,
      tiers: [
        { from: 1, up_to: 1000, unit_amount: '0.010', flat_amount: '0.000' },
        { from: 1001, up_to: null, unit_amount: '0.0015', flat_amount: '1.000' },
      ],
      usage: { aggregation: 'last', grace_minutes: 60 },
    },
    { model: 'volume', tiers: [{ from: 1, up_to: null, unit_amount: '2.000', flat_amount: '0.000' }] },
    { type: 'one_off', interval: null, interval_count: null, amount: '15.000' },
  ]);
  expect((await api.get(`/v1/plans/${created.body.id}`)).body).toEqual(created.body);
});

test.each<[string, object, string, RegExp]>([
  ['no amount', {}, 'amount', /is required of a per_unit price/],
  ['two amounts', { amount: '1', unit_amount: '1' }, 'unit_amount', /either amount or unit_amount/],
  ['a flat unit amount', { model: 'flat', amount: '1', unit_amount: '1' }, 'unit_amount', /only a per_unit/],
  ['too fine a unit', { unit_amount: '0.0000000001' }, 'unit_amount', /at most 9 digits/],
  ['a negative unit', { unit_amount: '-1' }, 'unit_amount', /not negative/],
  ['a package of no size', { model: 'package', amount: '1' }, 'package_size', /is required/],
  ['a package of nothing', { model: 'package', amount: '1', package_size: 0 }, 'package_size', /from 1 to/],
  ['a size without package', { amount: '1', package_size: 5 }, 'package_size', /only a package/],
  ['tiers without model', { amount: '1', tiers: TIERS }, 'tiers', /only graduated and volume/],
  ['a model without tiers', { model: 'volume' }, 'tiers', /are required/],
  ['tiers and an amount', { model: 'volume', amount: '1', tiers: TIERS }, 'amount', /in tiers/],
  ['no tiers', { model: 'volume', tiers: [] }, 'tiers', /1 to 50/],
  [
    'overlapping tiers',
    { model: 'graduated', tiers: [TIERS[0], { from: 900, unit_amount: '1' }] },
    'tiers.1.from',
    /overlaps the tier before; a tier begins where the one before ends, at 1001/,
  ],
  [
    'a gap between tiers',
    { model: 'graduated', tiers: [TIERS[0], { from: 1002, unit_amount: '1' }] },
    'tiers.1.from',
    /leaves a gap/,
  ],
  [
    'falling tiers',
    { model: 'volume', tiers: [TIERS[0], { up_to: 10, unit_amount: '1' }, { unit_amount: '1' }] },
    'tiers.1.up_to',
    /at least 1001/,
  ],
  ['an end of the last tier', { model: 'volume', tiers: [TIERS[0]] }, 'tiers.0.up_to', /without end/],
  ['endless tiers', { model: 'volume', tiers: [TIERS[1], TIERS[1]] }, 'tiers.0.up_to', /only the last tier/],
  [
    'usage in advance',
    { amount: '1', usage: { aggregation: 'sum' }, billing: 'in_advance' },
    'billing',
    /arrears/,
  ],
  [
    'usage of an unknown kind',
    { amount: '1', usage: { aggregation: 'mean' } },
    'usage.aggregation',
    /one of/,
  ],
  ['usage as a text', { amount: '1', usage: 'sum' }, 'usage', /must be an object/],
  [
    'a grace of a week',
    { amount: '1', usage: { aggregation: 'sum', grace_minutes: 10080 } },
    'usage.grace_minutes',
    /0 to 2880/,
  ],
  ['a setup fee every month', { type: 'one_off', amount: '1' }, 'interval', /has none/],
])('a price with %s is refused, and told why', async (_what, change, field, message) => {
  const answer = await plan({ ...MONTHLY, ...change });
  const problem = problemOf(answer);
  expect(problem).toMatchObject({ status: 400, code: 'invalid_request' });
  expect(problem.fields).toContain(`prices.0.${field}`);
  expect(answer.body.errors.map((error: { message: string }) => error.message).join()).toMatch(message);
});

test('a recurring price needs an interval', async () => {
  expect(problemOf(await plan({ currency: 'KWD', amount: '1' })).fields).toEqual(['prices.0.interval']);
});

test('not even SQL changes what a price says, nor makes one that contradicts itself', async () => {
  const { body } = await plan({ ...MONTHLY, model: 'graduated', tiers: TIERS });
  const id = body.prices[0].id as string;
  const sql = (set: string) => engine.dataSource.query(`UPDATE prices SET ${set} WHERE public_id = $1`, [id]);
  for (const set of [
    `tiers = '[]'`,
    `model = 'volume'`,
    `billing = 'in_arrears'`,
    `usage_aggregation = 'max'`,
  ]) {
    await expect(sql(set)).rejects.toThrow('prices are immutable');
  }
  const insert = (columns: string, values: string) =>
    engine.dataSource.query(
      `INSERT INTO prices (merchant_id, public_id, plan_id, currency, interval_unit, interval_count, created_at, ${columns})
       SELECT merchant_id, gen_random_uuid()::text, plan_id, currency, 'month', 1, created_at, ${values}
       FROM prices WHERE public_id = $1`,
      [id],
    );
  await expect(insert('amount_minor, fine_amount', '1, 0.5')).rejects.toThrow('prices_amount_in_one_place');
  await expect(insert('model', `'flat'`)).rejects.toThrow('prices_amount_in_one_place');
  await expect(insert('amount_minor, usage_aggregation, usage_grace_minutes', `1, 'sum', 0`)).rejects.toThrow(
    'prices_usage_is_in_arrears',
  );
  await expect(insert('amount_minor, package_size', '1, 10')).rejects.toThrow('prices_package_has_its_size');
  const tiers = (json: string) => insert('model, tiers', `'volume', '${json}'`);
  for (const broken of [
    '[]',
    '{}',
    '[{"up_to": "5"}]',
    '[{"up_to": null}, {"up_to": null}]',
    '[{"up_to": "5"}, {"up_to": "5"}, {"up_to": null}]',
  ]) {
    await expect(tiers(broken)).rejects.toThrow('prices_tiers_rise');
  }
});

test('a plan says that it is an add-on, and for how long it binds', async () => {
  const { body } = await api.post('/v1/plans', {
    name: 'Towel service',
    add_on: true,
    minimum_periods: 12,
    prices: [{ ...MONTHLY, amount: '2' }],
  });
  expect(body).toMatchObject({ add_on: true, minimum_periods: 12 });
  const wrong = await api.post('/v1/plans', {
    name: 'N',
    minimum_periods: 121,
    prices: [{ ...MONTHLY, amount: '2' }],
  });
  expect(problemOf(wrong).fields).toEqual(['minimum_periods']);
});
