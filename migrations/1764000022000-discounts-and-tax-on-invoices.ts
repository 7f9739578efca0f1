import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Invoices of more than a period's items: discount, tax, credits, and lines that belong to no price. Rows that
 * are there keep their meaning: without discount and tax, a line is worth its amount.
 */
export class DiscountsAndTaxOnInvoices1764000022000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await this.invoices(db);
    await this.lines(db);
    await this.balances(db);
  }

  private async invoices(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE invoices
        ALTER COLUMN period_index DROP NOT NULL,
        ADD COLUMN kind text NOT NULL DEFAULT 'recurring' CHECK (kind IN ('recurring', 'one_off', 'change')),
        ADD COLUMN discount_total_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN tax_total_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN credit_to_balance_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN credited_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN credit_notes_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN credit_notes_tax_minor bigint NOT NULL DEFAULT 0`);
    // None is validated: every row that is there has the defaults just given.
    await db.query(`
      ALTER TABLE invoices
        ADD CONSTRAINT invoices_recurring_has_its_period
          CHECK ((kind = 'recurring') = (period_index IS NOT NULL)) NOT VALID,
        ADD CONSTRAINT invoices_owed_or_owing
          CHECK (credit_to_balance_minor >= 0 AND (credit_to_balance_minor = 0 OR total_minor = 0)) NOT VALID,
        ADD CONSTRAINT invoices_credited_within_total
          CHECK (credited_minor BETWEEN 0 AND credit_notes_minor AND credit_notes_minor <= total_minor
            AND balance_applied_minor + credited_minor <= total_minor) NOT VALID,
        DROP CONSTRAINT invoices_check3,
        ADD CONSTRAINT invoices_paid_in_full
          CHECK (status <> 'paid' OR amount_paid_minor = total_minor - credited_minor) NOT VALID`);
  }

  private async lines(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE invoice_lines
        ALTER COLUMN price_id DROP NOT NULL,
        ALTER COLUMN unit_amount_minor DROP NOT NULL,
        ADD COLUMN kind text NOT NULL DEFAULT 'recurring'
          CHECK (kind IN ('recurring', 'usage', 'one_off', 'proration')),
        ADD COLUMN discount_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN tax_added_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN tax_included_minor bigint NOT NULL DEFAULT 0,
        ADD COLUMN discounts jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN taxes jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN service_start timestamptz,
        ADD COLUMN service_end timestamptz`);
    // A charge is discounted down to nothing at most; a credit never takes more back than it is.
    await db.query(`
      ALTER TABLE invoice_lines
        ADD CONSTRAINT invoice_lines_discount_within_amount CHECK (
          CASE WHEN amount_minor >= 0 THEN discount_minor BETWEEN 0 AND amount_minor
            ELSE discount_minor BETWEEN amount_minor AND 0 END) NOT VALID`);
  }

  /** What credits left over comes into the balance once for an invoice. */
  private async balances(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE customer_balance_entries
        DROP CONSTRAINT customer_balance_entries_kind_check,
        DROP CONSTRAINT customer_balance_entries_check,
        ADD CONSTRAINT customer_balance_entries_kind_check
          CHECK (kind IN ('adjustment', 'surplus', 'applied', 'returned', 'invoice_credit')) NOT VALID,
        ADD CONSTRAINT customer_balance_entries_about_an_invoice
          CHECK ((kind IN ('applied', 'returned', 'invoice_credit')) = (invoice_id IS NOT NULL)) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
