import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Order numbers of invoices that are not of a period: after a restore they are asked for as well. */
export class OrdersBesidesPeriods1764000022005 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Not validated: every row that is there has its period.
    await db.query(`
      ALTER TABLE recovery_orders
        ALTER COLUMN period_index DROP NOT NULL,
        ADD COLUMN invoice_id bigint,
        ADD FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        ADD CONSTRAINT recovery_orders_have_a_place
          CHECK ((period_index IS NULL) = (invoice_id IS NOT NULL)) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
