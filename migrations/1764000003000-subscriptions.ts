import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Standing orders, the consent behind them, and the hosted pages that save a card without a payment. */
export class Subscriptions1764000003000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE subscriptions (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        customer_id bigint NOT NULL,
        status text NOT NULL CHECK (status IN
          ('incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled', 'ended')),
        currency text NOT NULL,
        interval_unit text NOT NULL,
        interval_count integer NOT NULL,
        anchor_date date NOT NULL,
        anchor_day integer NOT NULL CHECK (anchor_day BETWEEN 1 AND 31),
        anchor_time time NOT NULL,
        time_zone text NOT NULL,
        next_period_index integer NOT NULL CHECK (next_period_index >= 0),
        next_bill_at timestamptz,
        current_period_start timestamptz,
        current_period_end timestamptz,
        trial_days integer NOT NULL DEFAULT 0,
        trial_end timestamptz,
        cancel_at_period_end boolean NOT NULL DEFAULT false,
        cancel_requested_at timestamptz,
        cancel_reason text,
        canceled_at timestamptz,
        ended_at timestamptz,
        past_due_since timestamptz,
        grace_until timestamptz,
        card_id bigint,
        return_url text,
        billing_failures integer NOT NULL DEFAULT 0,
        quarantined_at timestamptz,
        quarantine_reason text,
        idempotency_key text,
        metadata jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id),
        FOREIGN KEY (merchant_id, card_id) REFERENCES cards (merchant_id, id),
        CONSTRAINT subscriptions_bill_only_while_alive CHECK (
          next_bill_at IS NULL OR status IN ('trialing', 'active', 'past_due'))
      )`);
    await db.query(`
      CREATE INDEX subscriptions_due ON subscriptions (next_bill_at, id)
      WHERE next_bill_at IS NOT NULL AND quarantined_at IS NULL`);
    await db.query(`
      CREATE INDEX subscriptions_unstarted ON subscriptions (created_at, id) WHERE status = 'incomplete'`);
    await db.query(`CREATE INDEX subscriptions_customer ON subscriptions (merchant_id, customer_id, id)`);
    // A retried POST whose first run died half-way finds its own subscription instead of making a second.
    await db.query(`
      CREATE UNIQUE INDEX subscriptions_idempotency ON subscriptions (merchant_id, idempotency_key)
      WHERE idempotency_key IS NOT NULL`);
    await db.query(`
      CREATE TABLE subscription_items (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        subscription_id bigint NOT NULL,
        price_id bigint NOT NULL,
        quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, price_id) REFERENCES prices (merchant_id, id)
      )`);
    await db.query(`CREATE INDEX subscription_items_of ON subscription_items (merchant_id, subscription_id)`);
    await db.query(`
      CREATE TABLE agreements (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        subscription_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        card_id bigint,
        status text NOT NULL CHECK (status IN ('pending', 'active', 'ended')),
        frequency text NOT NULL,
        cycle_interval_days integer NOT NULL CHECK (cycle_interval_days BETWEEN 1 AND 366),
        total_cycles integer NOT NULL CHECK (total_cycles BETWEEN 1 AND 999),
        cycles_used integer NOT NULL DEFAULT 0,
        start_date date NOT NULL,
        expiry_date date NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id),
        FOREIGN KEY (merchant_id, card_id) REFERENCES cards (merchant_id, id),
        CHECK (status = 'pending' OR card_id IS NOT NULL)
      )`);
    await db.query(
      `CREATE UNIQUE INDEX agreements_one_per_subscription ON agreements (merchant_id, subscription_id)`,
    );
    await db.query(`
      CREATE TABLE card_setups (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        customer_id bigint NOT NULL,
        subscription_id bigint NOT NULL,
        n integer NOT NULL,
        status text NOT NULL CHECK (status IN ('prepared', 'open', 'completed', 'expired')),
        order_no text NOT NULL,
        session_id text,
        checkout_url text,
        expires_at timestamptz,
        pg_code text NOT NULL,
        currency text NOT NULL,
        next_check_at timestamptz,
        checks integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        CHECK (status = 'prepared' OR status = 'expired' OR session_id IS NOT NULL)
      )`);
    await db.query(`CREATE UNIQUE INDEX card_setups_order_no ON card_setups (merchant_id, order_no)`);
    await db.query(`
      CREATE UNIQUE INDEX card_setups_one_open ON card_setups (merchant_id, subscription_id)
      WHERE status IN ('prepared', 'open')`);
    await db.query(`
      CREATE INDEX card_setups_to_check ON card_setups (next_check_at, id) WHERE next_check_at IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
