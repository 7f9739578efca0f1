import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is proposed of a difference rests on what Ottu says of the session too, and so knows more answers. */
export class ThreeVoices1764000066011 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE report_differences
        DROP CONSTRAINT report_differences_proposal_check,
        ADD CONSTRAINT report_differences_proposal_check CHECK
          (proposal IN ('ask_again', 'look_at_refunds', 'read_file_again', 'accept', 'investigate')) NOT VALID,
        DROP CONSTRAINT report_differences_decided_action_check,
        ADD CONSTRAINT report_differences_decided_action_check CHECK
          (decided_action IN ('ask_again', 'look_at_refunds', 'read_file_again', 'accept')) NOT VALID`);
    await db.query(`ALTER TABLE report_differences VALIDATE CONSTRAINT report_differences_proposal_check`);
    await db.query(
      `ALTER TABLE report_differences VALIDATE CONSTRAINT report_differences_decided_action_check`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
