import { Client, problemOf } from '../http/client.js';
import { startTestEngine, type TestEngine } from '../http/test-engine.js';

let engine: TestEngine;
let api: Client;

beforeAll(async () => {
  engine = await startTestEngine();
  api = new Client(engine.url, (await engine.newMerchant()).key);
});

afterAll(() => engine.stop());

const NOURA = {
  name: 'نورة العنزي',
  email: 'noura@example.com',
  phone: '+96550001234',
  language: 'ar',
  time_zone: 'Asia/Riyadh',
  metadata: { crm_id: 'A-17' },
};

test('a customer is given back as it was created', async () => {
  const created = await api.post('/v1/customers', NOURA);
  expect(created.status).toBe(201);
  expect(created.body).toEqual({
    external_id: null,
    id: expect.stringMatching(/^cus_[0-7][0-9a-z]{25}$/),
    ...NOURA,
    country: null,
    tax_exempt: false,
    tax_number: null,
    address: null,
    created_at: expect.stringMatching(/Z$/),
    updated_at: created.body.created_at,
  });
  const read = await api.get(`/v1/customers/${created.body.id}`);
  expect(read).toMatchObject({ status: 200, body: created.body });
});

test("a customer's language is English and its time zone the merchant's unless said otherwise", async () => {
  const { body } = await api.post('/v1/customers', { email: 'plain@example.com' });
  expect(body).toMatchObject({
    name: null,
    phone: null,
    language: 'en',
    time_zone: 'Asia/Kuwait',
    metadata: {},
  });
});

test('a change touches only what it names; null empties, metadata is replaced as a whole', async () => {
  const { body: customer } = await api.post('/v1/customers', NOURA);
  const changed = await api.patch(`/v1/customers/${customer.id}`, {
    phone: null,
    metadata: { tier: 'gold' },
  });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({
    name: NOURA.name,
    phone: null,
    language: 'ar',
    metadata: { tier: 'gold' },
  });
  expect((await api.get(`/v1/customers/${customer.id}`)).body).toEqual(changed.body);
});

test('what must not be empty cannot be emptied', async () => {
  const { body: customer } = await api.post('/v1/customers', { name: 'Only a name' });
  const language = await api.patch(`/v1/customers/${customer.id}`, { language: null });
  expect(problemOf(language)).toMatchObject({ status: 400, code: 'invalid_request', fields: ['language'] });
  const everything = await api.patch(`/v1/customers/${customer.id}`, { name: null });
  expect(problemOf(everything)).toMatchObject({ status: 400, code: 'invalid_request', fields: ['name'] });
});

test('the list gives the newest first, page by page, and finds an e-mail address', async () => {
  const own = new Client(engine.url, (await engine.newMerchant()).key);
  for (const n of [1, 2, 3]) await own.post('/v1/customers', { email: `c${n}@example.com` });
  const first = await own.get('/v1/customers?limit=2');
  expect(first.body.data.map((c: { email: string }) => c.email)).toEqual([
    'c3@example.com',
    'c2@example.com',
  ]);
  const second = await own.get(`/v1/customers?limit=2&cursor=${first.body.next_cursor}`);
  expect(second.body.data.map((c: { email: string }) => c.email)).toEqual(['c1@example.com']);
  expect(second.body.next_cursor).toBeNull();
  const found = await own.get('/v1/customers?email=c2%40example.com');
  expect(found.body.data).toHaveLength(1);
});

test.each([
  ['an unknown field', { name: 'N', nickname: 'n' }, 'nickname'],
  ['a number for a name', { name: 5 }, 'name'],
  ['something that is no e-mail address', { email: 'noura@' }, 'email'],
  ['a language we do not speak', { name: 'N', language: 'fr' }, 'language'],
  ['a fixed offset for a time zone', { name: 'N', time_zone: '+03:00' }, 'time_zone'],
  ['a telephone number with letters', { phone: '+965 CALL' }, 'phone'],
  ['a tax number with a space', { name: 'N', tax_number: '310 122' }, 'tax_number'],
  ['an address longer than paper', { name: 'N', address: 'x'.repeat(401) }, 'address'],
  ['metadata that is a list', { name: 'N', metadata: ['a'] }, 'metadata'],
  ['metadata with a number', { name: 'N', metadata: { age: 3 } }, 'metadata'],
  ['nobody at all', {}, 'name'],
])('%s is refused by the name of the field', async (_what, body, field) => {
  expect(problemOf(await api.post('/v1/customers', body))).toMatchObject({
    status: 400,
    code: 'invalid_request',
    fields: [field],
  });
});

test("another merchant's customer does not exist, for reading, changing and its cards", async () => {
  const { body: customer } = await api.post('/v1/customers', NOURA);
  const other = new Client(engine.url, (await engine.newMerchant()).key);
  const answers = [
    await other.get(`/v1/customers/${customer.id}`),
    await other.patch(`/v1/customers/${customer.id}`, { name: 'Mine' }),
    await other.get(`/v1/customers/${customer.id}/cards`),
  ];
  for (const answer of answers) expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
  expect((await api.get(`/v1/customers/${customer.id}`)).body.name).toBe(NOURA.name);
});
