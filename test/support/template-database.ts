import { randomBytes } from 'node:crypto';

import pg from 'pg';

export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  /** Throws everybody out who is still connected. */
  readonly drop: () => Promise<void>;
}

/** A database of its own for one test file, with all migrations applied: a copy of the template, made in a blink. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { TEST_PG_ADMIN_URL: adminUrl, TEST_PG_TEMPLATE: template } = process.env;
  if (adminUrl === undefined || template === undefined) {
    throw new Error('No test database: this test belongs to the jest project "engine".');
  }
  const name = `perennial_test_${randomBytes(6).toString('hex')}`;
  await asAdmin(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    name,
    drop: () => asAdmin(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
