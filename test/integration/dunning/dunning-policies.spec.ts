import { Client, problemOf } from '../http/client.js';
import { startTestEngine, type TestEngine } from '../http/test-engine.js';

let engine: TestEngine;
let api: Client;
let stranger: Client;

beforeAll(async () => {
  engine = await startTestEngine();
  api = new Client(engine.url, (await engine.newMerchant()).key);
  stranger = new Client(engine.url, (await engine.newMerchant()).key);
});
afterAll(() => engine.stop());

const TERMS = { retry_days: [1, 3], grace_days: 5, final_day: 10, final_action: 'pause' };
const create = (over: object = {}) => api.post('/v1/dunning-policies', { name: 'Ours', ...TERMS, ...over });

test('a policy says what was asked, and the rest by default', async () => {
  const created = await create();
  expect(created.status).toBe(201);
  expect(created.body).toMatchObject({
    id: expect.stringMatching(/^dun_/),
    name: 'Ours',
    is_default: false,
    version: 1,
    ...TERMS,
    local_hour: null,
    business_days_only: false,
    weekend: null,
    mails: {
      declined: 'payment_declined',
      declined_again: 'payment_declined_again',
      new_card_needed: 'new_card_needed',
      before_final: 'final_notice',
      before_final_days: 2,
    },
  });
  const read = await api.get(`/v1/dunning-policies/${created.body.id}`);
  expect(read.body).toEqual(created.body);
});

