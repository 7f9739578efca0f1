import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The people's part: who looks after a payment that only a person can decide, and what was decided and why. */
export class Operations1764000008000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE merchants ADD COLUMN manual_confirmation boolean NOT NULL DEFAULT false`);
    await db.query(`
      CREATE TABLE manual_cases (
        merchant_id bigint NOT NULL,
        attempt_id bigint NOT NULL,
        owner text NOT NULL,
        assigned_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, attempt_id),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id)
      )`);
    await db.query(`
      CREATE TABLE manual_decisions (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        attempt_id bigint NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('paid', 'not_paid')),
        evidence text NOT NULL,
        reference_number text,
        decided_by text NOT NULL,
        api_key_id bigint NOT NULL,
        idempotency_key text NOT NULL,
        carried_out boolean NOT NULL,
        decided_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id),
        FOREIGN KEY (merchant_id, api_key_id) REFERENCES api_keys (merchant_id, id)
      )`);
    // A POST that is sent again after its process died finds what it has decided instead of deciding twice.
    await db.query(`
      CREATE UNIQUE INDEX manual_decisions_idempotency
      ON manual_decisions (merchant_id, attempt_id, idempotency_key)`);
    await db.query(`
      CREATE UNIQUE INDEX manual_decisions_one_carried_out
      ON manual_decisions (merchant_id, attempt_id) WHERE carried_out`);
    // Asked on every login of a customer whose time of grace is over.
    await db.query(`
      CREATE INDEX attempts_in_doubt ON attempts (merchant_id, subscription_id)
      WHERE status IN ('sent', 'unknown', 'fenced', 'manual')`);
    await db.query(`CREATE INDEX charges_blocked ON charges (merchant_id, id) WHERE status = 'blocked'`);
    await db.query(`
      CREATE INDEX subscriptions_quarantined ON subscriptions (merchant_id, id)
      WHERE quarantined_at IS NOT NULL`);
    // Evidence: most calls name their session only.
    await db.query(`
      CREATE INDEX gateway_calls_session ON gateway_calls (merchant_id, session_id)
      WHERE session_id IS NOT NULL`);
    await db.query(`
      CREATE INDEX inbound_webhooks_order ON inbound_webhooks (merchant_id, order_no)
      WHERE order_no IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
