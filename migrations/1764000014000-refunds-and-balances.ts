import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that goes back, and money that is kept for a customer. */
export class RefundsAndBalances1764000014000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await this.settings(db);
    await this.refunds(db);
    await this.balances(db);
    await this.guardPayments(db);
  }

  private async settings(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE merchants ADD COLUMN surplus_handling text NOT NULL DEFAULT 'refund'
        CHECK (surplus_handling IN ('refund', 'credit_balance', 'hold'))`);
    await db.query(`ALTER TABLE invoices ADD COLUMN balance_applied_minor bigint NOT NULL DEFAULT 0`);
    // Not validated: every row has the default just given.
    await db.query(`
      ALTER TABLE invoices ADD CONSTRAINT invoices_balance_within_total
        CHECK (balance_applied_minor BETWEEN 0 AND total_minor) NOT VALID`);
    // Not validated: wider than the rule it replaces, so no row that is there could break it.
    await db.query(`
      ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_account_check,
        ADD CONSTRAINT ledger_entries_account_check CHECK (account IN
          ('receivable', 'revenue', 'tax', 'cash_at_gateway', 'customer_balance', 'refunds', 'surplus', 'fees',
           'bad_debt', 'adjustments')) NOT VALID`);
  }

  private async refunds(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE refunds (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        attempt_id bigint NOT NULL,
        charge_id bigint NOT NULL,
        invoice_id bigint NOT NULL,
        subscription_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        origin text NOT NULL CHECK (origin IN ('person', 'surplus', 'platform')),
        status text NOT NULL CHECK (status IN
          ('requested', 'sent', 'unknown', 'queued', 'succeeded', 'rejected', 'manual')),
        currency text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        reason text,
        api_key_id bigint,
        idempotency_key text,
        owner uuid NOT NULL,
        epoch integer NOT NULL DEFAULT 1,
        lease_until timestamptz NOT NULL,
        requested_at timestamptz NOT NULL,
        first_sent_at timestamptz,
        sent_at timestamptz,
        sends integer NOT NULL DEFAULT 0,
        refusals integer NOT NULL DEFAULT 0,
        queued_at timestamptz,
        resolved_at timestamptz,
        next_action_at timestamptz,
        looks integer NOT NULL DEFAULT 0,
        child_id text,
        reference_number text,
        trouble jsonb,
        status_reason text,
        settled_by text CHECK (settled_by IN ('answer', 'look', 'human')),
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id),
        FOREIGN KEY (merchant_id, charge_id) REFERENCES charges (merchant_id, id),
        FOREIGN KEY (merchant_id, api_key_id) REFERENCES api_keys (merchant_id, id),
        CHECK ((origin = 'person') = (idempotency_key IS NOT NULL)),
        CHECK (origin <> 'platform' OR child_id IS NOT NULL),
        CHECK ((status IN ('succeeded', 'rejected')) = (resolved_at IS NOT NULL)),
        CHECK (origin = 'platform' OR status IN ('requested', 'rejected') OR sent_at IS NOT NULL),
        CONSTRAINT refunds_open_ones_are_due
          CHECK ((status IN ('requested', 'sent', 'unknown', 'queued')) = (next_action_at IS NOT NULL))
      )`);
    // A POST that is sent again after its process died finds what it has asked for instead of asking twice.
    await db.query(`
      CREATE UNIQUE INDEX refunds_idempotency ON refunds (merchant_id, idempotency_key)
      WHERE idempotency_key IS NOT NULL`);
    // However often a surplus is noticed, the engine gives it back by itself once.
    await db.query(`
      CREATE UNIQUE INDEX refunds_one_automatic ON refunds (merchant_id, attempt_id) WHERE origin = 'surplus'`);
    await db.query(`
      CREATE UNIQUE INDEX refunds_one_in_doubt ON refunds (merchant_id, attempt_id)
      WHERE status IN ('sent', 'unknown', 'manual')`);
    // What the platform calls one refund is one refund here.
    await db.query(`
      CREATE UNIQUE INDEX refunds_child ON refunds (merchant_id, child_id) WHERE child_id IS NOT NULL`);
    await db.query(`
      CREATE INDEX refunds_due ON refunds (next_action_at, id) WHERE next_action_at IS NOT NULL`);
    await db.query(`CREATE INDEX refunds_attempt ON refunds (merchant_id, attempt_id, id)`);
    await db.query(`CREATE INDEX refunds_charge ON refunds (merchant_id, charge_id, id)`);
    await db.query(`
      CREATE INDEX refunds_manual ON refunds (merchant_id, id) WHERE status = 'manual'`);
    await db.query(`CREATE INDEX attempts_surplus ON attempts (merchant_id, id) WHERE surplus`);
    await db.query(`
      CREATE TABLE refund_looks (
        merchant_id bigint NOT NULL,
        attempt_id bigint NOT NULL,
        due_at timestamptz NOT NULL,
        hints integer NOT NULL DEFAULT 1,
        looks integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, attempt_id),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id)
      )`);
    await db.query(`CREATE INDEX refund_looks_due ON refund_looks (due_at)`);
  }

  private async balances(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE customer_balances (
        merchant_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        currency text NOT NULL,
        balance_minor bigint NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, customer_id, currency),
        FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id),
        CONSTRAINT customer_balances_never_negative CHECK (balance_minor >= 0)
      )`);
    await db.query(`
      CREATE TABLE customer_balance_entries (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        customer_id bigint NOT NULL,
        currency text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('adjustment', 'surplus', 'applied', 'returned')),
        amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
        balance_after_minor bigint NOT NULL CHECK (balance_after_minor >= 0),
        invoice_id bigint,
        attempt_id bigint,
        reason text,
        api_key_id bigint,
        idempotency_key text,
        occurred_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, customer_id, currency)
          REFERENCES customer_balances (merchant_id, customer_id, currency),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id),
        FOREIGN KEY (merchant_id, api_key_id) REFERENCES api_keys (merchant_id, id),
        CHECK ((kind IN ('applied', 'returned')) = (invoice_id IS NOT NULL)),
        CHECK ((kind = 'surplus') = (attempt_id IS NOT NULL)),
        CHECK ((kind = 'adjustment') = (idempotency_key IS NOT NULL)),
        CHECK (CASE kind WHEN 'applied' THEN amount_minor < 0 WHEN 'adjustment' THEN true ELSE amount_minor > 0 END)
      )`);
    await db.query(`
      CREATE UNIQUE INDEX customer_balance_entries_idempotency
      ON customer_balance_entries (merchant_id, idempotency_key) WHERE idempotency_key IS NOT NULL`);
    await db.query(`
      CREATE UNIQUE INDEX customer_balance_entries_one_per_surplus
      ON customer_balance_entries (merchant_id, attempt_id) WHERE attempt_id IS NOT NULL`);
    // An invoice takes from the balance once, and gives back once what it took.
    await db.query(`
      CREATE UNIQUE INDEX customer_balance_entries_once_per_invoice
      ON customer_balance_entries (merchant_id, invoice_id, kind) WHERE invoice_id IS NOT NULL`);
    await db.query(`
      CREATE INDEX customer_balance_entries_of ON customer_balance_entries (merchant_id, customer_id, id)`);
    await db.query(`
      CREATE TRIGGER customer_balance_entries_are_written_once BEFORE UPDATE OR DELETE ON customer_balance_entries
      FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()`);
  }

  /**
   * A payment is given back at most once over: by refunds, or into the balance. The payment's row is locked
   * before the sum is taken, so that two at once cannot each see the other missing.
   */
  private async guardPayments(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION assert_given_back_within_payment() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        payment attempts%ROWTYPE;
        given bigint;
      BEGIN
        SELECT * INTO payment FROM attempts
        WHERE merchant_id = NEW.merchant_id AND id = NEW.attempt_id FOR NO KEY UPDATE;
        SELECT coalesce((SELECT sum(amount_minor) FROM refunds
            WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id AND status <> 'rejected'), 0)
          + coalesce((SELECT sum(amount_minor) FROM customer_balance_entries
            WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id), 0) INTO given;
        IF given > 0 AND (payment.status <> 'succeeded' OR payment.currency <> NEW.currency
            OR given > payment.amount_minor) THEN
          RAISE EXCEPTION 'attempt %: % given back of % % that %', NEW.attempt_id, given, payment.amount_minor,
            payment.currency, payment.status
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'given_back_within_payment';
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER refunds_within_payment AFTER INSERT OR UPDATE OF status, amount_minor, attempt_id ON refunds
      FOR EACH ROW WHEN (NEW.status <> 'rejected') EXECUTE FUNCTION assert_given_back_within_payment()`);
    await db.query(`
      CREATE TRIGGER customer_balance_entries_within_payment AFTER INSERT ON customer_balance_entries
      FOR EACH ROW WHEN (NEW.attempt_id IS NOT NULL) EXECUTE FUNCTION assert_given_back_within_payment()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
