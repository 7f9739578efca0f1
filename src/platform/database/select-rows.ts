import type { EntityMetadata } from 'typeorm';
import { queryPrepared } from './prepared.js';
import type { Tx } from './unit-of-work.js';
import type { RowKey } from './writes.js';

/**
 * Whole rows as entities, for the batches of the clock and for what is asked all the time. The ORM's own finders build and read a query in a
 * way that costs more than the query does once thousands of rows a second are read; everywhere else they are
 * used.
 */
export async function selectRows<T extends object>(
  tx: Tx,
  entity: new () => T,
  tail: string,
  parameters: unknown[],
): Promise<T[]> {
  const { select, names } = shapeOf(tx, entity);
  const rows = await tx.query<Record<string, unknown>[]>(`${select} ${tail}`, parameters);
  return entitiesOf(entity, names, rows);
}

interface Shape {
  select: string;
  names: readonly (readonly [property: string, column: string])[];
}

const shapes = new WeakMap<EntityMetadata, Shape>();

/** The columns that the entity knows, and no others: what a migration adds must not change what a statement gives. */
function shapeOf(tx: Tx, entity: new () => object): Shape {
  const metadata = tx.connection.getMetadata(entity);
  const known = shapes.get(metadata);
  if (known) return known;
  const names = metadata.columns.map(
    ({ propertyName, databaseName }) => [propertyName, databaseName] as const,
  );
  const select = `SELECT ${names.map(([, column]) => `t.${column}`).join(', ')} FROM ${metadata.tableName} t`;
  const shape = { select, names };
  shapes.set(metadata, shape);
  return shape;
}

function entitiesOf<T extends object>(
  entity: new () => T,
  names: Shape['names'],
  rows: Record<string, unknown>[],
): T[] {
  return rows.map((row) => {
    const target = new entity() as Record<string, unknown>;
    for (const [property, name] of names) target[property] = row[name];
    return target as T;
  });
}

type Where<T> = { [K in keyof T]?: T[K] | readonly T[K][] };

/**
 * The rows in which these columns have these values, for what every request or preview asks; of a list, any of its
 * values. What is null is not found by it. `tail` orders and limits. Each connection plans it once: see `queryPrepared`.
 */
export async function selectWhere<T extends object>(
  tx: Tx,
  entity: new () => T,
  where: Where<T>,
  tail = '',
): Promise<T[]> {
  const { columns } = tx.connection.getMetadata(entity);
  const conditions = Object.entries(where).map(([property, value], i) => {
    const column = columns.find(({ propertyName }) => propertyName === property)!.databaseName;
    return `t.${column} = ${Array.isArray(value) ? `ANY ($${i + 1})` : `$${i + 1}`}`;
  });
  const { select, names } = shapeOf(tx, entity);
  const text = `${select} WHERE ${conditions.join(' AND ')} ${tail}`;
  return entitiesOf(entity, names, await queryPrepared(tx, text, Object.values(where)));
}

/** The one row of a key, or null. */
export async function selectOne<T extends object>(
  tx: Tx,
  entity: new () => T,
  where: Where<T>,
  tail = '',
): Promise<T | null> {
  const [row] = await selectWhere(tx, entity, where, `${tail} LIMIT 1`);
  return row ?? null;
}

export interface OrderKey {
  merchantId: bigint;
  orderNo: string;
}

/** The rows of these order numbers, in any order. */
export async function selectByOrders<T extends OrderKey>(
  tx: Tx,
  entity: new () => T,
  orders: readonly OrderKey[],
): Promise<T[]> {
  if (orders.length === 0) return [];
  return selectRows(
    tx,
    entity,
    `JOIN (SELECT DISTINCT * FROM unnest($1::bigint[], $2::text[]) AS k (merchant_id, order_no)) k
       ON t.merchant_id = k.merchant_id AND t.order_no = k.order_no`,
    [orders.map(({ merchantId }) => merchantId), orders.map(({ orderNo }) => orderNo)],
  );
}

const LOCKS = {
  unlocked: '',
  /** Rows that refer to it may be written meanwhile. */
  locked_but_for_references: 'FOR NO KEY UPDATE OF t',
  locked: 'FOR UPDATE OF t',
};

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
