import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Usage that comes to so much is billed before its period ends. */
export class UsageThresholds1764000043000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE subscriptions ADD COLUMN usage_threshold_minor bigint CHECK (usage_threshold_minor > 0)`);
    await db.query(`
      ALTER TABLE prices
        ADD COLUMN usage_threshold_minor bigint CHECK (usage_threshold_minor > 0),
        ADD CONSTRAINT prices_threshold_is_of_usage
          CHECK (usage_threshold_minor IS NULL OR usage_aggregation IS NOT NULL) NOT VALID`);
    // Not validated: every row that is there is of another kind, and was not billed ahead.
    await db.query(`
      ALTER TABLE invoices
        DROP CONSTRAINT invoices_kind_check,
        ADD CONSTRAINT invoices_kind_check
          CHECK (kind IN ('recurring', 'one_off', 'change', 'usage_threshold')) NOT VALID`);
    await db.query(`
      ALTER TABLE usage_totals
        ADD COLUMN look_at timestamptz,
        ADD COLUMN billed_ahead boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT usage_totals_ahead_is_billed
          CHECK (NOT billed_ahead OR billed_records > 0) NOT VALID`);
    // What was billed ahead is read with the invoice of its period, also when nothing was used since.
    await db.query(`DROP INDEX usage_totals_unbilled`);
    await db.query(`
      CREATE INDEX usage_totals_unbilled ON usage_totals (merchant_id, subscription_id)
      WHERE billed_records < records OR billed_ahead`);
    await db.query(`
      CREATE INDEX usage_totals_to_look_at ON usage_totals (merchant_id, look_at) WHERE look_at IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
