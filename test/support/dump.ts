import type { InProcessEngine } from './in-process-engine.js';

/** All rows of a database, taken and put back as `pg_dump` and `pg_restore --clean` do. */
export class Dump {
  private constructor(
    private readonly engine: InProcessEngine,
    private readonly rows: Map<string, string>,
  ) {}

  static async of(engine: InProcessEngine): Promise<Dump> {
    const tables = await engine.sql<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'`,
    );
    const rows = new Map<string, string>();
    for (const { name } of tables) {
      const [row] = await engine.sql<{ all: string }>(
        `SELECT coalesce(json_agg(t), '[]')::text AS all FROM ${name} t`,
      );
      rows.set(name, row!.all);
    }
    return new Dump(engine, rows);
  }

  async putBack(): Promise<void> {
    const names = [...this.rows.keys()];
    await this.engine.sql(`TRUNCATE ${names.join(', ')}`);
    for (const name of names) {
      // Rows come in no order that foreign keys or triggers would like; they were consistent when taken.
      await this.engine.sql(`ALTER TABLE ${name} DISABLE TRIGGER ALL`);
      await this.engine.sql(
        `INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${name}, $1::json)`,
        [this.rows.get(name)],
      );
      await this.engine.sql(`ALTER TABLE ${name} ENABLE TRIGGER ALL`);
    }
  }
}
