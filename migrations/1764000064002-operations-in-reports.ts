import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Refunds, captures and voids of a report are found by the payments that they are of. */
export class OperationsInReports1764000064002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE INDEX report_lines_parent ON report_lines (merchant_id, parent_session_id)
      WHERE parent_session_id IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
