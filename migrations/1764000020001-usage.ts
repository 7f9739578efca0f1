import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was used of metered prices, and what of it was billed. */
export class Usage1764000020001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await this.records(db);
    await this.totals(db);
    // So that billing knows, from the row that it has locked anyway, whether there is any usage to read; and
    // so that what a subscription used before its end is billed after it.
    await db.query(`
      ALTER TABLE subscriptions
        ADD COLUMN has_usage boolean NOT NULL DEFAULT false,
        ADD COLUMN final_bill_at timestamptz,
        ADD CONSTRAINT subscriptions_final_bill_after_the_end CHECK (
          final_bill_at IS NULL OR status IN ('canceled', 'ended')) NOT VALID`);
    await db.query(`
      CREATE INDEX subscriptions_final_bill_due ON subscriptions (final_bill_at, id)
      WHERE final_bill_at IS NOT NULL AND quarantined_at IS NULL`);
  }

  private async records(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE usage_records (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        subscription_id bigint NOT NULL,
        item_id bigint NOT NULL,
        price_id bigint NOT NULL,
        key text NOT NULL,
        quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 1000000000),
        used_at timestamptz NOT NULL,
        period_start timestamptz,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, item_id) REFERENCES subscription_items (merchant_id, id),
        FOREIGN KEY (merchant_id, price_id) REFERENCES prices (merchant_id, id)
      )`);
    // Told twice, it was used once.
    await db.query(`
      CREATE UNIQUE INDEX usage_records_key ON usage_records (merchant_id, subscription_id, key)`);
    await db.query(`CREATE INDEX usage_records_of ON usage_records (merchant_id, subscription_id, id)`);
    await db.query(`
      CREATE TRIGGER usage_records_are_written_once BEFORE UPDATE OR DELETE ON usage_records
      FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()`);
  }

  /** The records of a period, added up as they come: billing reads one row a price and not a million. */
  private async totals(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE usage_totals (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        subscription_id bigint NOT NULL,
        item_id bigint NOT NULL,
        price_id bigint NOT NULL,
        period_start timestamptz NOT NULL,
        period_end timestamptz NOT NULL,
        aggregation text NOT NULL CHECK (aggregation IN ('sum', 'max', 'last')),
        quantity bigint NOT NULL CHECK (quantity > 0),
        records bigint NOT NULL CHECK (records > 0),
        last_used_at timestamptz NOT NULL,
        billed_quantity bigint NOT NULL DEFAULT 0,
        billed_records bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, item_id) REFERENCES subscription_items (merchant_id, id),
        FOREIGN KEY (merchant_id, price_id) REFERENCES prices (merchant_id, id),
        CHECK (period_start < period_end),
        CONSTRAINT usage_totals_used_within_the_period CHECK (
          last_used_at >= period_start AND last_used_at < period_end),
        CONSTRAINT usage_totals_bill_no_more_than_there_was CHECK (billed_records BETWEEN 0 AND records),
        CONSTRAINT usage_totals_billed_is_what_was_there CHECK (
          billed_records < records OR billed_quantity = quantity)
      )`);
    await db.query(`
      CREATE UNIQUE INDEX usage_totals_one_per_period
      ON usage_totals (merchant_id, subscription_id, price_id, period_start)`);
    await db.query(`
      CREATE INDEX usage_totals_unbilled ON usage_totals (merchant_id, subscription_id)
      WHERE billed_records < records`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
