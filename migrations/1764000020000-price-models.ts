import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Prices of every model, in arrears, metered, or paid once; plans that only stand beside others, and minimum terms. */
export class PriceModels1764000020000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await this.prices(db);
    await this.immutable(db);
    await db.query(`
      ALTER TABLE plans
        ADD COLUMN add_on boolean NOT NULL DEFAULT false,
        ADD COLUMN minimum_periods integer NOT NULL DEFAULT 0 CHECK (minimum_periods BETWEEN 0 AND 120)`);
    await db.query(`ALTER TABLE subscription_items ADD COLUMN charged_once_at timestamptz`);
  }

  private async prices(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE prices
        ALTER COLUMN amount_minor DROP NOT NULL,
        ALTER COLUMN interval_unit DROP NOT NULL,
        ALTER COLUMN interval_count DROP NOT NULL,
        ADD COLUMN model text NOT NULL DEFAULT 'per_unit'
          CHECK (model IN ('flat', 'per_unit', 'graduated', 'volume', 'package')),
        ADD COLUMN fine_amount numeric(21, 9) CHECK (fine_amount >= 0),
        ADD COLUMN package_size bigint CHECK (package_size BETWEEN 1 AND 1000000000),
        ADD COLUMN tiers jsonb,
        ADD COLUMN billing text NOT NULL DEFAULT 'in_advance' CHECK (billing IN ('in_advance', 'in_arrears')),
        ADD COLUMN usage_aggregation text CHECK (usage_aggregation IN ('sum', 'max', 'last')),
        ADD COLUMN usage_grace_minutes integer CHECK (usage_grace_minutes BETWEEN 0 AND 2880),
        ADD CONSTRAINT prices_amount_in_one_place
          CHECK (num_nonnulls(amount_minor, fine_amount, tiers) = 1) NOT VALID,
        ADD CONSTRAINT prices_tiers_when_tiered
          CHECK ((model IN ('graduated', 'volume')) = (tiers IS NOT NULL)) NOT VALID,
        ADD CONSTRAINT prices_package_has_its_size
          CHECK ((model = 'package') = (package_size IS NOT NULL)) NOT VALID,
        ADD CONSTRAINT prices_usage_is_in_arrears
          CHECK (usage_aggregation IS NULL OR (billing = 'in_arrears' AND interval_unit IS NOT NULL)) NOT VALID,
        ADD CONSTRAINT prices_grace_is_for_usage
          CHECK ((usage_aggregation IS NULL) = (usage_grace_minutes IS NULL)) NOT VALID,
        ADD CONSTRAINT prices_interval_or_once
          CHECK (num_nulls(interval_unit, interval_count) IN (0, 2)) NOT VALID,
        ADD CONSTRAINT prices_once_is_in_advance
          CHECK (interval_unit IS NOT NULL OR billing = 'in_advance') NOT VALID`);
    await db.query(`
      CREATE FUNCTION tiers_are_whole(tiers jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT jsonb_typeof(tiers) = 'array' AND jsonb_array_length(tiers) BETWEEN 1 AND 50
          AND (SELECT bool_and((up_to IS NULL) = (n = jsonb_array_length(tiers)) AND coalesce(up_to > coalesce(before, 0), true))
               FROM (SELECT n, (t ->> 'up_to')::bigint AS up_to, lag((t ->> 'up_to')::bigint) OVER (ORDER BY n) AS before
                     FROM jsonb_array_elements(tiers) WITH ORDINALITY AS e (t, n)) AS each)
      $$`);
    await db.query(`
      ALTER TABLE prices ADD CONSTRAINT prices_tiers_rise
        CHECK (tiers IS NULL OR tiers_are_whole(tiers)) NOT VALID`);
  }

  /** All but what is for people: what a price says is what customers agreed to. */
  private async immutable(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION refuse_price_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF to_jsonb(OLD) - '{active,nickname,metadata}'::text[]
           IS DISTINCT FROM to_jsonb(NEW) - '{active,nickname,metadata}'::text[] THEN
          RAISE EXCEPTION 'prices are immutable: make a new price instead' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
      END $$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
