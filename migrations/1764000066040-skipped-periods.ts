import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether the current period of a subscription was skipped, and which one before it is owed: a fee in arrears was billed
 * for the period that nobody owed, and never for the one before. Empty on every row that there is: the next skip fills it.
 */
export class SkippedPeriods1764000066040 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE subscriptions
        ADD COLUMN skipped_period_start timestamptz,
        ADD COLUMN owed_period_start timestamptz,
        ADD COLUMN owed_period_end timestamptz`);
    await db.query(`
      ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_owed_has_both_ends
        CHECK ((owed_period_start IS NULL) = (owed_period_end IS NULL)) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
