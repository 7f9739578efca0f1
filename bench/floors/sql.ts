/**
 * The rows of a renewal, written the cheapest way there is: in batches with unnest, in the three transactions
 * of the protocol (the attempt ahead, the commit to send, the settlement), with no HTTP between them and nothing
 * decided. The tables are the engine's, with all indexes, foreign keys and triggers; the merchant is another.
 */
import pg from 'pg';
import { registerPgTypes } from '../../src/platform/database/pg-types.js';
import { measure, type Task, taskFromEnvironment } from './floor.js';
import { nextBatch, type Row, settle, writeAhead, markSent } from './sql-batch.js';

export interface SqlTask extends Task {
  merchantId: string;
  batch: number;
}

/** Two at once, so that one computes while the other waits for the disk. */
const LANES = 2;

registerPgTypes();
const task = taskFromEnvironment<SqlTask>();
const lanes = Array.from(
  { length: LANES },
  () => new pg.Client({ connectionString: task.databaseUrl, application_name: 'bench floor' }),
);
for (const db of lanes) await db.connect();

async function inTransaction(db: pg.Client, work: () => Promise<void>): Promise<void> {
  await db.query('BEGIN');
  await work();
  await db.query('COMMIT');
}

/** Both lanes draw from one list: no subscription is renewed by two at once. */
async function rows(count: number): Promise<Row[][]> {
  const all = await nextBatch(lanes[0]!, task.merchantId, count);
  const batches: Row[][] = [];
  for (let i = 0; i < all.length; i += task.batch) batches.push(all.slice(i, i + task.batch));
  return batches;
}

await measure(task, async (renewals) => {
  const queue = await rows(renewals);
  await Promise.all(
    lanes.map(async (db) => {
      for (let batch = queue.shift(); batch; batch = queue.shift()) {
        const own = batch;
        await inTransaction(db, () => writeAhead(db, task.merchantId, own));
        await inTransaction(db, () => markSent(db, task.merchantId, own));
        await inTransaction(db, () => settle(db, task.merchantId, own));
      }
    }),
  );
});
await Promise.all(lanes.map((db) => db.end()));
