import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The billing day of a subscription that runs may be moved: planned like every change, and with days that are not sold. */
export class MovedBillingDays1764000067800 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Every row that is there keeps the narrower rule: nothing is read over again.
    await db.query(`
      ALTER TABLE scheduled_changes
        DROP CONSTRAINT scheduled_changes_kind_check,
        ADD CONSTRAINT scheduled_changes_kind_check
          CHECK (kind IN ('items', 'pause', 'resume', 'cancel', 'billing_day')) NOT VALID`);
    await db.query(`
      ALTER TABLE period_breaks
        DROP CONSTRAINT period_breaks_reason_check,
        ADD CONSTRAINT period_breaks_reason_check
          CHECK (reason IN ('paused', 'interval_changed', 'reactivated', 'billing_day_moved')) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
