import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is owed, and the double-entry record of what became of it. */
export class InvoicesAndLedger1764000004000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE invoices (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        number text,
        subscription_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        period_index integer NOT NULL CHECK (period_index >= 0),
        period_start timestamptz NOT NULL,
        period_end timestamptz NOT NULL,
        status text NOT NULL CHECK (status IN ('draft', 'open', 'paid', 'void', 'uncollectible')),
        currency text NOT NULL,
        subtotal_minor bigint NOT NULL,
        total_minor bigint NOT NULL CHECK (total_minor >= 0),
        amount_paid_minor bigint NOT NULL DEFAULT 0 CHECK (amount_paid_minor BETWEEN 0 AND total_minor),
        created_at timestamptz NOT NULL,
        finalized_at timestamptz,
        paid_at timestamptz,
        closed_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id),
        CHECK (period_start < period_end),
        CHECK ((status = 'paid') = (paid_at IS NOT NULL)),
        CHECK (status <> 'paid' OR amount_paid_minor = total_minor)
      )`);
    // A period is billed once, whoever asks and however often.
    await db.query(`
      CREATE UNIQUE INDEX invoices_one_per_period ON invoices (merchant_id, subscription_id, period_index)`);
    await db.query(`
      CREATE UNIQUE INDEX invoices_number ON invoices (merchant_id, number) WHERE number IS NOT NULL`);
    await db.query(`
      CREATE INDEX invoices_to_number ON invoices (merchant_id, id)
      WHERE number IS NULL AND finalized_at IS NOT NULL`);
    await db.query(`CREATE INDEX invoices_customer ON invoices (merchant_id, customer_id, id)`);
    await db.query(`
      CREATE TABLE invoice_lines (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        invoice_id bigint NOT NULL,
        position integer NOT NULL,
        price_id bigint NOT NULL,
        description text NOT NULL,
        quantity bigint NOT NULL,
        unit_amount_minor bigint NOT NULL,
        amount_minor bigint NOT NULL,
        explanation jsonb NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        UNIQUE (merchant_id, invoice_id, position)
      )`);
    await db.query(`
      CREATE TABLE invoice_series (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        series text NOT NULL,
        last_number bigint NOT NULL,
        PRIMARY KEY (merchant_id, series)
      )`);
    await db.query(`
      CREATE TABLE ledger_transactions (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        source text NOT NULL,
        source_id bigint NOT NULL,
        occurred_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    // The same cause is posted once, however often it is told.
    await db.query(`
      CREATE UNIQUE INDEX ledger_transactions_source ON ledger_transactions (merchant_id, source, source_id)`);
    await db.query(`
      CREATE TABLE ledger_entries (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        transaction_id bigint NOT NULL,
        account text NOT NULL CHECK (account IN
          ('receivable', 'revenue', 'tax', 'cash_at_gateway', 'customer_balance', 'refunds', 'surplus', 'fees', 'bad_debt')),
        currency text NOT NULL,
        debit_minor bigint NOT NULL DEFAULT 0 CHECK (debit_minor >= 0),
        credit_minor bigint NOT NULL DEFAULT 0 CHECK (credit_minor >= 0),
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, transaction_id) REFERENCES ledger_transactions (merchant_id, id),
        CHECK ((debit_minor = 0) <> (credit_minor = 0))
      )`);
    await db.query(`CREATE INDEX ledger_entries_of ON ledger_entries (merchant_id, transaction_id)`);
    await this.guardFinishedRows(db);
    await this.guardBalance(db);
  }

  /** Lines and ledger entries are written once; a correction is a new document. */
  private async guardFinishedRows(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% rows are written once: correct them with a new document', TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation';
      END $$`);
    for (const table of ['invoice_lines', 'ledger_transactions', 'ledger_entries']) {
      await db.query(`
        CREATE TRIGGER ${table}_are_written_once BEFORE UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()`);
    }
  }

  private async guardBalance(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION assert_ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (
          SELECT 1 FROM ledger_entries
          WHERE merchant_id = NEW.merchant_id AND transaction_id = NEW.transaction_id
          GROUP BY currency HAVING sum(debit_minor) <> sum(credit_minor)
        ) THEN
          RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE CONSTRAINT TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION assert_ledger_balances()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
