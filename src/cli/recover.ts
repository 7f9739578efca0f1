import { entities } from '../entities.js';
import { EventsRepository } from '../modules/events/index.js';
import { MerchantClock, MerchantsRepository, TestClocksRepository } from '../modules/merchants/index.js';
import {
  EndRecovery,
  RecoveriesRepository,
  RecoveryNotEnded,
  RecoveryOrdersRepository,
} from '../modules/recovery/index.js';
import { SystemClock } from '../platform/clock/clock.js';
import { readSettings } from '../platform/config/settings.js';
import { Waits } from '../platform/config/waits.js';
import { createDataSource } from '../platform/database/data-source.js';
import { openDatabase } from '../platform/database/open-database.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { EpochsRepository } from '../platform/epoch/index.js';
import { type Command, HELP, readCommand, UsageError } from './recover-arguments.js';

const SHOWN = 20;

const say = (line: string): void => console.log(line);
const [epochs, recoveries, orders] = [
  new EpochsRepository(),
  new RecoveriesRepository(),
  new RecoveryOrdersRepository(),
];

async function show(uow: UnitOfWork): Promise<void> {
  const epoch = await uow.read((tx) => epochs.newest(tx));
  if (epoch === null) return say('The engine was never started on this database.');
  say(`Epoch ${epoch.id}, since ${epoch.beganAt.toISOString()}: ${epoch.mode.replace('_', '-')}`);
  if (epoch.signs.length > 0) say(`Noticed by: ${epoch.signs.join(', ').replaceAll('_', ' ')}`);
  if (epoch.gapFrom) say(`The books are sure of what was before ${epoch.gapFrom.toISOString()}`);
  if (epoch.endedAt) {
    const how = epoch.uncovered ? ' (the gap was not covered)' : '';
    say(`Ended ${epoch.endedAt.toISOString()} by ${epoch.endedBy}: ${epoch.endReason}${how}`);
  }
  for (const recovery of await uow.read((tx) => recoveries.all(tx, epoch.id))) {
    const { merchantId, coveredAt, listedAt } = recovery;
    const merchant = (await uow.read((tx) => new MerchantsRepository().findById(tx, merchantId)))!;
    const count = await uow.read((tx) => orders.tally(tx, merchantId, epoch.id));
    const state = coveredAt ? 'covered' : listedAt ? `${count.toAsk} to ask` : 'being listed';
    say(
      `${merchant.publicId} ${merchant.name}: ${state}; ${count.absent} absent, ${count.adopted} found, ` +
        `${count.unplaced} without a place, ${count.unanswered} unanswered`,
    );
    for (const order of await uow.read((tx) => orders.notable(tx, merchantId, epoch.id, SHOWN))) {
      say(`  ${order.orderNo}  ${order.finding ?? 'to ask again'}  ${order.note ?? ''}`);
    }
  }
}

async function deepen(uow: UnitOfWork, depth: number): Promise<void> {
  await uow.run(async (tx) => {
    const epoch = await epochs.lockNewest(tx);
    if (epoch?.mode !== 'reconcile_only') throw new RecoveryNotEnded('Nothing is being recovered');
    await recoveries.listAgain(tx, epoch.id, depth);
  });
  say(`Up to ${depth} tries of each charge are asked for.`);
}

async function run(command: Exclude<Command, { name: 'help' }>, uow: UnitOfWork): Promise<void> {
  if (command.name === 'show') return show(uow);
  if (command.name === 'tries') return deepen(uow, command.depth);
  const waits = new Waits(readSettings().WAIT_SCALE);
  const clock = new MerchantClock(new SystemClock(), new TestClocksRepository(), waits);
  await new EndRecovery(uow, epochs, recoveries, orders, new EventsRepository(), clock).execute(command);
  say('Ended: charging goes on.');
}

async function main(command: Exclude<Command, { name: 'help' }>): Promise<void> {
  const database = await openDatabase(readSettings(), () => undefined);
  try {
    const { url } = database;
    const dataSource = createDataSource({ url, entities, migrations: [], poolSize: 2, applicationName: 'perennial-recover' }); // prettier-ignore
    await dataSource.initialize();
    try {
      await run(command, new UnitOfWork(dataSource));
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.stop();
  }
}

try {
  const command = readCommand(process.argv.slice(2));
  if (command.name === 'help') say(HELP);
  else await main(command);
} catch (error) {
  console.error((error as Error).message);
  if (error instanceof UsageError) console.error('For help: npm run recover -- --help');
  process.exitCode = 1;
}
