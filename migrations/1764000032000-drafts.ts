import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invoices that wait to be reviewed: without number and books until they are finalized, and open to changes. */
export class Drafts1764000032000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE merchants ADD COLUMN invoice_review_hours integer NOT NULL DEFAULT 0
        CHECK (invoice_review_hours BETWEEN 0 AND 72)`);
    // Null: as the one above says, which is the plan for a subscription and the merchant for a plan.
    for (const table of ['plans', 'subscriptions']) {
      await db.query(`
        ALTER TABLE ${table} ADD COLUMN invoice_review_hours integer
          CHECK (invoice_review_hours BETWEEN 0 AND 72)`);
    }
    await this.invoices(db);
    await this.lines(db);
  }

  private async invoices(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE invoices
        ADD COLUMN finalize_at timestamptz,
        ADD COLUMN draft_basis jsonb`);
    // None is validated: every row that is there was finalized as it was made.
    await db.query(`
      ALTER TABLE invoices
        ADD CONSTRAINT invoices_number_is_of_a_final_one
          CHECK (number IS NULL OR finalized_at IS NOT NULL) NOT VALID,
        ADD CONSTRAINT invoices_final_unless_draft
          CHECK (CASE status WHEN 'draft' THEN finalized_at IS NULL WHEN 'void' THEN true
            ELSE finalized_at IS NOT NULL END) NOT VALID,
        ADD CONSTRAINT invoices_only_drafts_wait
          CHECK (status = 'draft' OR finalize_at IS NULL) NOT VALID,
        ADD CONSTRAINT invoices_draft_moves_no_money
          CHECK (finalized_at IS NOT NULL OR (balance_applied_minor = 0 AND credit_notes_minor = 0
            AND amount_paid_minor = 0)) NOT VALID`);
    await db.query(`
      CREATE INDEX invoices_drafts_due ON invoices (finalize_at, id)
      WHERE status = 'draft' AND finalize_at IS NOT NULL`);
  }

  /** The lines of a draft may change; those of a final invoice are as they were, whoever asks. */
  private async lines(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE invoice_lines ADD COLUMN discountable boolean, ADD COLUMN idempotency_key text`);
    await db.query(`
      CREATE UNIQUE INDEX invoice_lines_idempotency ON invoice_lines (merchant_id, idempotency_key)
      WHERE idempotency_key IS NOT NULL`);
    await db.query(`
      CREATE FUNCTION refuse_rewrite_of_final_lines() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT 1 FROM invoices
          WHERE merchant_id = OLD.merchant_id AND id = OLD.invoice_id AND status = 'draft'
        ) OR (TG_OP = 'UPDATE' AND (NEW.merchant_id, NEW.id, NEW.invoice_id)
          IS DISTINCT FROM (OLD.merchant_id, OLD.id, OLD.invoice_id)) THEN
          RAISE EXCEPTION '% rows are written once: correct them with a new document', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
      END $$`);
    await db.query(`DROP TRIGGER invoice_lines_are_written_once ON invoice_lines`);
    await db.query(`
      CREATE TRIGGER invoice_lines_are_written_once BEFORE UPDATE OR DELETE ON invoice_lines
      FOR EACH ROW EXECUTE FUNCTION refuse_rewrite_of_final_lines()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
