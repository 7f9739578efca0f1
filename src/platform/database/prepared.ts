import { createHash } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import { QueryFailedError } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { Tx } from './unit-of-work.js';

const names = new Map<string, string>();

/**
 * A statement that each connection plans once, for one that is asked for often and takes longer to plan than to run.
 * Of such texts there may only be a few: each stays in every connection. They name their columns, because a plan whose
 * `*` means something else after a migration is refused by the server. Outside a transaction the pool is asked itself:
 * the ORM's runner around a single statement costs as much as the statement.
 */
export async function queryPrepared<Row>(tx: Tx, text: string, values: unknown[]): Promise<Row[]> {
  const pool = (tx.connection.driver as PostgresDriver).master as Pool;
  const on = tx.queryRunner ? ((await tx.queryRunner.connect()) as ClientBase) : pool;
  try {
    return (await on.query({ name: nameOf(text), text, values })).rows as Row[];
  } catch (error) {
    throw new QueryFailedError(text, values, error as Error);
  }
}

/** Of the text itself, so that a name can never stand for another. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 32);
    names.set(text, name);
  }
  return name;
}
