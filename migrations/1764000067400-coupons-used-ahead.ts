import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A coupon that is on an invoice of usage within a period is used by the period's own, also if that has no line left. */
export class CouponsUsedAhead1764000067400 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE discounts ADD COLUMN used_ahead boolean NOT NULL DEFAULT false`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
