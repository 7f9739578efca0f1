import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a customer's bank took back of a payment, and how that ended. */
export class Chargebacks1764000047000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE chargebacks (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        attempt_id bigint NOT NULL,
        charge_id bigint NOT NULL,
        invoice_id bigint NOT NULL,
        subscription_id bigint,
        customer_id bigint NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'won', 'lost')),
        currency text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        reason text NOT NULL,
        reference text NOT NULL,
        taken_at timestamptz NOT NULL,
        api_key_id bigint NOT NULL,
        idempotency_key text NOT NULL,
        recorded_at timestamptz NOT NULL,
        resolved_at timestamptz,
        evidence text,
        decided_by text,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id),
        FOREIGN KEY (merchant_id, charge_id) REFERENCES charges (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        FOREIGN KEY (merchant_id, api_key_id) REFERENCES api_keys (merchant_id, id),
        CONSTRAINT chargebacks_end_with_evidence CHECK (CASE status WHEN 'open'
          THEN resolved_at IS NULL AND evidence IS NULL AND decided_by IS NULL
          ELSE resolved_at IS NOT NULL AND evidence IS NOT NULL AND decided_by IS NOT NULL END)
      )`);
    await db.query(`
      CREATE UNIQUE INDEX chargebacks_idempotency ON chargebacks (merchant_id, idempotency_key)`);
    // One case of the bank is one chargeback here, however often it is told.
    await db.query(`CREATE UNIQUE INDEX chargebacks_reference ON chargebacks (merchant_id, reference)`);
    await db.query(`CREATE INDEX chargebacks_attempt ON chargebacks (merchant_id, attempt_id)`);
    await db.query(`CREATE INDEX chargebacks_charge ON chargebacks (merchant_id, charge_id, id)`);
    // Not validated: wider than the rule it replaces, so no row that is there could break it.
    await db.query(`
      ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_account_check,
        ADD CONSTRAINT ledger_entries_account_check CHECK (account IN
          ('receivable', 'revenue', 'tax', 'cash_at_gateway', 'customer_balance', 'refunds', 'chargebacks', 'surplus',
           'fees', 'bad_debt', 'adjustments')) NOT VALID`);
    await this.guardPayments(db);
  }

  /** What a bank took is gone as what was given back is, until it is won. */
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
            WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id AND kind = 'refund'
              AND status <> 'rejected'), 0)
          + coalesce((SELECT sum(amount_minor) FROM customer_balance_entries
            WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id), 0)
          + coalesce((SELECT sum(of_payment_minor) FROM credit_notes
            WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id), 0)
          + coalesce((SELECT sum(amount_minor) FROM chargebacks
            WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id AND status <> 'won'), 0) INTO given;
        IF given > 0 AND (payment.status <> 'succeeded' OR payment.currency <> NEW.currency
            OR given > payment.amount_minor) THEN
          RAISE EXCEPTION 'attempt %: % given back of % % that %', NEW.attempt_id, given, payment.amount_minor,
            payment.currency, payment.status
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'given_back_within_payment';
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER chargebacks_within_payment AFTER INSERT OR UPDATE OF status, amount_minor, attempt_id
      ON chargebacks FOR EACH ROW EXECUTE FUNCTION assert_given_back_within_payment()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
