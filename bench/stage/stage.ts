import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { SecretBox } from '../../src/platform/security/secret-box.js';
import { type Artefact, prepareArtefact } from '../../test/torture/artefact.js';
import { Cluster } from '../../test/torture/cluster.js';
import { Gateway } from '../gateway/gateway.js';
import { createNaiveTables } from '../naive/tables.js';

/** What signs the webhooks of the bench. */
export const HMAC_KEY = 'bench-hmac-key';
const PG_CODE = 'credit-card';
/** So many requests a day, and so many charges at once, that nothing waits for either. */
const SAFEGUARDS = { requestsPerDay: 100_000_000, massChargeMinimum: 100_000_000 };

export interface Merchant {
  id: bigint;
  publicId: string;
}

/** Everything that stands while the bench runs. */
export interface Stage {
  directory: string;
  artefact: Artefact;
  databaseUrl: string;
  postmaster: number;
  db: pg.Client;
  gateway: Gateway;
  box: SecretBox;
  environment: Record<string, string>;
  /** Whose subscriptions the engine renews. */
  shop: Merchant;
  /** Whose rows the SQL floor writes: the same tables, and never anything due. */
  floor: Merchant;
  strike(): Promise<void>;
}

export async function raise(directory: string, build: boolean): Promise<Stage> {
  const artefact = prepareArtefact(directory, build);
  const stops: (() => Promise<void>)[] = [];
  const strike = async () => {
    for (const stop of stops.splice(0).reverse()) await stop().catch(() => undefined);
  };
  const interrupt = () => void strike().finally(() => process.exit(130));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    mkdirSync(join(directory, 'cluster'));
    const cluster = await Cluster.start(join(directory, 'cluster'));
    stops.push(() => cluster.stop());
    const gateway = await Gateway.start(directory);
    stops.push(() => gateway.stop());
    const key = randomBytes(32);
    const environment = environmentOf(cluster.url, gateway.url, key.toString('hex'));
    must(artefact.migrate, [], environment);
    const db = new pg.Client({ connectionString: cluster.url, application_name: 'bench' });
    await db.connect();
    stops.push(() => db.end());
    await createNaiveTables(db);
    const shop = await openMerchant(artefact, db, environment, 'Shop', gateway.url);
    const floor = await openMerchant(artefact, db, environment, 'Floor', gateway.url);
    return {
      directory,
      artefact,
      databaseUrl: cluster.url,
      postmaster: postmasterOf(directory),
      db,
      gateway,
      box: new SecretBox(key),
      environment,
      shop,
      floor,
      strike,
    };
  } catch (error) {
    await strike();
    throw error;
  }
}

/** As in production: all settings that matter for speed have their defaults. */
function environmentOf(databaseUrl: string, gatewayUrl: string, key: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    // Says that there is a payment platform, so that no simulator is started.
    OTTU_BASE_URL: gatewayUrl,
    PUBLIC_URL: 'https://bench.example.com',
    ENCRYPTION_KEY: key,
    LOG_LEVEL: 'warn',
  };
}

async function openMerchant(
  artefact: Artefact,
  db: pg.Client,
  environment: Record<string, string>,
  name: string,
  gatewayUrl: string,
): Promise<Merchant> {
  // A sandbox merchant without a test clock lives in real time; a live one would need TLS, which is not measured.
  const words = ['create', '--name', name, '--mode', 'sandbox', '--ottu-url', gatewayUrl];
  const secrets = { OTTU_API_KEY: 'bench-api-key', OTTU_HMAC_KEY: HMAC_KEY };
  const publicId = must(artefact.merchant, [...words, '--routing', `KWD=${PG_CODE}`], {
    ...environment,
    ...secrets,
  });
  const { rows } = await db.query<{ id: bigint }>('SELECT id FROM merchants WHERE public_id = $1', [
    publicId,
  ]);
  // All is due at once, which is what the safeguards are there to hold.
  await db.query('UPDATE merchants SET safeguards = $2 WHERE id = $1', [rows[0]!.id, SAFEGUARDS]);
  return { id: rows[0]!.id, publicId };
}

function postmasterOf(directory: string): number {
  const [pid] = readFileSync(join(directory, 'cluster', 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  return Number(pid);
}

function must(entry: string, args: string[], environment: Record<string, string>): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`A command failed: ${stdout}${stderr}`);
  return stdout.trim();
}
