import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the gateways of each account can do, kept for a day; and which routes of a merchant do not work. */
export class PaymentMethods1764000041001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE payment_method_lists (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        filter text NOT NULL,
        methods jsonb NOT NULL CHECK (jsonb_typeof(methods) = 'array'),
        listed_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, filter),
        CHECK (expires_at > listed_at)
      )`);
    await db.query(`
      ALTER TABLE merchants
        ADD COLUMN routing_faults jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(routing_faults) = 'object'),
        ADD COLUMN routing_checked_at timestamptz,
        ADD COLUMN routing_check_due_at timestamptz NOT NULL DEFAULT now()`);
    await db.query(`CREATE INDEX merchants_routing_check ON merchants (routing_check_due_at, id)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
