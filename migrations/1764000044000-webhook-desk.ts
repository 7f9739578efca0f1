import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A new HMAC key takes the place of another without a gap; what matched nothing is tried again for a day. */
export class WebhookDesk1764000044000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE merchants
        ADD COLUMN previous_hmac_key bytea,
        ADD COLUMN previous_hmac_until timestamptz,
        ADD CONSTRAINT merchants_previous_hmac CHECK ((previous_hmac_key IS NULL) = (previous_hmac_until IS NULL))`);
    await db.query(`
      ALTER TABLE inbound_webhooks
        ADD COLUMN next_match_at timestamptz,
        ADD COLUMN match_tries integer NOT NULL DEFAULT 0 CHECK (match_tries >= 0),
        ADD CONSTRAINT inbound_webhooks_matching CHECK (next_match_at IS NULL OR status = 'unmatched')`);
    await db.query(`
      CREATE INDEX inbound_webhooks_to_match ON inbound_webhooks (next_match_at) WHERE next_match_at IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
