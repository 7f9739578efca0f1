import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { ENTITIES } from './entities.js';
import { OttuClient } from './ottu-client.js';
import { RenewalsService } from './renewals.js';

/** A cron of one second, as the engine's clock is. */
const EVERY_MS = 1_000;

const dataSource = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL!, entities: ENTITIES });
await dataSource.initialize();
const service = new RenewalsService(dataSource, new OttuClient(process.env.OTTU_BASE_URL!));
let isEnding = false;
process.on('SIGTERM', () => (isEnding = true));
process.stdout.write('Naive worker is ready\n');
while (!isEnding) {
  await service.handleRenewals();
  await sleep(EVERY_MS);
}
await dataSource.destroy();
