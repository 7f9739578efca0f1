import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists can be narrowed to. Charges of a customer need none: they are found by the invoices of the customer, and an
 * index more on charges would be written at every step of each of them.
 */
export class ListsByMore1764000067040 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`CREATE INDEX invoices_created ON invoices (merchant_id, created_at)`);
    await db.query(`
      CREATE INDEX invoices_overdue ON invoices (merchant_id, id)
      WHERE overdue_at IS NOT NULL AND status IN ('open', 'uncollectible')`);
    await db.query(`
      CREATE INDEX subscription_items_price ON subscription_items (merchant_id, price_id, subscription_id)`);
    await db.query(`CREATE INDEX refunds_customer ON refunds (merchant_id, customer_id, id)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
