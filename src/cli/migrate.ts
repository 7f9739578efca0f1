import { readSettings } from '../platform/config/settings.js';
import { runMigrations } from '../platform/database/migrate.js';
import { openDatabase } from '../platform/database/open-database.js';

/** `npm run migrate`: brings the database up to date and ends. */
try {
  const database = await openDatabase(readSettings(), () => undefined);
  try {
    const applied = await runMigrations(database.url);
    for (const name of applied) process.stdout.write(`applied ${name}\n`);
    if (applied.length === 0) process.stdout.write('nothing to apply: the database is up to date\n');
  } finally {
    await database.stop();
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
