import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What came with a line is kept until it is settled, and no longer. */
export class SettledImportLinesAreEmpty1764000033000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`UPDATE import_lines SET data = '{}' WHERE state <> 'pending' AND data <> '{}'`);
    await db.query(`
      ALTER TABLE import_lines ADD CONSTRAINT import_lines_settled_empty
      CHECK (state = 'pending' OR data = '{}')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
