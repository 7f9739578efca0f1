import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { Api } from '../support/api-client.js';
import { type Artefact, prepareArtefact } from './artefact.js';
import { bundle } from '../support/bundle.js';
import { Cluster } from './cluster.js';
import { CommitCutter } from './commit-cutter.js';
import { Fleet } from './fleet.js';
import type { Options } from './options.js';
import { Platform } from './platform.js';
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
  const engine = bundle(artefact.engine, join(dirname(artefact.engine), 'bundle.js'));
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
    must(run(artefact.migrate, [], { ...environment, DATABASE_URL: cluster.url }));
    const platforms: Platform[] = [];
    for (let i = 1; i <= options.merchants; i++) {
      const log = join(directory, `simulator-${i}.log`);
      // Longer than the engine's patience, so that silence is silence.
      const hangSeconds = Math.ceil(CHARGE_PATIENCE_S * options.waitScale * 1.3 * 10) / 10;
      platforms.push(
        await Platform.start(
          artefact.simulator,
          `simulator-${i}`,
          now.toISOString(),
          chance.named(`platform ${i}`),
          hangSeconds,
          log,
        ),
      );
      stops.push(() => platforms[i - 1]!.stop());
    }
    const setup = { entry: engine, directory, environment, workers: options.workers };
    const fleet = await Fleet.start(setup, chance.named('fleet'), damage);
    stops.push(() => fleet.stop());
    const shops: Shop[] = [];
    for (const [i, platform] of platforms.entries()) {
      shops.push(
        await openShop(artefact, cluster, fleet, platform, environment, i, now, chance.named(`shop ${i}`)),
      );
    }
    return { artefact, cluster, cutter, fleet, shops, damage, now, strike };
  } catch (error) {
    await strike();
    throw error;
  }
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
    TICK_MS: '100',
    LOG_LEVEL: 'warn',
  };
}

/** Every third merchant is walked; see TimeKeeper. */
async function openShop(
  artefact: Artefact,
  cluster: Cluster,
  fleet: Fleet,
  platform: Platform,
  environment: Record<string, string>,
  i: number,
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
  const merchantId = must(run(artefact.merchant, ['create', ...name], own));
  const key = must(run(artefact.merchant, ['key', merchantId, '--name', 'torture'], own));
  const api = new Api(fleet.apiUrl, key);
  const clock = await api.post<{ id: string }>('/v1/test-clocks', { now: now.toISOString() });
  const shop = new Shop(merchantId, clock.id, i % 3 === 2, platform, api, chance);
  await shop.open();
  return shop;
}

function run(entry: string, args: string[], environment: Record<string, string>) {
  return spawnSync(process.execPath, [entry, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
    timeout: 120_000,
  });
}

function must({ status, stdout, stderr }: ReturnType<typeof run>): string {
  if (status !== 0) throw new Error(`A command failed: ${stdout}${stderr}`);
  return stdout.trim();
}
