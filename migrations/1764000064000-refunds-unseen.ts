import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A refund whose payment cannot be looked at before it is sent: since when, and when that was told. In the end a person has it. */
export class RefundsUnseen1764000064000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE refunds
        ADD COLUMN unseen_since timestamptz,
        ADD COLUMN unseen_told_at timestamptz,
        DROP CONSTRAINT refunds_sent_before_known,
        ADD CONSTRAINT refunds_sent_before_known CHECK
          (origin = 'platform' OR status IN ('requested', 'awaiting_approval', 'rejected') OR sent_at IS NOT NULL
            OR (unseen_since IS NOT NULL AND status IN ('manual', 'succeeded')))`);
    await db.query(`
      CREATE INDEX refunds_unseen ON refunds (merchant_id, unseen_since)
      WHERE status = 'requested' AND unseen_since IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
