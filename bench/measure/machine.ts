import { cpus, loadavg, release, totalmem } from 'node:os';
import type pg from 'pg';

export interface Machine {
  cpus: number;
  model: string;
  memoryGb: number;
  kernel: string;
  node: string;
  postgres: Record<string, string>;
  loadBefore: number;
}

/** What a figure depends on that is not in the project. */
const SETTINGS = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_sync_method',
  'shared_buffers',
  'max_wal_size',
  'checkpoint_timeout',
  'autovacuum',
  'max_connections',
];

export async function describeMachine(db: pg.Client): Promise<Machine> {
  const { rows } = await db.query<{ name: string; value: string }>(
    `SELECT name, current_setting(name) AS value FROM pg_settings WHERE name = ANY ($1)`,
    [SETTINGS],
  );
  const all = cpus();
  return {
    cpus: all.length,
    model: all[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    postgres: Object.fromEntries(rows.map(({ name, value }) => [name, value])),
    loadBefore: loadavg()[0]!,
  };
}
