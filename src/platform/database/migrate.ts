import { type DataSource, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { migrations } from '../../../migrations/index.js';
import { createDataSource } from './data-source.js';
import { DatabaseStartupError } from './server-check.js';

/** Any constant will do; all engines must share it. */
const MIGRATION_LOCK = 7_136_202_611;

/** Applies what is missing. Two engines that start together take turns. Returns the names applied. */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const lock = dataSource.createQueryRunner();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map((migration) => migration.name);
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await lock.release();
  }
}

export async function runMigrations(url: string): Promise<string[]> {
  const dataSource = createDataSource({
    url,
    entities: [],
    migrations,
    poolSize: 2,
    applicationName: 'perennial-migrate',
  });
  await open(dataSource);
  try {
    return await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

/** Of a connection that is cut between two statements of its opening TypeORM says only that a runner was released. */
async function open(dataSource: DataSource): Promise<void> {
  try {
    await dataSource.initialize();
  } catch (error) {
    if (!(error instanceof QueryRunnerAlreadyReleasedError)) throw error;
    throw new DatabaseStartupError(
      'The database closed the connection while it was being opened. Start again.',
      {
        cause: error,
      },
    );
  }
}
