import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A refund that was rejected here and made at the platform after all is booked as one of its own, under the name that
 * the rejected one has. What the platform calls one refund is still one refund here, of those that stand.
 */
export class NamesOfRejectedRefunds1764000066090 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`DROP INDEX refunds_child`);
    await db.query(`
      CREATE UNIQUE INDEX refunds_child ON refunds (merchant_id, child_id)
      WHERE child_id IS NOT NULL AND status <> 'rejected'`);
    // The lines of a day's report are looked for among the rejected ones as well.
    await db.query(`
      CREATE INDEX refunds_by_child ON refunds (merchant_id, child_id) WHERE child_id IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
