import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { runMigrations } from '../../../src/platform/database/migrate.js';
import { startEmbeddedPostgres } from '../../../src/platform/database/embedded/index.js';
import { Dump, type Sql } from '../../support/dump.js';
import type { Engine } from '../../support/engine-process.js';
import { waitFor } from '../../support/wait.js';

const CLUSTER = 'postgres';

/** The files of the PostgreSQL that an engine brought along, as an administrator copies and restores them. */
export class OwnDatabase {
  /** `copied`: a data directory as it was when its engine was stopped. */
  constructor(
    private readonly engine: Engine,
    private readonly copied: string,
  ) {}

  /** Puts the copy back in the place of what was there. `asNew`: on a machine that never saw the engine. */
  putBack({ asNew = false } = {}): void {
    rmSync(this.cluster, { recursive: true, force: true });
    cpSync(join(this.copied, CLUSTER), this.cluster, { recursive: true, preserveTimestamps: true });
    if (asNew) for (const file of this.witnesses()) rmSync(join(this.engine.dataDir, file));
  }

  /** Loads all rows of the copy into a cluster that was never there before, as from a dump. */
  async loadElsewhere(): Promise<void> {
    this.putBack({ asNew: true });
    const dump = await this.with((db) => Dump.of(sqlOf(db)));
    rmSync(this.cluster, { recursive: true, force: true });
    await this.with(async (db, url) => {
      await runMigrations(url);
      await dump.putBack(sqlOf(db));
    });
  }

  /** Makes what is there the standby of a primary that is gone, and promotes it. */
  async promote(): Promise<void> {
    writeFileSync(join(this.cluster, 'standby.signal'), '');
    await this.with(async (db) => {
      await db.query('SELECT pg_promote()');
      const isRecovering = async () => (await db.query('SELECT pg_is_in_recovery() AS it')).rows[0].it;
      await waitFor('the promotion', isRecovering, (it) => it === false);
    });
  }

  /** Runs with a connection, and stops the server again if the engine does not use it. */
  async with<T>(work: (db: pg.Client, url: string) => Promise<T>): Promise<T> {
    const server = await startEmbeddedPostgres({ dataDir: this.engine.dataDir, log: () => undefined });
    const client = new pg.Client({ connectionString: server.url });
    try {
      await client.connect();
      return await work(client, server.url);
    } finally {
      await client.end();
      await server.stop();
    }
  }

  /**
   * The sandbox's clock is a row, and must not go back with it: the platform's does not either. And the engine lived until
   * then, however long ago the copy was made.
   */
  setTime(now: string, lived: Date): Promise<void> {
    return this.with(async (db) => {
      await db.query('UPDATE test_clocks SET now = $1', [now]);
      await db.query('UPDATE database_epochs SET beat_at = $1', [lived]);
    });
  }

  private witnesses(): string[] {
    return readdirSync(this.engine.dataDir).filter((name) => name.startsWith('witness-'));
  }

  private get cluster(): string {
    return join(this.engine.dataDir, CLUSTER);
  }
}

function sqlOf(db: pg.Client): Sql {
  return {
    sql: async <Row>(text: string, parameters: unknown[] = []) =>
      (await db.query(text, parameters)).rows as Row[],
  };
}
