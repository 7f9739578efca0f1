import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A coupon that was redeemed for a subscription that never began counts for nobody: who had closed the payment page was
 * told that they had used it. What it was redeemed for is found by its subscription, also when it has ended.
 */
export class ReleasedCoupons1764000066041 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE discounts ADD COLUMN released_at timestamptz`);
    await db.query(`
      ALTER TABLE discounts ADD CONSTRAINT discounts_end_when_released
        CHECK (released_at IS NULL OR ended_at IS NOT NULL) NOT VALID`);
    await db.query(`DROP INDEX discounts_once_per_customer`);
    await db.query(`
      CREATE UNIQUE INDEX discounts_once_per_customer ON discounts (merchant_id, coupon_id, customer_id)
      WHERE once_per_customer AND released_at IS NULL`);
    await db.query(`
      CREATE INDEX discounts_counted ON discounts (merchant_id, subscription_id) WHERE released_at IS NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
