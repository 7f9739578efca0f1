import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What happened (out), what we were told (in), and what we asked. */
export class EventsAndInbox1764000006000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE events (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        type text NOT NULL,
        customer_id bigint,
        subscription_id bigint,
        data jsonb NOT NULL,
        occurred_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`
      CREATE INDEX events_subscription ON events (merchant_id, subscription_id, id)
      WHERE subscription_id IS NOT NULL`);
    await db.query(`CREATE INDEX events_type ON events (merchant_id, type, id)`);
    await db.query(`
      CREATE TABLE inbound_webhooks (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        kind text NOT NULL CHECK (kind IN ('payment', 'operation')),
        body bytea NOT NULL,
        body_hash bytea NOT NULL,
        content_type text,
        status text NOT NULL CHECK (status IN ('processed', 'duplicate', 'refused', 'unmatched')),
        reason text,
        scheme text,
        order_no text,
        attempt_id bigint,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`CREATE INDEX inbound_webhooks_body ON inbound_webhooks (merchant_id, body_hash)`);
    await db.query(`
      CREATE TABLE gateway_calls (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        endpoint text NOT NULL,
        session_id text,
        order_no text,
        http_status integer,
        outcome text NOT NULL,
        duration_ms integer NOT NULL,
        started_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`CREATE INDEX gateway_calls_order ON gateway_calls (merchant_id, order_no)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
