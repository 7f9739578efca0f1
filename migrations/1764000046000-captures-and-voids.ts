import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Money that a bank holds: an attempt that is authorized, and the capture or void that a merchant asks for. */
export class CapturesAndVoids1764000046000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await this.attempts(db);
    await this.operations(db);
    await this.guardPayments(db);
  }

  private async attempts(db: QueryRunner): Promise<void> {
    // Not validated: wider than the rule it replaces, and what is new is in no row yet.
    await db.query(`
      ALTER TABLE attempts
        ADD COLUMN authorized_at timestamptz,
        ADD COLUMN hold_until timestamptz,
        ADD COLUMN hold_warned_at timestamptz,
        DROP CONSTRAINT attempts_status_check,
        ADD CONSTRAINT attempts_status_check CHECK (status IN
          ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized', 'succeeded', 'declined', 'rejected',
           'abandoned', 'manual')) NOT VALID,
        ADD CONSTRAINT attempts_held_ones_are_watched CHECK (status <> 'authorized' OR
          (session_id IS NOT NULL AND authorized_at IS NOT NULL AND hold_until IS NOT NULL
           AND next_check_at IS NOT NULL)) NOT VALID`);
    await db.query(`ALTER INDEX attempts_one_open RENAME TO attempts_one_open_before_holds`);
    await db.query(`
      CREATE UNIQUE INDEX attempts_one_open ON attempts (merchant_id, invoice_id)
      WHERE status IN ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized', 'manual')`);
    await db.query(`DROP INDEX attempts_one_open_before_holds`);
    await db.query(`DROP INDEX attempts_in_doubt`);
    await db.query(`
      CREATE INDEX attempts_in_doubt ON attempts (merchant_id, subscription_id)
      WHERE status IN ('sent', 'unknown', 'fenced', 'authorized', 'manual')`);
    await db.query(`
      CREATE INDEX attempts_held ON attempts (merchant_id, hold_until, id) WHERE status = 'authorized'`);
  }

  private async operations(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE refunds
        ADD COLUMN kind text NOT NULL DEFAULT 'refund' CHECK (kind IN ('refund', 'capture', 'void')),
        ADD CONSTRAINT refunds_holds_are_decided_by_persons CHECK (kind = 'refund' OR origin = 'person')`);
    // Captured twice, or captured and voided: whatever races, one decision of a hold stands.
    await db.query(`
      CREATE UNIQUE INDEX refunds_one_of_hold ON refunds (merchant_id, attempt_id)
      WHERE kind <> 'refund' AND status <> 'rejected'`);
  }

  /** A capture or void gives nothing back, and is of all that is held. */
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
      CREATE FUNCTION assert_hold_is_decided_whole() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM attempts WHERE merchant_id = NEW.merchant_id AND id = NEW.attempt_id
            AND amount_minor = NEW.amount_minor AND currency = NEW.currency AND authorized_at IS NOT NULL) THEN
          RAISE EXCEPTION '% of % % is not of all that is held', NEW.kind, NEW.amount_minor, NEW.currency
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'hold_is_decided_whole';
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER refunds_hold_decided_whole AFTER INSERT ON refunds
      FOR EACH ROW WHEN (NEW.kind <> 'refund') EXECUTE FUNCTION assert_hold_is_decided_whole()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
