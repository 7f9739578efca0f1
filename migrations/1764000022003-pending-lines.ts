import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lines that a person adds to the next invoice of a subscription. */
export class PendingLines1764000022003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE pending_lines (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        subscription_id bigint NOT NULL,
        description text NOT NULL,
        quantity bigint NOT NULL CHECK (quantity > 0),
        unit_amount_minor bigint NOT NULL,
        currency text NOT NULL,
        discountable boolean NOT NULL,
        invoice_id bigint,
        removed_at timestamptz,
        idempotency_key text NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        CHECK (invoice_id IS NULL OR removed_at IS NULL)
      )`);
    await db.query(`
      CREATE UNIQUE INDEX pending_lines_idempotency ON pending_lines (merchant_id, idempotency_key)`);
    await db.query(`
      CREATE INDEX pending_lines_waiting ON pending_lines (merchant_id, subscription_id, id)
      WHERE invoice_id IS NULL AND removed_at IS NULL`);
    await db.query(`
      ALTER TABLE subscriptions
        ADD COLUMN pending_line_count integer NOT NULL DEFAULT 0 CHECK (pending_line_count >= 0)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
