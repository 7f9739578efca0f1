import type { EntityMetadata, EntityTarget, ObjectLiteral } from 'typeorm';
import { assertAffected, UnexpectedRowCount } from './rows.js';
import type { Tx } from './unit-of-work.js';

/** The key of every business row. */
export interface RowKey {
  merchantId: bigint;
  id: bigint;
}

type Entity<T> = new () => T;
export type ReservedRow = Entity<RowKey>;
/** A column's value, or a function that gives an SQL expression, as everywhere in TypeORM. */
type Values<T> = { [K in keyof T]?: T[K] | (() => string) };

/**
 * Where a change is written to: at once, or together with the changes of a whole batch. What takes a
 * `Writer` and no `Tx` cannot read, and so cannot read a row whose change still waits to be written.
 */
export type Writer = Tx | Writes;

/** Writes rows, in one statement. Ids that the database makes are on the rows afterwards. */
export async function insertRows<T extends ObjectLiteral>(
  writer: Writer,
  entity: Entity<T>,
  rows: Values<T>[],
): Promise<void> {
  if (rows.length === 0) return;
  if (writer instanceof Writes) for (const row of rows) writer.insert(entity, row);
  else await writer.insert(entity, rows);
}

/** Changes one row, which must be there. */
export async function updateRow<T extends RowKey>(
  writer: Writer,
  entity: Entity<T>,
  key: RowKey,
  patch: Values<T>,
  what: string,
): Promise<void> {
  if (writer instanceof Writes) writer.update(entity, key, patch);
  else assertAffected(await writer.update(entity, { ...key }, patch as never), what);
}

interface Change {
  key: RowKey;
  patch: ObjectLiteral;
}

/**
 * The changes of many rows, kept until `flush` writes them in one statement a table. A statement costs the
 * same whether it writes one row or fifty, and renewing a subscription writes some twenty rows.
 */
export class Writes {
  private readonly inserts = new Map<EntityTarget<ObjectLiteral>, ObjectLiteral[]>();
  private readonly updates = new Map<EntityTarget<ObjectLiteral>, Map<bigint, Change>>();
  private readonly reserved = new Map<EntityTarget<ObjectLiteral>, bigint[]>();

  /**
   * Takes ids ahead for rows that others of the batch will refer to. Taken and used in the same
   * transaction, so that ids still grow in the order in which a subscription's rows are made.
   */
  static async reserving(tx: Tx, counts: ReadonlyMap<Entity<RowKey>, number>): Promise<Writes> {
    const writes = new Writes();
    for (const [entity, count] of counts) {
      const { tableName } = tx.connection.getMetadata(entity);
      const rows = await tx.query<{ id: bigint }[]>(
        `SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)`,
        [tableName, count],
      );
      writes.reserved.set(entity, rows.map((row) => row.id).reverse());
    }
    return writes;
  }

  insert<T extends ObjectLiteral>(entity: Entity<T>, row: Values<T>): void {
    const ids = this.reserved.get(entity);
    if (ids) {
      const id = ids.pop();
      if (id === undefined) throw new RangeError(`No id of ${entity.name} is left: reserve more`);
      Object.assign(row, { id });
    }
    const rows = this.inserts.get(entity) ?? [];
    if (rows.length === 0) this.inserts.set(entity, rows);
    // A copy: what happens to the row later in the batch is an update of its own.
    rows.push({ ...row });
  }

  update<T extends RowKey>(entity: Entity<T>, { merchantId, id }: RowKey, patch: Values<T>): void {
    const changes = this.updates.get(entity) ?? new Map<bigint, Change>();
    if (changes.size === 0) this.updates.set(entity, changes);
    const earlier = changes.get(id);
    changes.set(id, { key: { merchantId, id }, patch: { ...earlier?.patch, ...patch } });
  }

  /** Inserts in the order in which the tables were first written to, then updates. */
  async flush(tx: Tx): Promise<void> {
    for (const [entity, rows] of this.inserts) {
      for (const alike of groupByShape(rows, (row) => row)) {
        await insertAll(tx, tx.connection.getMetadata(entity), alike);
      }
    }
    for (const [entity, changes] of this.updates) {
      for (const alike of groupByShape([...changes.values()], ({ patch }) => patch)) {
        await updateAll(tx, tx.connection.getMetadata(entity), alike);
      }
    }
  }
}

/** Rows that set the same columns, and the same expressions, go into one statement. */
function groupByShape<T>(rows: T[], valuesOf: (row: T) => ObjectLiteral): T[][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const shape = Object.entries(valuesOf(row))
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => (typeof value === 'function' ? `${name}=${expression(value)}` : name))
      .sort()
      .join();
    const group = groups.get(shape);
    if (group) group.push(row);
    else groups.set(shape, [row]);
  }
  return [...groups.values()];
}

async function insertAll(tx: Tx, metadata: EntityMetadata, rows: ObjectLiteral[]): Promise<void> {
  const columns = columnsOf(metadata, rows[0]!);
  await tx.query(
    `INSERT INTO ${metadata.tableName} (${columns.map(({ name }) => name).join(', ')})
     OVERRIDING SYSTEM VALUE
     SELECT ${columns.map(({ name, sql }) => sql ?? `u.${name}`).join(', ')}
     FROM json_populate_recordset(NULL::${metadata.tableName}, $1::json) u`,
    [JSON.stringify(rows.map((row) => toJson(columns, row)))],
  );
}

async function updateAll(tx: Tx, metadata: EntityMetadata, changes: Change[]): Promise<void> {
  const columns = columnsOf(metadata, changes[0]!.patch);
  const rows = changes.map(({ key, patch }) => ({
    merchant_id: String(key.merchantId),
    id: String(key.id),
    ...toJson(columns, patch),
  }));
  const [, affected] = await tx.query<[unknown[], number]>(
    `UPDATE ${metadata.tableName}
     SET ${columns.map(({ name, sql }) => `${name} = ${sql ?? `u.${name}`}`).join(', ')}
     FROM json_populate_recordset(NULL::${metadata.tableName}, $1::json) u
     WHERE ${metadata.tableName}.merchant_id = u.merchant_id AND ${metadata.tableName}.id = u.id`,
    [JSON.stringify(rows)],
  );
  if (affected !== rows.length) {
    throw new UnexpectedRowCount(`a batch of ${metadata.tableName}`, rows.length, affected);
  }
}

interface ColumnOf {
  property: string;
  name: string;
  /** Instead of a value of each row. */
  sql: string | null;
}

function columnsOf(metadata: EntityMetadata, sample: ObjectLiteral): ColumnOf[] {
  return metadata.columns
    .filter(({ propertyName }) => sample[propertyName] !== undefined)
    .map(({ propertyName, databaseName }) => {
      const value: unknown = sample[propertyName];
      const sql = typeof value === 'function' ? expression(value) : null;
      return { property: propertyName, name: databaseName, sql };
    });
}

function expression(value: unknown): string {
  return (value as () => string)();
}

function asText(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value;
}

/** Texts that the columns' own types read: nothing passes through a float. */
function toJson(columns: ColumnOf[], row: ObjectLiteral): ObjectLiteral {
  const json: ObjectLiteral = {};
  for (const { property, name, sql } of columns) {
    if (sql !== null) continue;
    const value: unknown = row[property];
    json[name] = asText(value);
  }
  return json;
}
