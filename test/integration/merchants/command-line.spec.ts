import { spawn } from 'node:child_process';
import pg from 'pg';
import { bundledCommand } from '../../support/bundled-engine.js';
import { createTestDatabase, type TestDatabase } from '../../support/template-database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

interface Run {
  code: number | null;
  out: string;
  told: string;
}

/** `npm run merchant -- …`, as it was built. */
function merchant(args: string[], input = '', environment: Record<string, string> = {}): Promise<Run> {
  const child = spawn(process.execPath, [bundledCommand('merchant'), ...args], {
    env: { ...process.env, DATABASE_URL: database.url, ENCRYPTION_KEY: '7'.repeat(64), ...environment },
  });
  child.stdin.end(input);
  const run: Run = { code: null, out: '', told: '' };
  child.stdout.on('data', (data: Buffer) => (run.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (run.told += data.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...run, code })));
}

/** Whether its days are held against Ottu's reports. */
async function nightly(id: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rowCount } = await client.query(
    `SELECT 1 FROM reconciliation_schedules s JOIN merchants m ON m.id = s.merchant_id WHERE m.public_id = $1`,
    [id],
  );
  await client.end();
  return rowCount === 1;
}

const CREATE = ['create', '--name', 'Club', '--mode', 'live', '--ottu-url', 'https://club.ottu.net'];
const ROUTING = ['--routing', 'KWD=credit-card,SAR=mada'];

test('a merchant is made with secrets from standard input, then a key, then the key is revoked', async () => {
  const made = await merchant(
    [...CREATE, ...ROUTING, '--api-key', '-', '--hmac-key', '-'],
    'ottu-key\nhmac\n',
  );
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^mer_\w{26}\n$/) });
  const id = made.out.trim();
  expect(await nightly(id)).toBe(true);
  const key = await merchant(['key', id, '--name', 'Backend', '--scopes', 'customers:read, plans:read']);
  expect(key.out).toMatch(/^perennial_live_\w{26}_[\w-]{43}\n$/);
  const [keyId] = /key_\w{26}/.exec(key.told)!;
  expect((await merchant(['revoke', keyId])).told).toContain('is revoked');
  expect((await merchant(['revoke', keyId])).told).toContain('was revoked before');
  expect((await merchant(['list'])).out).toBe(
    `${id}  live  https://club.ottu.net  Club\n  ${keyId}  revoked  customers:read,plans:read  Backend\n`,
  );
});

test('its credentials at Ottu are changed, and never shown', async () => {
  const nowhere = ['--mode', 'sandbox', '--simulator', '--ottu-url', 'http://127.0.0.1:9'];
  const made = await merchant(
    ['create', '--name', 'Gym', ...nowhere, ...ROUTING, '--api-key', '-', '--hmac-key', '-'],
    'ottu-key\nhmac\n',
  );
  const id = made.out.trim();
  const changed = await merchant(
    ['credentials', id, '--for', 'refunding', '--basic', '-'],
    'teller:secret\n',
  );
  expect(await nightly(id)).toBe(false);
  expect(changed).toMatchObject({ code: 0, out: 'basic:teller\n' });
  expect(changed.told).toContain('Kept, but: saved without a check, because Ottu did not answer');
  const refused = await merchant(['credentials', id, '--api-key', '-'], 'a sécret\n');
  expect(refused).toMatchObject({ code: 1, out: '', told: expect.stringMatching(/^api_key must be/) });
  expect(`${changed.told}${refused.told}`).not.toMatch(/s[eé]cret/);
});

test('the address that Ottu tells of refunds is given, to be set there', async () => {
  const [line] = (await merchant(['list'])).out.split('\n');
  const id = line!.split(' ')[0]!;
  const told = await merchant(['webhooks', id], '', { PUBLIC_URL: 'https://billing.example.com' });
  const address = `^https://billing\\.example\\.com/hooks/ottu/${id}/[\\w-]{43}/operation\n$`;
  expect(told).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(address)) });
});

test('a merchant is not made with another key than the others: its secrets would not open', async () => {
  const args = [...CREATE, ...ROUTING, '--api-key', 'a', '--hmac-key', 'h'];
  const refused = await merchant(args, '', { ENCRYPTION_KEY: '8'.repeat(64) });
  expect(refused).toMatchObject({ code: 1, out: '', told: expect.stringContaining('set ENCRYPTION_KEY') });
  expect(refused.told).not.toMatch(/\n\s+at /);
});

test('what is wrong is told in a line, not in a stack', async () => {
  for (const [args, told] of [
    [[...CREATE, '--routing', 'ABC=x', '--api-key', 'a', '--hmac-key', 'h'], 'routing.ABC'],
    [['revoke', 'key_x'], 'no API key key_x'],
  ] as const) {
    const run = await merchant([...args]);
    expect(run).toMatchObject({ code: 1, out: '', told: expect.stringContaining(told) });
    expect(run.told).not.toMatch(/\n\s+at /);
  }
});

test('help needs no database', async () => {
  const run = await merchant(['--help'], '', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
  expect(run).toMatchObject({ code: 0, out: expect.stringContaining('npm run merchant -- create') });
});
