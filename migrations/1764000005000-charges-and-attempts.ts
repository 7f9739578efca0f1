import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Collecting an invoice. The two partial unique indexes are the law against charging twice. */
export class ChargesAndAttempts1764000005000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE charges (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        invoice_id bigint NOT NULL,
        subscription_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        status text NOT NULL CHECK (status IN
          ('scheduled', 'processing', 'awaiting_customer', 'succeeded', 'failed', 'blocked', 'canceled')),
        currency text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        attempts_made integer NOT NULL DEFAULT 0,
        retries_used integer NOT NULL DEFAULT 0,
        rejections integer NOT NULL DEFAULT 0,
        next_action text CHECK (next_action IN ('attempt', 'final')),
        next_action_at timestamptz,
        next_action_reason text,
        first_declined_at timestamptz,
        ladder jsonb,
        succeeded_at timestamptz,
        processing_failures integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        CHECK ((next_action IS NULL) = (next_action_at IS NULL)),
        CONSTRAINT charges_act_only_while_scheduled CHECK ((status = 'scheduled') = (next_action IS NOT NULL))
      )`);
    await db.query(`CREATE UNIQUE INDEX charges_one_per_invoice ON charges (merchant_id, invoice_id)`);
    await db.query(`
      CREATE INDEX charges_due ON charges (next_action_at, id) WHERE next_action_at IS NOT NULL`);
    await db.query(`CREATE INDEX charges_subscription ON charges (merchant_id, subscription_id, id)`);
    await db.query(`
      CREATE TABLE attempts (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        charge_id bigint NOT NULL,
        invoice_id bigint NOT NULL,
        subscription_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        n integer NOT NULL CHECK (n > 0),
        kind text NOT NULL CHECK (kind IN ('cit', 'mit')),
        status text NOT NULL CHECK (status IN
          ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'succeeded', 'declined', 'rejected', 'abandoned', 'manual')),
        surplus boolean NOT NULL DEFAULT false,
        order_no text NOT NULL,
        session_id text,
        checkout_url text,
        expires_at timestamptz,
        currency text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        card_id bigint,
        pg_code text NOT NULL,
        agreement_id bigint NOT NULL,
        owner uuid NOT NULL,
        epoch integer NOT NULL DEFAULT 1,
        lease_until timestamptz NOT NULL,
        prepared_at timestamptz NOT NULL,
        sent_at timestamptz,
        fenced_at timestamptz,
        resolved_at timestamptz,
        next_check_at timestamptz,
        checks integer NOT NULL DEFAULT 0,
        inquiries integer NOT NULL DEFAULT 0,
        last_inquiry_at timestamptz,
        decline_class text CHECK (decline_class IN ('hard', 'soft', 'card_problem', 'configuration')),
        decline_code text,
        decline_message text,
        decline_advice text,
        trouble jsonb,
        reference_number text,
        settled_by text CHECK (settled_by IN ('answer', 'look', 'inquiry', 'human')),
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, charge_id) REFERENCES charges (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        FOREIGN KEY (merchant_id, card_id) REFERENCES cards (merchant_id, id),
        FOREIGN KEY (merchant_id, agreement_id) REFERENCES agreements (merchant_id, id),
        UNIQUE (merchant_id, charge_id, n),
        CHECK (kind = 'cit' OR card_id IS NOT NULL OR status IN ('abandoned')),
        CHECK (NOT surplus OR status = 'succeeded'),
        CHECK (status NOT IN ('ready', 'sent', 'fenced', 'succeeded') OR session_id IS NOT NULL)
      )`);
    await db.query(`CREATE UNIQUE INDEX attempts_order_no ON attempts (merchant_id, order_no)`);
    await db.query(`
      CREATE UNIQUE INDEX attempts_session ON attempts (merchant_id, session_id) WHERE session_id IS NOT NULL`);
    await db.query(`
      CREATE UNIQUE INDEX attempts_one_open ON attempts (merchant_id, invoice_id)
      WHERE status IN ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'manual')`);
    await db.query(`
      CREATE UNIQUE INDEX attempts_one_kept_success ON attempts (merchant_id, invoice_id)
      WHERE status = 'succeeded' AND NOT surplus`);
    await db.query(`
      CREATE INDEX attempts_to_check ON attempts (next_check_at, id) WHERE next_check_at IS NOT NULL`);
    // The card networks count tries per card, over all subscriptions.
    await db.query(`
      CREATE INDEX attempts_card ON attempts (merchant_id, card_id, sent_at) WHERE sent_at IS NOT NULL`);
    await db.query(`CREATE INDEX attempts_invoice ON attempts (merchant_id, invoice_id, n)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
