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
}
