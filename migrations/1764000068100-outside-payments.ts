import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What paid an invoice and came neither by card nor by a page: cash, a transfer, a cheque, or the balance, later. */
export class OutsidePayments1764000068100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE outside_payments (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        invoice_id bigint NOT NULL,
        subscription_id bigint,
        customer_id bigint NOT NULL,
        method text NOT NULL CHECK (method IN ('cash', 'bank_transfer', 'cheque', 'other', 'balance')),
        reference text NOT NULL,
        note text,
        currency text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        paid_at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL,
        api_key_id bigint NOT NULL,
        idempotency_key text NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        FOREIGN KEY (merchant_id, api_key_id) REFERENCES api_keys (merchant_id, id),
        CHECK (paid_at <= recorded_at)
      )`);
    // It is the whole of what was open: there is no second one.
    await db.query(
      `CREATE UNIQUE INDEX outside_payments_invoice ON outside_payments (merchant_id, invoice_id)`,
    );
    await db.query(`
      CREATE UNIQUE INDEX outside_payments_idempotency ON outside_payments (merchant_id, idempotency_key)`);
    await db.query(`
      CREATE INDEX outside_payments_subscription ON outside_payments (merchant_id, subscription_id, id)`);
    // Not validated: wider than the rule it replaces, so no row that is there could break it.
    await db.query(`
      ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_account_check,
        ADD CONSTRAINT ledger_entries_account_check CHECK (account IN
          ('receivable', 'revenue', 'tax', 'cash_at_gateway', 'cash_outside', 'customer_balance', 'refunds',
           'chargebacks', 'surplus', 'fees', 'bad_debt', 'adjustments')) NOT VALID`);
    await this.settleFromBalance(db);
  }

  /** Beside what an invoice took as it was issued it may be settled once, with the whole rest. */
  private async settleFromBalance(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE customer_balance_entries
        DROP CONSTRAINT customer_balance_entries_kind_check,
        DROP CONSTRAINT customer_balance_entries_about_an_invoice,
        DROP CONSTRAINT customer_balance_entries_check3,
        ADD CONSTRAINT customer_balance_entries_kind_check CHECK (kind IN
          ('adjustment', 'surplus', 'applied', 'settled', 'returned', 'invoice_credit', 'credit_note')) NOT VALID,
        ADD CONSTRAINT customer_balance_entries_about_an_invoice
          CHECK ((kind IN ('applied', 'settled', 'returned', 'invoice_credit')) = (invoice_id IS NOT NULL)) NOT VALID,
        ADD CONSTRAINT customer_balance_entries_give_or_take CHECK (CASE WHEN kind IN ('applied', 'settled')
          THEN amount_minor < 0 WHEN kind = 'adjustment' THEN true ELSE amount_minor > 0 END) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
