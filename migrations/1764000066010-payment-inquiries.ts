import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The platform takes three status queries a day about one payment, half an hour apart, whoever makes them. One row for
 * each payment that was ever inquired about; by order number, which is all that recovery knows of a lost one.
 */
export class PaymentInquiries1764000066010 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE payment_inquiries (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        order_no text NOT NULL,
        inquired_at timestamptz[] NOT NULL DEFAULT '{}' CHECK (cardinality(inquired_at) <= 3),
        untold text,
        PRIMARY KEY (merchant_id, order_no)
      )`);
    // What is in doubt now was asked about before this table was there.
    await db.query(`
      INSERT INTO payment_inquiries (merchant_id, order_no, inquired_at)
      SELECT merchant_id, order_no, ARRAY[last_inquiry_at] FROM attempts
      WHERE last_inquiry_at IS NOT NULL AND status IN ('fenced', 'manual')`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
