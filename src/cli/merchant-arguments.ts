import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { CREDENTIAL_USES, type CredentialUse } from '../gateway/credentials.js';
import type { GatewayCredentials, MerchantInput, MerchantMode } from '../modules/merchants/index.js';

export const HELP = `Makes merchants and their API keys.

  npm run merchant -- create --name "Kuwait Fitness Club" --mode sandbox|live
      --ottu-url https://merchant.ottu.net --routing KWD=credit-card,SAR=mada
      [--time-zone Asia/Kuwait] [--simulator]
      [--api-key - | --basic -] [--hmac-key -]
  npm run merchant -- key <mer_id> --name "Backend" [--scopes admin]
  npm run merchant -- revoke <key_id>
  npm run merchant -- credentials <mer_id> [--for charging|asking|refunding] [--api-key - | --basic -]
  npm run merchant -- webhooks <mer_id>
  npm run merchant -- list

Secrets: give "-" and type or pipe the value, one line each, in the order --api-key or --basic, then --hmac-key;
or set OTTU_API_KEY or OTTU_BASIC (user:password), and OTTU_HMAC_KEY. A value given as an argument works as
well, but stays in the shell's history.

New credentials are shown to Ottu before they are kept. Those for charging, which is what they are for if nothing is
said, serve for whatever has none of its own.

The environment is that of the engine: the database is the one of DATABASE_URL, or the engine's own under DATA_DIR;
ENCRYPTION_KEY has to be the same, and for webhooks PUBLIC_URL as well.`;

/** What the caller typed cannot be done as typed; told without a stack. */
export class UsageError extends Error {}

export type Command =
  | { name: 'help' }
  | { name: 'list' }
  | { name: 'create'; merchant: MerchantInput }
  | { name: 'key'; merchantId: string; keyName: string; scopes: string[] }
  | { name: 'revoke'; keyId: string }
  | { name: 'webhooks'; merchantId: string }
  | { name: 'credentials'; merchantId: string; use: CredentialUse; credentials: GatewayCredentials };

type Values = ReturnType<typeof parse>['values'];

export async function readCommand(args: string[], environment: NodeJS.ProcessEnv): Promise<Command> {
  const { values, positionals } = parse(args);
  const [name, subject] = positionals;
  if (values.help || name === undefined || name === 'help') return { name: 'help' };
  switch (name) {
    case 'list':
      return { name };
    case 'create':
      return { name, merchant: await readMerchant(values, environment) };
    case 'key':
      return {
        name,
        merchantId: required(subject, 'the merchant, such as: key mer_… --name "Backend"'),
        keyName: required(values.name, '--name'),
        scopes: (values.scopes ?? 'admin').split(',').map((scope) => scope.trim()),
      };
    case 'revoke':
      return { name, keyId: required(subject, 'the key, such as: revoke key_…') };
    case 'webhooks':
      return { name, merchantId: required(subject, 'the merchant, such as: webhooks mer_…') };
    case 'credentials':
      return {
        name,
        merchantId: required(subject, 'the merchant, such as: credentials mer_… --basic -'),
        use: readUse(values.for ?? 'charging'),
        credentials: await withLines((lines) => readCredentials(values, environment, lines)),
      };
    default:
      throw new UsageError(
        `There is no command ${name}; there are create, key, revoke, credentials, webhooks and list`,
      );
  }
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        name: text,
        mode: text,
        'ottu-url': text,
        routing: text,
        'time-zone': text,
        simulator: { type: 'boolean' },
        'api-key': text,
        basic: text,
        'hmac-key': text,
        scopes: text,
        for: text,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function readMerchant(values: Values, environment: NodeJS.ProcessEnv): Promise<MerchantInput> {
  const mode = required(values.mode, '--mode sandbox or --mode live');
  if (mode !== 'sandbox' && mode !== 'live') throw new UsageError('--mode must be sandbox or live');
  const [name, ottuBaseUrl] = [required(values.name, '--name'), required(values['ottu-url'], '--ottu-url')];
  const routing = readRouting(required(values.routing, '--routing, such as KWD=credit-card'));
  const secrets = await readSecrets(values, environment);
  const isSimulator = values.simulator ?? false;
  const timeZone = values['time-zone'] ?? 'Asia/Kuwait';
  return { name, mode: mode satisfies MerchantMode, timeZone, ottuBaseUrl, isSimulator, routing, ...secrets };
}

function readRouting(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => /^\s*([A-Z]{3})=([^=\s]+)\s*$/.exec(pair));
  if (pairs.some((pair) => !pair)) throw new UsageError('--routing must look like KWD=credit-card,SAR=mada');
  return Object.fromEntries(pairs.map((pair) => [pair![1]!, pair![2]!]));
}

