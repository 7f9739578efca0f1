import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Api } from '../support/api-client.js';
import { type Artefact, prepareArtefact } from './artefact.js';
import { bundle } from '../support/bundle.js';
import { Cluster } from './cluster.js';
import { CommitCutter } from './commit-cutter.js';
import { Fleet } from './fleet.js';
import type { Options } from './options.js';
import { Platform } from './platform.js';
import { Program } from './program.js';
import type { Chance } from '../support/chance.js';
import { Shop } from './shop.js';
import { Damage } from './tally.js';

const CHARGE_PATIENCE_S = 75;
const ROUTING = 'KWD=credit-card,USD=cybersource,JPY=credit-card';

/** Everything that plays a part, up and running. */
export interface Scene {
  artefact: Artefact;
  cluster: Cluster;
  cutter: CommitCutter;
  fleet: Fleet;
  shops: Shop[];
  damage: Damage;
  /** Where the merchants' clocks begin. */
  now: Date;
  strike(): Promise<void>;
}

/** Puts up database, proxy, simulators, engine and merchants; takes down what stands when a part fails. */
export async function raise(directory: string, options: Options, chance: Chance): Promise<Scene> {
  const artefact = prepareArtefact(directory, options.build);
  const engine = bundle(artefact.engine, join(dirname(artefact.engine), 'bundle'));
  const stops: (() => Promise<void>)[] = [];
  const strike = async () => {
    for (const stop of stops.splice(0).reverse()) await stop().catch(() => undefined);
  };
  // Nobody who is tired of waiting leaves a dozen processes behind.
  const interrupt = () => void strike().finally(() => process.exit(130));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const damage = new Damage();
    const now = new Date('2027-01-10T06:00:00Z');
    const cluster = await Cluster.start(join(directory, 'cluster'));
    stops.push(() => cluster.stop());
    const cutter = await CommitCutter.start(() => cluster.port, chance.named('commits'), damage.commits);
    stops.push(() => cutter.stop());
    const environment = environmentOf(cluster, cutter, options);
    await firstStart(engine, directory, { ...environment, DATABASE_URL: cluster.url });
    const numbers = Array.from({ length: options.merchants }, (_, i) => i + 1);
    // Longer than the engine's patience, so that silence is silence.
    const hangSeconds = Math.ceil(CHARGE_PATIENCE_S * options.waitScale * 1.3 * 10) / 10;
    const startPlatform = async (i: number) => {
      const name = `simulator-${i}`;
      const platform = await Platform.start(
        artefact.simulator,
        name,
        now.toISOString(),
        chance.named(`platform ${i}`),
        hangSeconds,
        join(directory, `${name}.log`),
      );
      stops.push(() => platform.stop());
      return platform;
    };
    const platforms = await Promise.all(numbers.map(startPlatform));
    const { workers, lifeMs } = options;
    const countInHand = (owner: string) => attemptsInHand(cluster, owner);
    const setup = { entry: engine, directory, environment, workers, lifeMs, countInHand };
    const fleet = await Fleet.start(setup, chance.named('fleet'), damage);
    stops.push(() => fleet.stop());
    const shops = await Promise.all(
      platforms.map((platform, i) =>
        openShop(
          artefact,
          cluster,
          fleet,
          platform,
          environment,
          i,
          // Every third merchant is walked, and one of two; see TimeKeeper.
          i % 3 === Math.max(1, Math.min(2, platforms.length - 1)),
          now,
          chance.named(`shop ${i}`),
        ),
      ),
    );
    return { artefact, cluster, cutter, fleet, shops, damage, now, strike };
  } catch (error) {
    await strike();
    throw error;
  }
}

/** Migrates the database, and lets V8 keep what it has compiled by the time that a worker is ready. */
async function firstStart(entry: string, directory: string, environment: Record<string, string>) {
  const log = join(directory, 'first-start.log');
  const own = {
    ...environment,
    ROLE: 'worker',
    DATA_DIR: join(directory, 'first-start'),
    KEEP_COMPILED: '1',
  };
  const program = new Program('first start', [entry], own, log);
  const isReady = await program.said(/ is ready/);
  await program.end();
  if (!isReady) throw new Error(`The engine did not start; see ${log}`);
}

async function attemptsInHand(cluster: Cluster, owner: string): Promise<number> {
  const [row] = await cluster.query<{ n: bigint }>(
    `SELECT count(*) AS n FROM attempts WHERE owner = $1 AND status IN ('prepared', 'sent')`,
    [owner],
  );
  return Number(row!.n);
}

function environmentOf(cluster: Cluster, cutter: CommitCutter, options: Options): Record<string, string> {
  const url = new URL(cluster.url);
  url.port = String(cutter.port);
  return {
    DATABASE_URL: url.href,
    // Merchants name their own simulators; the engine starts none.
    OTTU_BASE_URL: 'http://127.0.0.1:1',
    ENCRYPTION_KEY: randomBytes(32).toString('hex'),
    WAIT_SCALE: String(options.waitScale),
    TICK_MS: String(options.tickMs),
    LOG_LEVEL: 'warn',
  };
}

async function openShop(
  artefact: Artefact,
  cluster: Cluster,
  fleet: Fleet,
  platform: Platform,
  environment: Record<string, string>,
  i: number,
  isWalked: boolean,
  now: Date,
  chance: Chance,
): Promise<Shop> {
  const own = {
    ...environment,
    DATABASE_URL: cluster.url,
    OTTU_API_KEY: 'sim_ottu_api_key',
    OTTU_HMAC_KEY: 'sim_ottu_hmac_key',
  };
  const name = [
    '--name',
    `Merchant ${i + 1}`,
    '--mode',
    'sandbox',
    '--simulator',
    '--ottu-url',
    platform.url,
    '--routing',
    ROUTING,
  ];
  const merchantId = await run(artefact.merchant, ['create', ...name], own);
  const key = await run(artefact.merchant, ['key', merchantId, '--name', 'torture'], own);
  const api = new Api(fleet.apiUrl, key);
  const clock = await api.post<{ id: string }>('/v1/test-clocks', { now: now.toISOString() });
  const shop = new Shop(merchantId, clock.id, isWalked, platform, api, chance);
  await shop.open();
  return shop;
}

/** What the command says; it fails when the command does. */
async function run(entry: string, args: string[], environment: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [entry, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    timeout: 120_000,
  });
  return stdout.trim();
}
