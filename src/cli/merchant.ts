import {
  DAY_RECONCILIATION_ENTITIES,
  DaysRepository,
  SetSchedule,
} from '../modules/day-reconciliation/index.js';
import { EVENT_ENTITIES, EventsRepository } from '../modules/events/index.js';
import {
  ApiKeysRepository,
  ChangeCredentials,
  CreateApiKey,
  CreateMerchant,
  CredentialKeeper,
  type Merchant,
  MERCHANT_ENTITIES,
  MerchantAccounts,
  MerchantClock,
  MerchantsRepository,
  refuseWrongKey,
  RevokeApiKey,
  TestClocksRepository,
} from '../modules/merchants/index.js';
import { SystemClock } from '../platform/clock/clock.js';
import { readSettings, type Settings } from '../platform/config/settings.js';
import { Waits } from '../platform/config/waits.js';
import { createDataSource } from '../platform/database/data-source.js';
import { runMigrations } from '../platform/database/migrate.js';
import { openDatabase } from '../platform/database/open-database.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { AppError } from '../platform/http/app-error.js';
import { loadEncryptionKey } from '../platform/security/encryption-key.js';
import { SecretBox } from '../platform/security/secret-box.js';
import { credentialsGiven, ottuClient, type OttuClient } from './ottu-client.js';
import { type Command, HELP, readCommand, UsageError } from './merchant-arguments.js';

const MOST_LISTED = 1000;

interface Tools {
  uow: UnitOfWork;
  merchants: MerchantsRepository;
  keys: ApiKeysRepository;
  createMerchant: CreateMerchant;
  createApiKey: CreateApiKey;
  revokeApiKey: RevokeApiKey;
  changeCredentials: ChangeCredentials;
  setSchedule: SetSchedule;
  accounts: MerchantAccounts;
  operationWebhook: (merchant: Merchant) => string;
}

// What a script wants goes to standard output, what a person wants to know to standard error.
const tell = (line: string): void => console.error(line);
const give = (line: string): void => console.log(line);

async function run(command: Exclude<Command, { name: 'help' }>, tools: Tools): Promise<void> {
  switch (command.name) {
    case 'create': {
      const merchant = await tools.createMerchant.execute(command.merchant);
      // Real money is held against Ottu's reports from the first night on; whoever has none switches it off.
      if (merchant.mode === 'live') await tools.setSchedule.execute(merchant.id, true);
      tell(
        `Merchant "${merchant.name}" was made. Its first key: npm run merchant -- key ${merchant.publicId} --name …`,
      );
      return give(merchant.publicId);
    }
    case 'key': {
      const merchant = await tools.uow.read((tx) => tools.merchants.findByPublicId(tx, command.merchantId));
      if (!merchant) throw new UsageError(`There is no merchant ${command.merchantId}`);
      const { key, text } = await tools.createApiKey.execute(merchant.id, {
        name: command.keyName,
        scopes: command.scopes,
      });
      tell(`Key ${key.publicId} of "${merchant.name}" may: ${key.scopes.join(', ')}. It is shown this once:`);
      return give(text);
    }
    case 'revoke': {
      const revoked = await tools.revokeApiKey.execute(command.keyId);
      return tell(revoked ? `Key ${command.keyId} is revoked.` : `Key ${command.keyId} was revoked before.`);
    }
    case 'credentials': {
      const merchant = await tools.uow.read((tx) => tools.merchants.findByPublicId(tx, command.merchantId));
      if (!merchant) throw new UsageError(`There is no merchant ${command.merchantId}`);
      const given = credentialsGiven(command.credentials);
      const set = await tools.changeCredentials.execute(merchant.id, command.use, given, null);
      tell(set.warning === null ? 'Ottu knows them. They count from now on.' : `Kept, but: ${set.warning}.`);
      return give(set.apiUser);
    }
    case 'webhooks': {
      const merchant = await tools.uow.read((tx) => tools.merchants.findByPublicId(tx, command.merchantId));
      if (!merchant) throw new UsageError(`There is no merchant ${command.merchantId}`);
      tell('To be set in the account at Ottu as the operation webhook; it holds a secret:');
      return give(tools.operationWebhook(merchant));
    }
    case 'list':
      return list(tools);
  }
}

async function list({ uow, merchants, keys }: Tools): Promise<void> {
  const all = await uow.read((tx) => merchants.list(tx, MOST_LISTED));
  if (all.length === 0) tell('There is no merchant yet.');
  for (const merchant of all) {
    give(`${merchant.publicId}  ${merchant.mode}  ${merchant.ottuBaseUrl}  ${merchant.name}`);
    for (const key of await uow.read((tx) => keys.listOf(tx, merchant.id))) {
      give(
        `  ${key.publicId}  ${key.revokedAt ? 'revoked' : 'active'}  ${key.scopes.join(',')}  ${key.name}`,
      );
    }
  }
}

async function withTools(settings: Settings, work: (tools: Tools) => Promise<void>): Promise<void> {
  const database = await openDatabase(settings, tell);
  try {
    await runMigrations(database.url);
    const dataSource = createDataSource({
      url: database.url,
      entities: [...MERCHANT_ENTITIES, ...EVENT_ENTITIES, ...DAY_RECONCILIATION_ENTITIES],
      migrations: [],
      poolSize: 2,
      applicationName: 'perennial-merchant',
    });
    await dataSource.initialize();
    const ottu = ottuClient(undefined, (client) => (client.hosts = settings.ottuHosts));
    try {
      const tools = makeTools(new UnitOfWork(dataSource), settings, ottu);
      await refuseWrongKey(tools.uow, tools.merchants, tools.accounts);
      await work(tools);
    } finally {
      await ottu.close();
      await dataSource.destroy();
    }
  } finally {
    await database.stop();
  }
}

function makeTools(uow: UnitOfWork, settings: Settings, { gateway }: OttuClient): Tools {
  const [clock, merchants, keys] = [new SystemClock(), new MerchantsRepository(), new ApiKeysRepository()];
  const accounts = new MerchantAccounts(
    new SecretBox(loadEncryptionKey(settings.ENCRYPTION_KEY, settings.dataDir)),
  );
  const merchantClock = new MerchantClock(clock, new TestClocksRepository(), new Waits(settings.WAIT_SCALE));
  const keeper = new CredentialKeeper(merchants, accounts, new EventsRepository(), merchantClock);
  return {
    uow,
    merchants,
    keys,
    createMerchant: new CreateMerchant(
      uow,
      clock,
      accounts,
      merchants,
      new Waits(settings.WAIT_SCALE),
      settings,
    ),
    createApiKey: new CreateApiKey(uow, clock, merchants, keys),
    revokeApiKey: new RevokeApiKey(uow, clock, keys),
    changeCredentials: new ChangeCredentials(uow, merchants, accounts, keys, gateway, keeper, clock),
    setSchedule: new SetSchedule(uow, new DaysRepository(), merchantClock),
    accounts,
    operationWebhook: (merchant) => accounts.hookUrl(merchant, settings.publicUrl, 'operation'),
  };
}

function explain(error: unknown): string {
  if (error instanceof AppError && error.errors.length > 0) {
    return error.errors.map((fault) => `${fault.field} ${fault.message}`).join('\n');
  }
  return error instanceof Error ? error.message : String(error);
}

try {
  const command = await readCommand(process.argv.slice(2), process.env);
  if (command.name === 'help') give(HELP);
  else await withTools(readSettings(), (tools) => run(command, tools));
} catch (error) {
  tell(explain(error));
  if (error instanceof UsageError) tell('For help: npm run merchant -- --help');
  process.exitCode = 1;
}
