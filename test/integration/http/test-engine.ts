import { Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { DataSource } from 'typeorm';
import { configureApp, createAdapter } from '../../../src/configure-app.js';
import { CARD_ENTITIES, CardsModule } from '../../../src/modules/cards/index.js';
import { CUSTOMER_ENTITIES, CustomersModule } from '../../../src/modules/customers/index.js';
import { Event, EventsModule } from '../../../src/modules/events/index.js';
import {
  CreateApiKey,
  CreateMerchant,
  MERCHANT_ENTITIES,
  type Merchant,
  type MerchantInput,
  MerchantsModule,
} from '../../../src/modules/merchants/index.js';
import { DUNNING_ENTITIES, DunningModule } from '../../../src/modules/dunning/index.js';
import { PLAN_ENTITIES, PlansModule } from '../../../src/modules/plans/index.js';
import { IntakeBounds } from '../../../src/modules/webhooks/intake-bounds.js';
import { Clock, SystemClock } from '../../../src/platform/clock/clock.js';
import { readSettings, Settings } from '../../../src/platform/config/settings.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { DatabaseModule } from '../../../src/platform/database/database.module.js';
import { EPOCH_ENTITIES } from '../../../src/platform/epoch/index.js';
import { HealthModule } from '../../../src/platform/health/index.js';
import { IDEMPOTENCY_ENTITIES, IdempotencyModule } from '../../../src/platform/idempotency/index.js';
import { SecretBox } from '../../../src/platform/security/secret-box.js';
import { createTestDatabase } from '../../support/template-database.js';

const ENTITIES = [
  Event,
  ...MERCHANT_ENTITIES,
  ...CUSTOMER_ENTITIES,
  ...DUNNING_ENTITIES,
  ...PLAN_ENTITIES,
  ...CARD_ENTITIES,
  ...IDEMPOTENCY_ENTITIES,
  ...EPOCH_ENTITIES,
];

export const SIMULATED: MerchantInput = {
  name: 'Kuwait Fitness Club',
  mode: 'sandbox',
  timeZone: 'Asia/Kuwait',
  ottuBaseUrl: 'http://127.0.0.1:4010',
  isSimulator: true,
  credentials: { kind: 'api_key', apiKey: 'an-ottu-api-key' },
  hmacKey: 'an-hmac-key',
  routing: { KWD: 'credit-card', SAR: 'mada' },
};

/** The engine without the rooms that move money, listening on a free port. */
export interface TestEngine {
  url: string;
  app: NestFastifyApplication;
  dataSource: DataSource;
  /** A merchant with a key that may do the given, or everything. */
  newMerchant(input?: Partial<MerchantInput>): Promise<{ merchant: Merchant; key: string }>;
  newKey(merchant: Merchant, ...scopes: string[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startTestEngine(...controllers: Type[]): Promise<TestEngine> {
  const database = await createTestDatabase();
  const dataSource = createDataSource({
    url: database.url,
    entities: ENTITIES,
    migrations: [],
    poolSize: 12,
    applicationName: 'perennial-test',
  });
  await dataSource.initialize();
  const app = await createApp(dataSource, controllers);
  await app.listen(0, '127.0.0.1');
  const newKey = async (merchant: Merchant, ...scopes: string[]) =>
    (await app.get(CreateApiKey).execute(merchant.id, { name: 'test', scopes })).text;
  return {
    url: await app.getUrl(),
    app,
    dataSource,
    newKey,
    newMerchant: async (input = {}) => {
      const merchant = await app.get(CreateMerchant).execute({ ...SIMULATED, ...input });
      return { merchant, key: await newKey(merchant, 'admin') };
    },
    stop: async () => {
      await app.close();
      await dataSource.destroy();
      await database.drop();
    },
  };
}

async function createApp(dataSource: DataSource, controllers: Type[]): Promise<NestFastifyApplication> {
  const provided = [
    { provide: DataSource, useValue: dataSource },
    { provide: Settings, useValue: readSettings({}) },
    { provide: Clock, useClass: SystemClock },
    { provide: IntakeBounds, useClass: IntakeBounds },
    { provide: SecretBox, useValue: new SecretBox(Buffer.alloc(32, 7)) },
  ];
  @Module({ controllers })
  class ProbeModule {}
  const module = await Test.createTestingModule({
    imports: [
      {
        module: class GroundModule {},
        global: true,
        providers: provided,
        exports: provided.map((p) => p.provide),
      },
      DatabaseModule,
      EventsModule,
      MerchantsModule,
      IdempotencyModule,
      HealthModule,
      CustomersModule,
      DunningModule,
      PlansModule,
      CardsModule,
      ProbeModule,
    ],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createAdapter(), { logger: false });
  await configureApp(app);
  return app;
}
