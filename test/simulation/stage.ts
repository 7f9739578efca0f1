import { SchedulerRegistry } from '@nestjs/schedule';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { GatewayCallObserver } from '../../src/gateway/gateway-call-observer.js';
import { OttuConnections } from '../../src/gateway/ottu/ottu-connections.js';
import { RequestBudget, UnlimitedBudget } from '../../src/gateway/request-budget.js';
import { SettleCharge } from '../../src/modules/charges/index.js';
import { CreateApiKey, CreateMerchant } from '../../src/modules/merchants/index.js';
import { Settings } from '../../src/platform/config/settings.js';
import { UnitOfWork } from '../../src/platform/database/unit-of-work.js';
import type { Charge } from '../../src/simulator/index.js';
import type { Chance } from '../support/chance.js';
import { InProcessEngine } from '../support/in-process-engine.js';
import { createTestDatabase } from '../support/template-database.js';
import { Front } from './front.js';
import { Housekeeping } from './housekeeping.js';
import { Network } from './network.js';
import { planOnce } from './planned-once.js';
import { Platform, type WebhookOnItsWay } from './platform.js';
import type { Scheduler } from './scheduler.js';
import { Shop } from './shop.js';
import { SimulatedUnitOfWork } from './simulated-unit-of-work.js';
import type { Swarm } from './swarm.js';
import type { Troubles } from './troubles.js';
import { DatabaseClock, VirtualClock } from './virtual-clock.js';

const ROUTING = { KWD: 'credit-card', USD: 'cybersource', JPY: 'credit-card', SAR: 'credit-card' };

export interface Stage {
  engine: InProcessEngine;
  front: Front;
  platforms: Platform[];
  shops: Shop[];
  merchants: bigint[];
  housekeeping: Housekeeping;
  strike(): Promise<void>;
}

export interface StageSetup {
  swarm: Swarm;
  chance: Chance;
  scheduler: Scheduler;
  troubles: Troubles;
  onWebhook: (webhook: WebhookOnItsWay) => void;
  onCharge: (charge: Charge) => void;
}

/** A database of its own, the whole engine over it, and a platform for each merchant; all in this process. */
export async function raise(setup: StageSetup): Promise<Stage> {
  const { swarm, chance, scheduler, troubles } = setup;
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const clock = new DatabaseClock(client);
  await clock.install();
  await clock.show(scheduler.now);
  const platforms = new Map<string, Platform>();
  for (let i = 1; i <= swarm.merchants; i++) {
    const { onWebhook, onCharge } = setup;
    const named = chance.named(`platform ${i}`);
    const platform = await Platform.start(`platform-${i}`, named, scheduler.now, onWebhook, onCharge);
    platforms.set(platform.origin, platform);
  }
  const network = new Network(scheduler, troubles, chance.named('network'), platforms);
  const engine = await InProcessEngine.start({
    databaseUrl: database.url,
    clock: new VirtualClock(() => scheduler),
    override: (builder) =>
      builder
        .overrideProvider(OttuConnections)
        .useValue(network.connections())
        // Each request of the API is a process of its own here, and must leave nobody waiting for its refill.
        .overrideProvider(RequestBudget)
        .useValue(new UnlimitedBudget())
        // The log of calls gathers in real time, of which there is none here: its writes would fall anywhere.
        .overrideProvider(GatewayCallObserver)
        .useValue({ onCall: () => undefined })
        .overrideProvider(UnitOfWork)
        .useFactory({
          factory: (dataSource: DataSource) =>
            new SimulatedUnitOfWork(dataSource, scheduler, clock, troubles),
          inject: [DataSource],
        }),
  });
  planOnce(engine.get(DataSource));
  settleAlone(engine);
  // It beats in real time, in which hours pass here between two beats: a silence after which nobody is charged.
  engine.get(SchedulerRegistry).deleteInterval('watch-epoch');
  engine.get(Settings).PUBLIC_URL = 'http://engine.test';
  const front = new Front(engine.app, scheduler);
  const shops: Shop[] = [];
  const merchants: bigint[] = [];
  for (const platform of platforms.values()) {
    const { id, merchantId, key } = await createMerchant(engine, platform);
    merchants.push(id);
    const named = chance.named(`shop ${platform.name}`);
    shops.push(new Shop(merchantId, platform, key, front, scheduler, swarm, named));
  }
  const strike = async () => {
    await engine.stop();
    for (const platform of platforms.values()) await platform.stop();
    await client.end();
    await database.drop();
  };
  const housekeeping = new Housekeeping(client);
  return { engine, front, platforms: [...platforms.values()], shops, merchants, housekeeping, strike };
}

async function createMerchant(engine: InProcessEngine, platform: Platform) {
  const merchant = await engine.get(CreateMerchant).execute({
    name: 'Gulf Fitness',
    mode: 'sandbox',
    timeZone: 'Asia/Kuwait',
    ottuBaseUrl: platform.origin,
    isSimulator: true,
    credentials: { kind: 'api_key', apiKey: 'sim_ottu_api_key' },
    hmacKey: 'sim_ottu_hmac_key',
    routing: ROUTING,
  });
  const { text } = await engine
    .get(CreateApiKey)
    .execute(merchant.id, { name: 'simulation', scopes: ['admin'] });
  return { id: merchant.id, merchantId: merchant.publicId, key: text };
}

/** For the same reason requests settle what they learn alone; the workers settle in batches. */
function settleAlone(engine: InProcessEngine): void {
  const settle = engine.get(SettleCharge);
  settle.execute = (attempt, outcome, by) =>
    engine.get(UnitOfWork).run((tx) => settle.within(tx, attempt, outcome, by));
}
