/** Whatever takes a statement to a database. */
export interface Sql {
  sql<Row>(text: string, parameters?: unknown[]): Promise<Row[]>;
}

/** All rows of a database, taken and put back as `pg_dump` and `pg_restore --clean` do. */
export class Dump {
  private constructor(
    private readonly engine: Sql,
    private readonly rows: Map<string, string>,
  ) {}

  static async of(engine: Sql): Promise<Dump> {
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

  /** Over what is there, or into an empty database with the same tables; in one transaction, under a running engine. */
  async putBack(into = this.engine): Promise<void> {
    const names = [...this.rows.keys()];
    const tables = names.map((name) => {
      const json = this.rows.get(name)!.replaceAll("'", "''");
      // Rows come in no order that foreign keys or triggers would like; they were consistent when taken.
      return `ALTER TABLE ${name} DISABLE TRIGGER ALL;
        INSERT INTO ${name} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${name}, '${json}');
        ALTER TABLE ${name} ENABLE TRIGGER ALL;`;
    });
    const counters = await into.sql<{ table: string; sequence: string }>(
      `SELECT c.table_name AS table, pg_get_serial_sequence(c.table_name, c.column_name) AS sequence
       FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.is_identity = 'YES'`,
    );
    for (const { table, sequence } of counters) {
      tables.push(`SELECT setval('${sequence}', (SELECT coalesce(max(id), 0) + 1 FROM ${table}), false);`);
    }
    await into.sql(`BEGIN; TRUNCATE ${names.join(', ')}; ${tables.join('\n')} COMMIT`);
  }
}
