import type { EntityMetadata } from 'typeorm';
import { queryPrepared } from './prepared.js';
import type { Tx } from './unit-of-work.js';

/** The types that do not come through JSON as they are. Money and ids go as text: nothing passes through a float. */
type Kind = 'bigint' | 'numeric' | 'date' | 'plain';

/** Every column of a query, by the name that it has there. */
export type Columns<T> = Record<keyof T & string, Kind>;

/** One of several reads: rows of an entity, whose table is `t` in `tail`; or rows of a query of its own. */
export type Part<T = object> = RowsOf<T> | RowsOfQuery<T>;

interface RowsOf<T> {
  entity: new () => T;
  tail: string;
  values: unknown[];
}

interface RowsOfQuery<T> {
  query: string;
  values: unknown[];
  columns: Columns<T>;
}

export type Results<Parts> = { [K in keyof Parts]: Parts[K] extends Part<infer T> ? T[] : never };

/**
 * Several reads in one statement, planned once a connection, for what is asked for while somebody waits: a statement
 * costs both sides far more than the few rows that it gives. All of them see one state of the database. Each read is
 * an array of JSON rows; what comes out are the same rows and types as from statements of their own.
 */
export async function readTogether<const Parts extends Record<string, Part>>(
  tx: Tx,
  parts: Parts,
): Promise<Results<Parts>> {
  const values: unknown[] = [];
  const reads = Object.entries(parts).map(([name, part]) => {
    const shape = shapeOf(tx, part);
    const from = values.length;
    values.push(...part.values);
    const query = shape.query.replace(/\$(\d+)/g, (_, n) => `$${from + Number(n)}`);
    return { name, shape, select: `(SELECT json_agg(r) FROM (SELECT ${shape.columns} FROM (${query}) q) r) AS "${name}"` }; // prettier-ignore
  });
  const text = `SELECT ${reads.map(({ select }) => select).join(',\n')}`;
  const [found] = await queryPrepared<Record<string, Json[] | null>>(tx, text, values);
  const results = reads.map(({ name, shape }) => [name, (found![name] ?? []).map(shape.revive)] as const);
  return Object.fromEntries(results) as Results<Parts>;
}

type Json = Record<string, unknown>;

interface Shape {
  query: string;
  /** Of the query, as they are put into JSON. */
  columns: string;
  revive: (row: Json) => object;
}

/** By what a part is of, which there are few of: an entity, or the columns of a query. */
type ShapeOf = Omit<Shape, 'query'> & { table?: string };
const shapes = new WeakMap<object, ShapeOf>();

function shapeOf(tx: Tx, part: Part): Shape {
  const of = 'query' in part ? part.columns : part.entity;
  const shape =
    shapes.get(of) ?? ('query' in part ? shapeOfQuery(part.columns) : shapeOfRows(tx, part.entity));
  shapes.set(of, shape);
  return { ...shape, query: 'query' in part ? part.query : `SELECT t.* FROM ${shape.table} t ${part.tail}` };
}

function shapeOfQuery(of: Record<string, Kind>): ShapeOf {
  const kinds = Object.entries(of);
  const columns = kinds.map(([name, kind]) => inJson(`q."${name}"`, kind, name)).join(', ');
  return { columns, revive: reviver(kinds, () => ({})) };
}

function shapeOfRows(tx: Tx, entity: new () => object): ShapeOf {
  const { tableName: table, columns } = tx.connection.getMetadata(entity);
  const kinds = columns.map((column) => [column.propertyName, kindOf(column)] as const);
  const inRow = columns.map((column) =>
    inJson(`q.${column.databaseName}`, kindOf(column), column.propertyName),
  );
  return { table, columns: inRow.join(', '), revive: reviver(kinds, () => new entity()) };
}

function inJson(column: string, kind: Kind, name: string): string {
  return `${column}${kind === 'bigint' || kind === 'numeric' ? '::text' : ''} AS "${name}"`;
}

const PLAIN = new Set(['text', 'uuid', 'integer', 'boolean', 'jsonb', 'date', 'time']);

function kindOf({ type, isArray, propertyPath }: EntityMetadata['columns'][number]): Kind {
  if (!isArray && type === 'bigint') return 'bigint';
  if (!isArray && type === 'timestamptz') return 'date';
  if (!isArray && type === 'numeric') return 'numeric';
  if (PLAIN.has(type as string)) return 'plain';
  throw new Error(`A column like ${propertyPath} (${String(type)}) cannot be read together with others yet`);
}

function reviver(kinds: readonly (readonly [string, Kind])[], make: () => object) {
  const texts = kinds.filter(([, kind]) => kind === 'bigint').map(([name]) => name);
  const dates = kinds.filter(([, kind]) => kind === 'date').map(([name]) => name);
  return (row: Json): object => {
    for (const name of texts) if (row[name] !== null) row[name] = BigInt(row[name] as string);
    for (const name of dates) if (row[name] !== null) row[name] = new Date(row[name] as string);
    return Object.assign(make(), row);
  };
}