test('a new version takes the place of the one before, which can still be read', async () => {
  const { body } = await create({ weekend: ['friday'], business_days_only: true, local_hour: 10 });
  const path = `/v1/dunning-policies/${body.id}`;
  const changed = await api.post(`${path}/versions`, { ...TERMS, retry_days: [], mails: { declined: null } });
  expect(changed.status).toBe(201);
  expect(changed.body).toMatchObject({
    version: 2,
    retry_days: [],
    local_hour: null,
    mails: { declined: null },
  });
  expect((await api.get(path)).body).toEqual(changed.body);
  const { data } = (await api.get(`${path}/versions`)).body;
  expect(data.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  expect(data[1]).toMatchObject({ retry_days: [1, 3], weekend: ['friday'], local_hour: 10 });
});

test('there is one default at most, also when two are made at once', async () => {
  const made = await Promise.all([create({ is_default: true }), create({ is_default: true })]);
  expect(made.map(({ status }) => status)).toEqual([201, 201]);
  const defaults = async () =>
    (await api.get('/v1/dunning-policies?limit=100')).body.data.filter(
      ({ is_default }: { is_default: boolean }) => is_default,
    );
  expect(await defaults()).toHaveLength(1);
  const other = (await create()).body.id;
  const renamed = await api.patch(`/v1/dunning-policies/${other}`, { name: 'New', is_default: true });
  expect(renamed.body).toMatchObject({ name: 'New', is_default: true, version: 1 });
  expect(await defaults()).toMatchObject([{ id: other }]);
  await api.patch(`/v1/dunning-policies/${other}`, { is_default: false });
  expect(await defaults()).toEqual([]);
});

test('a plan takes a policy when it is made or later, and gives it back', async () => {
  const { id } = (await create()).body;
  const price = { currency: 'KWD', amount: '9.500', interval: 'month' };
  const plan = await api.post('/v1/plans', { name: 'Gold', prices: [price], dunning_policy: id });
  expect(plan.body.dunning_policy).toBe(id);
  const path = `/v1/plans/${plan.body.id}`;
  expect((await api.patch(path, { name: 'Silver' })).body.dunning_policy).toBe(id);
  expect((await api.patch(path, { dunning_policy: null })).body.dunning_policy).toBeNull();
  expect((await api.patch(path, { dunning_policy: id })).body.dunning_policy).toBe(id);
  expect((await api.get(path)).body.dunning_policy).toBe(id);
});

test('another merchant’s policy is none', async () => {
  const { id } = (await create()).body;
  for (const path of [`/v1/dunning-policies/${id}`, `/v1/dunning-policies/${id}/versions`])
    expect((await stranger.get(path)).status).toBe(404);
  expect((await stranger.patch(`/v1/dunning-policies/${id}`, { name: 'Mine' })).status).toBe(404);
  expect((await stranger.post(`/v1/dunning-policies/${id}/versions`, TERMS)).status).toBe(404);
  const price = { currency: 'KWD', amount: '9.500', interval: 'month' };
  const plan = await stranger.post('/v1/plans', { name: 'Gold', prices: [price], dunning_policy: id });
  expect(problemOf(plan)).toMatchObject({
    status: 422,
    code: 'rule_violation',
    fields: ['dunning_policy'],
  });
});

test.each<[object, string, string]>([
  [{ retry_days: undefined }, 'retry_days', 'must be a list of at most 4 whole numbers from 1 to 21'],
  [{ retry_days: [1, 2, 3, 4, 5] }, 'retry_days', 'at most 4'],
  [{ retry_days: [0] }, 'retry_days', 'from 1 to 21'],
  [{ retry_days: [1.5] }, 'retry_days', 'whole numbers'],
  [{ retry_days: ['1'] }, 'retry_days', 'whole numbers'],
  [{ retry_days: [3, 3] }, 'retry_days.1', 'retries lie at least 24 hours apart'],
  [{ retry_days: [3, 1] }, 'retry_days.1', 'allowed is a whole number from 4 to 9'],
  [{ retry_days: [10] }, 'retry_days.0', 'before the final day'],
  [{ grace_days: 11 }, 'grace_days', 'from 0 to 10, the final day'],
  [{ grace_days: -1 }, 'grace_days', 'from 0 to 21'],
  [{ final_day: 22 }, 'final_day', 'from 1 to 21'],
  [{ final_day: 0 }, 'final_day', 'from 1 to 21'],
  [{ final_action: 'delete' }, 'final_action', 'cancel, pause, unpaid'],
  [{ local_hour: 24 }, 'local_hour', 'from 0 to 23'],
  [{ business_days_only: 'yes' }, 'business_days_only', 'true or false'],
  [{ weekend: ['friday'] }, 'weekend', 'business_days_only is not true'],
  [{ business_days_only: true, weekend: ['Freitag'] }, 'weekend', 'monday'],
  [{ business_days_only: true, weekend: ['friday', 'friday'] }, 'weekend', 'each at most once'],
  [{ business_days_only: true, weekend: [] }, 'weekend', '1 to 4'],
  [{ mails: [] }, 'mails', 'must be an object'],
  [{ mails: { declined: 'Two words' } }, 'mails.declined', 'name of a template'],
  [{ mails: { before_final_days: 0 } }, 'mails.before_final_days', 'from 1 to 21'],
  [{ mails: { before_final_days: 11 } }, 'mails.before_final_days', 'from 1 to 10, the final day'],
  [{ mails: { invented: 'x' } }, 'mails.invented', 'is not a known field'],
  [{ name: '' }, 'name', 'must be a text of 1 to 200 characters'],
  [{ is_default: 'yes' }, 'is_default', 'true or false'],
  [{ version: 3 }, 'version', 'is not a known field'],
])('%j is refused at %s', async (over, field, message) => {
  const answer = await create(over);
  expect([400, 422]).toContain(problemOf(answer).status);
  expect(answer.body.errors).toEqual([{ field, message: expect.stringContaining(message) }]);
});

test('all that contradicts itself is told at once', async () => {
  const { body } = await create({ retry_days: [9, 9], grace_days: 12, mails: { declined: '?' } });
  expect(body.errors.map(({ field }: { field: string }) => field)).toEqual([
    'grace_days',
    'retry_days.1',
    'mails.declined',
  ]);
});
