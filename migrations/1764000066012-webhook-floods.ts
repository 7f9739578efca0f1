import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages about one payment beyond those that are kept: counted, told, and answered by a look at the payment. */
export class WebhookFloods1764000066012 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE webhook_floods (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        kind text NOT NULL CHECK (kind IN ('payment', 'operation')),
        name text NOT NULL,
        left_out bigint NOT NULL CHECK (left_out > 0),
        told_at timestamptz NOT NULL,
        look_at timestamptz,
        PRIMARY KEY (merchant_id, kind, name)
      )`);
    await db.query(`CREATE INDEX webhook_floods_due ON webhook_floods (look_at) WHERE look_at IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
