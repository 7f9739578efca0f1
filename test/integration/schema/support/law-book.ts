import type pg from 'pg';

/** Statements that the database must take, and statements that it must refuse, within one transaction. */
export class LawBook {
  constructor(private readonly db: () => pg.Client) {}

  /** The statement must touch a row: a law is not shown by a statement that would do nothing. */
  async can(sql: string): Promise<void> {
    expect((await this.db().query(sql)).rowCount).toBeGreaterThan(0);
  }

  /** Refused by the constraint of this name, or with a message like this. */
  async cannot(sql: string, law: string | RegExp): Promise<void> {
    await this.db().query('SAVEPOINT law');
    await expect(this.db().query(sql)).rejects.toMatchObject(
      typeof law === 'string' ? { constraint: law } : { message: expect.stringMatching(law) },
    );
    await this.db().query('ROLLBACK TO law');
  }

  /** A copy of the last row of a table with some columns changed; to be run; ids are given anew. */
  async copyOf(table: string, changes: Record<string, string>, where = 'true'): Promise<string> {
    const { rows } = await this.db().query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = $1 AND is_identity = 'NO'`,
      [table],
    );
    const fresh: Record<string, string> = { public_id: `'copy_' || gen_random_uuid()`, ...changes };
    const names = rows.map(({ name }) => name);
    const values = names.map((name) => fresh[name] ?? name);
    return `INSERT INTO ${table} (${names.join()}) SELECT ${values.join()} FROM ${table} WHERE ${where} ORDER BY id DESC LIMIT 1`;
  }
}
