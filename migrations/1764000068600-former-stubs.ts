import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rest of a period stays the rest of it when periods are counted anew: a fee in arrears of it cost a whole one. */
export class FormerStubs1764000068600 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(
      `ALTER TABLE subscriptions ADD COLUMN former_stub_start timestamptz, ADD COLUMN former_stub_of timestamptz`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
