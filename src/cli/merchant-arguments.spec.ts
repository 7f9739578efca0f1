import { readCommand, UsageError } from './merchant-arguments.js';

const CREATE = ['create', '--name', 'Club', '--mode', 'live', '--ottu-url', 'https://club.ottu.net'];
const ROUTING = ['--routing', 'KWD=credit-card, SAR=mada'];
const SECRETS = ['--api-key', 'a', '--hmac-key', 'h'];

test('a merchant is read from its options', async () => {
  expect(await readCommand([...CREATE, ...ROUTING, ...SECRETS, '--time-zone', 'Asia/Riyadh'], {})).toEqual({
    name: 'create',
    merchant: {
      name: 'Club',
      mode: 'live',
      ottuBaseUrl: 'https://club.ottu.net',
      timeZone: 'Asia/Riyadh',
      isSimulator: false,
      credentials: { kind: 'api_key', apiKey: 'a' },
      hmacKey: 'h',
      routing: { KWD: 'credit-card', SAR: 'mada' },
    },
  });
});

test('secrets may come from the environment; what is typed wins', async () => {
  const environment = { OTTU_API_KEY: 'from-environment', OTTU_HMAC_KEY: 'h' };
  expect(await readCommand([...CREATE, ...ROUTING], environment)).toMatchObject({
    merchant: { credentials: { kind: 'api_key', apiKey: 'from-environment' }, hmacKey: 'h' },
  });
  expect(await readCommand([...CREATE, ...ROUTING, '--basic', 'user:pass:word'], environment)).toMatchObject({
    merchant: { credentials: { kind: 'basic', username: 'user', password: 'pass:word' } },
  });
});

test('a key may do everything unless its scopes are named', async () => {
  expect(await readCommand(['key', 'mer_1', '--name', 'K'], {})).toMatchObject({ scopes: ['admin'] });
  const some = ['--scopes', 'customers:read, plans:read'];
  expect(await readCommand(['key', 'mer_1', '--name', 'K', ...some], {})).toEqual({
    name: 'key',
    merchantId: 'mer_1',
    keyName: 'K',
    scopes: ['customers:read', 'plans:read'],
  });
});

test('new credentials are for charging unless it is said what for', async () => {
  expect(await readCommand(['credentials', 'mer_1', '--api-key', 'next'], {})).toEqual({
    name: 'credentials',
    merchantId: 'mer_1',
    use: 'charging',
    credentials: { kind: 'api_key', apiKey: 'next' },
  });
  const environment = { OTTU_BASIC: 'teller:pass:word' };
  expect(await readCommand(['credentials', 'mer_1', '--for', 'refunding'], environment)).toMatchObject({
    use: 'refunding',
    credentials: { kind: 'basic', username: 'teller', password: 'pass:word' },
  });
});

test.each([[[]], [['help']], [['--help']], [['create', '-h']]])('%j asks for help', async (args) => {
  expect(await readCommand(args, {})).toEqual({ name: 'help' });
});

test.each([
  ['an unknown command', ['destroy'], 'no command destroy'],
  ['an unknown option', ['list', '--all'], '--all'],
  ['no name', ['create', '--mode', 'live'], '--name'],
  ['another mode', ['create', '--mode', 'test'], 'sandbox or live'],
  ['no secret', [...CREATE, ...ROUTING], 'OTTU_HMAC_KEY'],
  ['two kinds of credentials', [...CREATE, ...ROUTING, ...SECRETS, '--basic', 'u:p'], 'not both'],
  ['a user without a password', [...CREATE, ...ROUTING, '--basic', 'u', '--hmac-key', 'h'], 'user:password'],
  ['a routing that is none', [...CREATE, '--routing', 'KWD', ...SECRETS], 'KWD=credit-card'],
  ['a key of no merchant', ['key', '--name', 'K'], 'the merchant'],
  ['nothing to revoke', ['revoke'], 'the key'],
  ['credentials of nobody', ['credentials', '--api-key', 'a'], 'the merchant'],
  ['credentials for something else', ['credentials', 'mer_1', '--for', 'all'], 'charging, asking, refunding'],
  ['no credentials', ['credentials', 'mer_1'], 'OTTU_BASIC'],
])('%s is refused with what is allowed', async (_what, args, told) => {
  const reading = readCommand(args, {});
  await expect(reading).rejects.toThrow(UsageError);
  await expect(reading).rejects.toThrow(told);
});
