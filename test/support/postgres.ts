/**
 * The PostgreSQL of one test run, in a process of its own: `node --import ./test/support/ts-loader.mjs` runs it.
 * It prints one line of JSON when the template is ready and lives until its standard input ends, which also
 * happens when jest is killed: no run leaves a server behind.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { startEmbeddedPostgres } from '../../src/platform/database/embedded/index.js';
import { runMigrations } from '../../src/platform/database/migrate.js';

export interface TestServer {
  /** Of the database `postgres`, as a user who may create databases. */
  readonly adminUrl: string;
  /** The database with all migrations applied, to be copied by every test file. */
  readonly template: string;
}

async function startServer(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== '') return { adminUrl: given, stop: async () => undefined };
  const dataDir = await mkdtemp(join(tmpdir(), 'perennial-test-'));
  const server = await startEmbeddedPostgres({ dataDir, log: () => undefined, durable: false });
  const stop = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { adminUrl: onDatabase(server.url, 'postgres'), stop };
}

function onDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function asAdmin(adminUrl: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function makeTemplate(adminUrl: string): Promise<string> {
  // Named after the process: two runs may share a server given by TEST_DATABASE_URL.
  const template = `perennial_template_${process.pid}`;
  await asAdmin(
    adminUrl,
    `DROP DATABASE IF EXISTS ${template}`,
    `CREATE DATABASE ${template} ENCODING 'UTF8'`,
  );
  await runMigrations(onDatabase(adminUrl, template));
  // A template somebody is connected to cannot be copied; so nobody can connect any more.
  await asAdmin(adminUrl, `ALTER DATABASE ${template} ALLOW_CONNECTIONS false`);
  return template;
}

// Whoever reads this may be killed first; its pipe then breaks, and the server must still be stopped.
process.stdout.on('error', () => undefined);
// Ctrl-C, and whoever ends a whole process group, reach us too; the tests may still need the server, and once they
// are gone the pipe says so.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

const server = await startServer();
try {
  const template = await makeTemplate(server.adminUrl);
  const ready: TestServer = { adminUrl: server.adminUrl, template };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
  await new Promise((resolve) => process.stdin.resume().once('close', resolve));
  await asAdmin(server.adminUrl, `DROP DATABASE IF EXISTS ${template}`);
} finally {
  await server.stop();
}
