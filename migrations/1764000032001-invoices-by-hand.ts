import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Invoices that a person makes, with or without a subscription. What belongs to no subscription is only ever paid by
 * its customer, on a page: without consent nothing can be charged, and the database says so as well.
 */
export class InvoicesByHand1764000032001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE invoices
        ALTER COLUMN subscription_id DROP NOT NULL,
        ADD COLUMN collection text CHECK (collection IN ('send_invoice', 'charge_automatically')),
        ADD COLUMN due_at timestamptz,
        ADD COLUMN overdue_at timestamptz,
        ADD COLUMN idempotency_key text`);
    // None is validated: every row that is there has its subscription, and none was made by hand.
    await db.query(`
      ALTER TABLE invoices
        ADD CONSTRAINT invoices_by_hand_are_one_off
          CHECK (collection IS NULL OR kind = 'one_off') NOT VALID,
        ADD CONSTRAINT invoices_of_nobody_are_sent
          CHECK ((subscription_id IS NULL) = (collection IS NOT DISTINCT FROM 'send_invoice')) NOT VALID,
        ADD CONSTRAINT invoices_due_by_hand
          CHECK (collection IS NOT NULL OR due_at IS NULL) NOT VALID,
        ADD CONSTRAINT invoices_overdue_after_due
          CHECK (overdue_at IS NULL OR overdue_at >= due_at) NOT VALID`);
    await db.query(`
      CREATE UNIQUE INDEX invoices_idempotency ON invoices (merchant_id, idempotency_key)
      WHERE idempotency_key IS NOT NULL`);
    await db.query(`
      CREATE INDEX invoices_becoming_overdue ON invoices (due_at, id)
      WHERE status = 'open' AND overdue_at IS NULL AND due_at IS NOT NULL`);
    await this.collecting(db);
    for (const table of ['refunds', 'recovery_orders', 'links']) {
      await db.query(`ALTER TABLE ${table} ALTER COLUMN subscription_id DROP NOT NULL`);
    }
    await db.query(`
      ALTER TABLE recovery_orders ADD CONSTRAINT recovery_orders_of_a_period_have_a_subscription
        CHECK (period_index IS NULL OR subscription_id IS NOT NULL) NOT VALID`);
    await db.query(`
      ALTER TABLE links ADD CONSTRAINT links_to_cards_have_a_subscription
        CHECK (kind = 'pay' OR subscription_id IS NOT NULL) NOT VALID`);
  }

  private async collecting(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE charges
        ALTER COLUMN subscription_id DROP NOT NULL,
        ADD CONSTRAINT charges_of_nobody_are_not_made
          CHECK (subscription_id IS NOT NULL OR next_action IS NULL) NOT VALID`);
    await db.query(`
      ALTER TABLE attempts
        ALTER COLUMN subscription_id DROP NOT NULL,
        ALTER COLUMN agreement_id DROP NOT NULL,
        ADD CONSTRAINT attempts_agreed_to_or_paid_by_hand
          CHECK ((subscription_id IS NULL) = (agreement_id IS NULL)
            AND (agreement_id IS NOT NULL OR (kind = 'cit' AND card_id IS NULL))) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
