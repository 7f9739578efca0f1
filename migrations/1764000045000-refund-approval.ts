import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Above an amount of the merchant's choosing a refund waits until a second person agrees. */
export class RefundApproval1764000045000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE merchants ADD COLUMN refund_approval jsonb NOT NULL DEFAULT '{}'`);
    await db.query(`
      ALTER TABLE refunds
        ADD COLUMN approved_by text,
        ADD COLUMN approval_key_id bigint,
        ADD CONSTRAINT refunds_approval_key FOREIGN KEY (merchant_id, approval_key_id)
          REFERENCES api_keys (merchant_id, id),
        ADD CONSTRAINT refunds_approved_by_another
          CHECK ((approved_by IS NULL) = (approval_key_id IS NULL) AND approval_key_id <> api_key_id),
        DROP CONSTRAINT refunds_status_check,
        ADD CONSTRAINT refunds_status_check CHECK (status IN
          ('requested', 'awaiting_approval', 'sent', 'unknown', 'queued', 'succeeded', 'rejected', 'manual')),
        DROP CONSTRAINT refunds_check3,
        ADD CONSTRAINT refunds_sent_before_known CHECK
          (origin = 'platform' OR status IN ('requested', 'awaiting_approval', 'rejected') OR sent_at IS NOT NULL)`);
    await db.query(`
      CREATE INDEX refunds_awaiting ON refunds (merchant_id, id) WHERE status = 'awaiting_approval'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
