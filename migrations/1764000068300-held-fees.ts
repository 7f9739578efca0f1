import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A fee that is paid afterwards costs the time for which it was held: since when an item is as it is (null: from its
 * subscription's beginning), and up to when such fees were billed before a subscription came back.
 */
export class HeldFees1764000068300 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE subscription_items ADD COLUMN held_from timestamptz`);
    await db.query(`ALTER TABLE subscriptions ADD COLUMN fees_owed_from timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
