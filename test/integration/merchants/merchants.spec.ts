import {
  CreateMerchant,
  type Merchant,
  MerchantAccounts,
  MerchantsRepository,
} from '../../../src/modules/merchants/index.js';
import { AppError } from '../../../src/platform/http/app-error.js';
import { Client, problemOf } from '../http/client.js';
import { SIMULATED, startTestEngine, type TestEngine } from '../http/test-engine.js';

let engine: TestEngine;

beforeAll(async () => {
  engine = await startTestEngine();
});

afterAll(() => engine.stop());

const LIVE = { mode: 'live', ottuBaseUrl: 'https://merchant.ottu.net', isSimulator: false } as const;

test('a merchant reads itself, without a secret', async () => {
  const { merchant, key } = await engine.newMerchant();
  const { body } = await new Client(engine.url, key).get('/v1/merchant');
  expect(body).toEqual({
    id: merchant.publicId,
    name: 'Kuwait Fitness Club',
    mode: 'sandbox',
    time_zone: 'Asia/Kuwait',
    ottu_base_url: 'http://127.0.0.1:4010',
    ottu_is_simulator: true,
    routing: { KWD: 'credit-card', SAR: 'mada' },
    charging_stopped: false,
    charging_stopped_at: null,
    charging_stopped_reason: null,
    manual_confirmation: false,
    requests_per_day: 90_000,
    mass_charge_factor: 3,
    mass_charge_minimum: 50,
    most_periods_behind: 3,
    most_days_behind: 14,
    consent_lead_days: 30,
    default_country: null,
    invoice_review_hours: 0,
    consent_lead_payments: 3,
    routing_faults: {},
    routing_checked_at: null,
    ottu_public_key: null,
    surplus_handling: 'refund',
    previous_webhook_key_until: null,
    refund_approval_above: {},
    ottu_api_users: {
      charging: expect.stringMatching(/^api-key:[0-9a-f]{12}$/),
      asking: null,
      refunding: null,
    },
    ottu_credentials_changed_at: null,
    created_at: expect.stringMatching(/Z$/),
  });
});

test('it sees when its charging was stopped, and why', async () => {
  const { merchant, key } = await engine.newMerchant();
  const at = new Date('2027-01-31T09:00:00Z');
  await engine.dataSource.transaction((tx) =>
    engine.app.get(MerchantsRepository).setChargingStopped(tx, merchant.id, { at, reason: 'Ottu says 401' }),
  );
  expect((await new Client(engine.url, key).get('/v1/merchant')).body).toMatchObject({
    charging_stopped: true,
    charging_stopped_at: at.toISOString(),
    charging_stopped_reason: 'Ottu says 401',
  });
});

test('what Ottu gave it comes back from its boxes, and only from its own', async () => {
  const accounts = engine.app.get(MerchantAccounts);
  const credentials = { kind: 'basic', username: 'u', password: 'a-pass:word' } as const;
  const { merchant } = await engine.newMerchant({ credentials });
  const { merchant: other } = await engine.newMerchant();
  expect(accounts.webhookKeys(merchant, new Date())).toEqual(['an-hmac-key']);
  expect(accounts.accountOf(merchant)).toEqual({
    merchantId: merchant.id,
    baseUrl: 'http://127.0.0.1:4010',
    credentials,
    isSandbox: true,
    isSimulator: true,
  });
  expect(accounts.hookSecret(merchant)).toMatch(/^[\w-]{43}$/);
  expect(accounts.hookSecret(merchant)).not.toBe(accounts.orderNoSecret(merchant));
  const swapped: Merchant = { ...merchant, hookSecret: other.hookSecret };
  expect(() => accounts.hookSecret(swapped)).toThrow('does not open');
});

test('no secret lies readable in the database', async () => {
  const { merchant, key } = await engine.newMerchant({ hmacKey: 'very-secret-hmac' });
  const [row] = await engine.dataSource.query<{ all: string }[]>(
    `SELECT m::text || k::text AS all FROM merchants m JOIN api_keys k ON k.merchant_id = m.id WHERE m.id = $1`,
    [merchant.id],
  );
  const secret = key.split('_').slice(3).join('_');
  for (const plain of ['very-secret-hmac', 'an-ottu-api-key', secret]) {
    expect(row!.all).not.toContain(plain);
    expect(row!.all).not.toContain(Buffer.from(plain).toString('hex'));
  }
});

