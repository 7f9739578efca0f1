import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Corrections of final invoices: documents of their own, with numbers and lines, never changed. */
export class CreditNotes1764000022004 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE credit_notes (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        number text NOT NULL,
        invoice_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        destination text NOT NULL CHECK (destination IN ('open_amount', 'card', 'balance')),
        currency text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        tax_minor bigint NOT NULL CHECK (tax_minor BETWEEN 0 AND amount_minor),
        attempt_id bigint,
        of_payment_minor bigint NOT NULL DEFAULT 0 CHECK (of_payment_minor BETWEEN 0 AND amount_minor),
        refund_id bigint,
        reason text NOT NULL,
        api_key_id bigint NOT NULL,
        idempotency_key text NOT NULL,
        issued_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id),
        FOREIGN KEY (merchant_id, refund_id) REFERENCES refunds (merchant_id, id),
        FOREIGN KEY (merchant_id, api_key_id) REFERENCES api_keys (merchant_id, id),
        CHECK ((destination = 'card') = (refund_id IS NOT NULL)),
        CHECK (of_payment_minor = 0 OR (destination = 'balance' AND attempt_id IS NOT NULL))
      )`);
    await db.query(`CREATE UNIQUE INDEX credit_notes_number ON credit_notes (merchant_id, number)`);
    await db.query(
      `CREATE UNIQUE INDEX credit_notes_idempotency ON credit_notes (merchant_id, idempotency_key)`,
    );
    await db.query(`CREATE INDEX credit_notes_invoice ON credit_notes (merchant_id, invoice_id, id)`);
    await db.query(`
      CREATE TABLE credit_note_lines (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        credit_note_id bigint NOT NULL,
        invoice_line_id bigint NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        tax_minor bigint NOT NULL CHECK (tax_minor BETWEEN 0 AND amount_minor),
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, credit_note_id) REFERENCES credit_notes (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_line_id) REFERENCES invoice_lines (merchant_id, id),
        UNIQUE (merchant_id, credit_note_id, invoice_line_id)
      )`);
    await db.query(`CREATE INDEX credit_note_lines_line ON credit_note_lines (merchant_id, invoice_line_id)`);
    for (const table of ['credit_notes', 'credit_note_lines']) {
      await db.query(`
        CREATE TRIGGER ${table}_are_written_once BEFORE UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()`);
    }
    await this.balances(db);
    await this.guardPayments(db);
  }

  private async balances(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE customer_balance_entries
        ADD COLUMN credit_note_id bigint,
        ADD FOREIGN KEY (merchant_id, credit_note_id) REFERENCES credit_notes (merchant_id, id),
        DROP CONSTRAINT customer_balance_entries_kind_check,
        ADD CONSTRAINT customer_balance_entries_kind_check
          CHECK (kind IN ('adjustment', 'surplus', 'applied', 'returned', 'invoice_credit', 'credit_note')) NOT VALID,
        ADD CONSTRAINT customer_balance_entries_about_a_credit_note
          CHECK ((kind = 'credit_note') = (credit_note_id IS NOT NULL)) NOT VALID`);
    await db.query(`
      CREATE UNIQUE INDEX customer_balance_entries_once_per_credit_note
      ON customer_balance_entries (merchant_id, credit_note_id) WHERE credit_note_id IS NOT NULL`);
  }

  /** What credit notes put into the balance out of a payment is given back of it, as refunds and surplus are. */
  private async guardPayments(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION assert_given_back_within_payment() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        payment attempts%ROWTYPE;
        given bigint;
      BEGIN
        SELECT * INTO payment FROM attempts
        WHERE merchant_id = NEW.merchant_id AND id = NEW.attempt_id FOR NO KEY UPDATE;
        SELECT coalesce((SELECT sum(amount_minor) FROM refunds
            WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id AND status <> 'rejected'), 0)
          + coalesce((SELECT sum(amount_minor) FROM customer_balance_entries
            WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id), 0)
          + coalesce((SELECT sum(of_payment_minor) FROM credit_notes
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
      CREATE INDEX credit_notes_attempt ON credit_notes (merchant_id, attempt_id) WHERE attempt_id IS NOT NULL`);
    await db.query(`
      CREATE TRIGGER credit_notes_within_payment AFTER INSERT ON credit_notes
      FOR EACH ROW WHEN (NEW.attempt_id IS NOT NULL) EXECUTE FUNCTION assert_given_back_within_payment()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
