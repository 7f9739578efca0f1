import pg from 'pg';

import { waitFor } from './wait.js';

/** More dead rows than this slow down whoever reads the table next. */
const MANY_ROWS = 1_000;
/** So far apart are the ids of one file and of the next. */
const IDS_OF_A_FILE = 1_000_000;

/** Whatever a test could change in the schema: changed rows of the catalog have another `xmin`. */
const SCHEMA = `
  SELECT md5(string_agg(what, ' ' ORDER BY what)) AS schema FROM (
    SELECT 't' || oid || ' ' || xmin FROM pg_trigger
    UNION ALL SELECT 'c' || oid || ' ' || xmin FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT 'f' || oid || ' ' || xmin FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT 'i' || indexrelid || ' ' || xmin FROM pg_index WHERE indexrelid >= 16384
    UNION ALL SELECT 'd' || oid || ' ' || xmin FROM pg_attrdef
    UNION ALL SELECT 'a' || attrelid || ' ' || attnum || ' ' || xmin FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT 'r' || oid || ' ' || relname || ' ' || relkind::text FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT 's' || setconfig::text FROM pg_db_role_setting
  ) AS everything (what)`;

/** An engine in front of it beats every few seconds, for a moment. */
const AT_REST_WITHIN_MS = 5_000;

const BUSY = `
  SELECT (SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND backend_type = 'client backend'
            AND pid <> pg_backend_pid() AND state <> 'idle')
       + (SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
          WHERE d.datname = current_database() AND l.locktype = 'advisory') AS busy`;

/** A database with all migrations applied and nothing else in it, which is made so again after each use. */
export class EmptyDatabase {
  private uses = 0;

  private constructor(
    private readonly client: pg.Client,
    private readonly tables: readonly string[],
    private readonly schema: string,
  ) {}

  static async of(url: string): Promise<EmptyDatabase> {
    const client = new pg.Client({ connectionString: url, application_name: 'perennial-test-support' });
    // The server may be stopped first; whoever asks next is told.
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'migrations'`,
    );
    return new EmptyDatabase(client, rows.map(({ name }) => name), await schemaOf(client)); // prettier-ignore
  }

  /** @throws when somebody is still at work; false when the schema is another */
  async empty(): Promise<boolean> {
    await waitFor('the engine to rest', () => this.busy(), (count) => count === 0, AT_REST_WITHIN_MS); // prettier-ignore
    const filled = await this.filled();
    await this.client.query(
      `BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL session_replication_role = replica`,
    );
    const deleted = new Map<string, number>();
    for (const table of filled) {
      deleted.set(table, (await this.client.query(`DELETE FROM ${table}`)).rowCount ?? 0);
    }
    await this.client.query('COMMIT');
    const large = filled.filter((table) => deleted.get(table)! > MANY_ROWS);
    if (large.length > 0) await this.client.query(`VACUUM ${large.join(', ')}`);
    await this.moveIdsOn();
    return (await schemaOf(this.client)) === this.schema;
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  private async busy(): Promise<number> {
    return Number((await this.client.query<{ busy: string }>(BUSY)).rows[0]!.busy);
  }

  private async filled(): Promise<string[]> {
    const asked = this.tables.map((table) => `SELECT '${table}' AS name WHERE EXISTS (SELECT FROM ${table})`);
    const { rows } = await this.client.query<{ name: string }>(asked.join(' UNION ALL '));
    return rows.map(({ name }) => name);
  }

  /** No id comes twice: what the engine remembers of a merchant or a link in its memory is of that one for ever. */
  private async moveIdsOn(): Promise<void> {
    this.uses++;
    await this.client.query(
      `SELECT setval(seqrelid::regclass, $1) FROM pg_sequence
       WHERE seqrelid <> 'migrations_id_seq'::regclass AND seqtypid = 'bigint'::regtype`,
      [this.uses * IDS_OF_A_FILE],
    );
  }
}

async function schemaOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ schema: string }>(SCHEMA);
  return rows[0]!.schema;
}
