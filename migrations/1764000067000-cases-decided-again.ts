import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An attempt can become a person's again, by another word of the platform than the one that was decided. One decision
 * is carried out for each time: of one for ever, the second time could never be decided.
 */
export class CasesDecidedAgain1764000067000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE manual_decisions ADD COLUMN case_no integer NOT NULL DEFAULT 1`);
    await db.query(`DROP INDEX manual_decisions_one_carried_out`);
    await db.query(`
      CREATE UNIQUE INDEX manual_decisions_one_carried_out
      ON manual_decisions (merchant_id, attempt_id, case_no) WHERE carried_out`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