test('a key names its mode and works at once', async () => {
  const { key } = await engine.newMerchant();
  expect(key).toMatch(/^perennial_sandbox_[0-7][0-9a-z]{25}_[\w-]{43}$/);
  const { key: liveKey } = await engine.newMerchant(LIVE);
  expect(liveKey).toMatch(/^perennial_live_/);
  expect((await new Client(engine.url, liveKey).get('/v1/merchant')).body.mode).toBe('live');
});

test.each([
  ['a simulator', { ...LIVE, isSimulator: true }, 'ottu_base_url'],
  ['a host that is not Ottu’s', { ...LIVE, ottuBaseUrl: 'https://ottu.net.example' }, 'ottu_base_url'],
  ['an address without TLS', { ...LIVE, ottuBaseUrl: 'http://merchant.ottu.net' }, 'ottu_base_url'],
])('a live merchant is refused %s', async (_what, input, field) => {
  const made = engine.app.get(CreateMerchant).execute({ ...SIMULATED, ...input });
  await expect(made).rejects.toMatchObject({ code: 'rule_violation', errors: [{ field }] });
});

test('all that is wrong with a merchant is told at once', async () => {
  const made = engine.app.get(CreateMerchant).execute({
    ...SIMULATED,
    name: ' ',
    timeZone: 'Mars/Olympus',
    hmacKey: '',
    routing: { ABC: 'credit-card', KWD: 'not a code' },
    ottuBaseUrl: 'ftp://ottu',
  });
  const error = await made.catch((e: unknown) => e as AppError);
  expect((error as AppError).errors.map((fault) => fault.field)).toEqual([
    'name',
    'time_zone',
    'hmac_key',
    'routing.ABC',
    'routing.KWD',
    'ottu_base_url',
  ]);
});

test('a key without scopes, or with unknown ones, is not made', async () => {
  const { merchant } = await engine.newMerchant();
  await expect(engine.newKey(merchant)).rejects.toMatchObject({ code: 'rule_violation' });
  await expect(engine.newKey(merchant, 'everything')).rejects.toMatchObject({
    errors: [{ field: 'scopes' }],
  });
});

test('reading the merchant takes a key', async () => {
  expect(problemOf(await new Client(engine.url, null).get('/v1/merchant')).status).toBe(401);
});

describe('what stands on documents', () => {
  test.each([
    [{ country: 'KSA' }, 'country', 400],
    [{ country: 'ZZ' }, 'country', 400],
    [{ country: 'SA', tax_number: '12345' }, 'tax_number', 422],
    [{ legal_name: 'x'.repeat(121) }, 'legal_name', 400],
    [{ address: 7 }, 'address', 400],
    [{ colour: 'red' }, 'colour', 400],
  ])('is refused with %j', async (body, field, status) => {
    const api = new Client(engine.url, (await engine.newMerchant()).key);
    expect(problemOf(await api.patch('/v1/merchant/profile', body))).toMatchObject({
      status,
      fields: [field],
    });
    expect((await api.get('/v1/merchant/profile')).body).toMatchObject({ version: 0, country: null });
  });

  test.each([
    ['is no picture', Buffer.from('hello').toString('base64'), 422],
    ['is no base64', 'ä', 400],
    ['is too large', Buffer.alloc(160_000).toString('base64'), 400],
    ['claims to be enormous', hugePng(), 422],
  ])('is refused with a logo that %s', async (_, content, status) => {
    const api = new Client(engine.url, (await engine.newMerchant()).key);
    const answer = await api.send('PUT', '/v1/merchant/logo', JSON.stringify({ content }), {});
    expect(problemOf(answer)).toMatchObject({ status, fields: ['content'] });
  });
});

/** One point, as small as a PNG can be, that says of itself to be 100,000 wide. */
function hugePng(): string {
  const point =
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const bytes = Buffer.from(point, 'base64');
  bytes.writeUInt32BE(100_000, 16);
  return bytes.toString('base64');
}
