import { createHash } from 'node:crypto';
import type { Client, Pool, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

type Ask = (query: string | QueryConfig, ...more: unknown[]) => unknown;

/**
 * A life is the same few hundred statements tens of thousands of times, and to plan one takes longer than to run it:
 * each connection plans each of them once. What they do stays the same.
 */
export function planOnce(dataSource: DataSource): void {
  const pool = (dataSource.driver as PostgresDriver).master as Pool;
  const names = new Map<string, string>();
  const known = new WeakSet<object>();
  pool.on('acquire', (client) => {
    if (known.has(client)) return;
    known.add(client);
    const ask = client.query.bind(client) as Ask;
    (client as Client).query = ((query: string | QueryConfig, values?: unknown, ...more: unknown[]) =>
      typeof query === 'string' && Array.isArray(values)
        ? ask({ name: nameOf(names, query), text: query, values }, ...more)
        : ask(query, values, ...more)) as Client['query'];
  });
}

function nameOf(names: Map<string, string>, text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
