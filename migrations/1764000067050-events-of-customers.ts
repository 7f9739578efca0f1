import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is about a customer and no subscription is found by the customer. */
export class EventsOfCustomers1764000067050 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE INDEX events_customer ON events (merchant_id, customer_id, id)
      WHERE subscription_id IS NULL AND customer_id IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
