import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Coupons, and the discounts that subscriptions have by them. */
export class Coupons1764000022002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE coupons (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        code text NOT NULL,
        name text NOT NULL,
        percent_millionths integer CHECK (percent_millionths BETWEEN 1 AND 1000000),
        amount_minor bigint CHECK (amount_minor > 0),
        currency text,
        duration text NOT NULL CHECK (duration IN ('once', 'repeating', 'forever')),
        duration_periods integer,
        max_redemptions integer CHECK (max_redemptions > 0),
        redemptions integer NOT NULL DEFAULT 0,
        expires_at timestamptz,
        once_per_customer boolean NOT NULL DEFAULT false,
        plans jsonb,
        metadata jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        deactivated_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        CHECK ((percent_millionths IS NULL) <> (amount_minor IS NULL)),
        CHECK (amount_minor IS NULL OR currency IS NOT NULL),
        CHECK ((duration = 'repeating') = (duration_periods IS NOT NULL)),
        CHECK (duration_periods BETWEEN 1 AND 1200),
        CONSTRAINT coupons_within_their_limit
          CHECK (redemptions >= 0 AND (max_redemptions IS NULL OR redemptions <= max_redemptions))
      )`);
    // A code that was withdrawn may be given again.
    await db.query(`
      CREATE UNIQUE INDEX coupons_code ON coupons (merchant_id, upper(code)) WHERE deactivated_at IS NULL`);
    await db.query(`
      CREATE TABLE discounts (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        coupon_id bigint NOT NULL,
        subscription_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        once_per_customer boolean NOT NULL,
        periods_left integer CHECK (periods_left >= 0),
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, coupon_id) REFERENCES coupons (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id),
        CONSTRAINT discounts_end_when_used_up CHECK (periods_left <> 0 OR ended_at IS NOT NULL)
      )`);
    await db.query(`
      CREATE UNIQUE INDEX discounts_one_per_coupon ON discounts (merchant_id, subscription_id, coupon_id)
      WHERE ended_at IS NULL`);
    await db.query(`
      CREATE UNIQUE INDEX discounts_once_per_customer ON discounts (merchant_id, coupon_id, customer_id)
      WHERE once_per_customer`);
    // On the subscription's own row, so that renewing one without coupons does not look for them.
    await db.query(`
      ALTER TABLE subscriptions
        ADD COLUMN discount_count integer NOT NULL DEFAULT 0 CHECK (discount_count >= 0)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