function readUse(text: string): CredentialUse {
  const use = CREDENTIAL_USES.find((one) => one === text);
  if (!use) throw new UsageError(`--for must be one of ${CREDENTIAL_USES.join(', ')}`);
  return use;
}

async function readSecrets(
  values: Values,
  environment: NodeJS.ProcessEnv,
): Promise<{ credentials: GatewayCredentials; hmacKey: string }> {
  const hmacKey = required(values['hmac-key'] ?? environment['OTTU_HMAC_KEY'], '--hmac-key or OTTU_HMAC_KEY');
  return withLines(async (lines) => {
    const credentials = await readCredentials(values, environment, lines);
    return { credentials, hmacKey: hmacKey === '-' ? await lines.next('HMAC key of Ottu') : hmacKey };
  });
}

type CredentialValues = Pick<Values, 'api-key' | 'basic'>;

/** As `create` reads them, for another command. */
export function askFor(
  values: CredentialValues,
  environment: NodeJS.ProcessEnv,
): Promise<GatewayCredentials> {
  return withLines((lines) => readCredentials(values, environment, lines));
}

async function readCredentials(
  values: CredentialValues,
  environment: NodeJS.ProcessEnv,
  lines: Lines,
): Promise<GatewayCredentials> {
  // What is typed wins over the environment.
  const typed = values['api-key'] ?? values.basic;
  const apiKey = values['api-key'] ?? (typed ? undefined : environment['OTTU_API_KEY']);
  const basic = values.basic ?? (typed ? undefined : environment['OTTU_BASIC']);
  if (apiKey && basic) throw new UsageError('Give either an API key or a user and password, not both');
  const given = required(apiKey ?? basic, '--api-key, --basic, OTTU_API_KEY or OTTU_BASIC');
  const secret =
    given === '-' ? await lines.next(apiKey ? 'API key of Ottu' : 'user:password of Ottu') : given;
  return apiKey ? { kind: 'api_key', apiKey: secret } : readBasic(secret);
}

function readBasic(text: string): GatewayCredentials {
  const colon = text.indexOf(':');
  if (colon < 1) throw new UsageError('--basic must look like user:password');
  return { kind: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1) };
}

interface Lines {
  next(what: string): Promise<string>;
}

async function withLines<T>(read: (lines: Lines) => Promise<T>): Promise<T> {
  const lines = inputLines();
  try {
    return await read(lines);
  } finally {
    lines.close();
  }
}

/** Lines of standard input, asked for on standard error: what is printed to a pipe stays clean. */
function inputLines(): Lines & { close(): void } {
  const reader = createInterface({ input: process.stdin, terminal: false });
  const lines = reader[Symbol.asyncIterator]();
  return {
    async next(what) {
      if (process.stdin.isTTY) process.stderr.write(`${what}: `);
      const line = await lines.next();
      if (line.done || line.value.trim() === '')
        throw new UsageError(`Standard input ended before the ${what}`);
      return line.value.trim();
    },
    close: () => reader.close(),
  };
}

function required(value: string | undefined, what: string): string {
  if (value === undefined || value.trim() === '') throw new UsageError(`Missing: ${what}`);
  return value;
}
