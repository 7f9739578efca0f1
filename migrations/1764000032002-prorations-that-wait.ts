import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credits and charges of a change that come with the next invoice wait among the lines that were added by hand. */
export class ProrationsThatWait1764000032002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE pending_lines
        ADD COLUMN proration jsonb,
        ADD COLUMN price_id bigint,
        ADD COLUMN original_line text,
        ADD FOREIGN KEY (merchant_id, price_id) REFERENCES prices (merchant_id, id)`);
    // Not validated: none of the lines that are there is a proration.
    await db.query(`
      ALTER TABLE pending_lines
        ADD CONSTRAINT pending_lines_prorate_a_price
          CHECK ((proration IS NULL) = (price_id IS NULL) AND (proration IS NOT NULL OR original_line IS NULL)) NOT VALID,
        ADD CONSTRAINT pending_prorations_are_billed
          CHECK (proration IS NULL OR removed_at IS NULL) NOT VALID`);
    // Nothing that was charged is given back twice, by changes that follow each other before the next invoice.
    await db.query(`
      CREATE UNIQUE INDEX pending_lines_credit_once ON pending_lines (merchant_id, original_line)
      WHERE original_line IS NOT NULL AND invoice_id IS NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
