import type { Tx } from './unit-of-work.js';
import type { RowKey } from './writes.js';

/**
 * Whole rows as entities, for the batches of the clock. The ORM's own finders build and read a query in a
 * way that costs more than the query does once thousands of rows a second are read; everywhere else they are
 * used.
 */
export async function selectRows<T extends object>(
  tx: Tx,
  entity: new () => T,
  tail: string,
  parameters: unknown[],
): Promise<T[]> {
  const { tableName, columns } = tx.connection.getMetadata(entity);
  const rows = await tx.query<Record<string, unknown>[]>(
    `SELECT t.* FROM ${tableName} t ${tail}`,
    parameters,
  );
  const names = columns.map(({ propertyName, databaseName }) => [propertyName, databaseName] as const);
  return rows.map((row) => {
    const target = new entity() as Record<string, unknown>;
    for (const [property, name] of names) target[property] = row[name];
    return target as T;
  });
}

const LOCKS = { unlocked: '', shared: 'FOR SHARE OF t', locked: 'FOR UPDATE OF t' };

/** The rows of these keys by id. Locked in the order of their ids, so that two batches never wait for each other. */
export async function selectByKeys<T extends RowKey>(
  tx: Tx,
  entity: new () => T,
  keys: readonly RowKey[],
  lock: keyof typeof LOCKS,
): Promise<Map<bigint, T>> {
  if (keys.length === 0) return new Map();
  const rows = await selectRows(
    tx,
    entity,
    `JOIN (SELECT DISTINCT * FROM unnest($1::bigint[], $2::bigint[]) AS k (merchant_id, id)) k
       ON t.merchant_id = k.merchant_id AND t.id = k.id
     ORDER BY t.id ${LOCKS[lock]}`,
    [keys.map((key) => key.merchantId), keys.map((key) => key.id)],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
