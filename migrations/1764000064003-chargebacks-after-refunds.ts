import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A bank asks nobody whether a payment was given back already: what it takes is bounded by the payment alone. What the
 * merchant gives back is bounded by what is left beside it, when it is wanted; what was wanted before runs its course.
 */
export class ChargebacksAfterRefunds1764000064003 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE OR REPLACE FUNCTION assert_given_back_within_payment() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        payment attempts%ROWTYPE;
        given bigint;
      BEGIN
        IF TG_TABLE_NAME = 'refunds' AND TG_OP = 'UPDATE' THEN
          IF OLD.status <> 'rejected' AND NEW.amount_minor <= OLD.amount_minor
              AND NEW.attempt_id = OLD.attempt_id AND NEW.currency = OLD.currency THEN
            RETURN NULL;
          END IF;
        END IF;
        SELECT * INTO payment FROM attempts
        WHERE merchant_id = NEW.merchant_id AND id = NEW.attempt_id FOR NO KEY UPDATE;
        SELECT coalesce(sum(amount_minor), 0) INTO given FROM chargebacks
        WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id AND status <> 'won';
        IF TG_TABLE_NAME <> 'chargebacks' THEN
          SELECT given + coalesce((SELECT sum(amount_minor) FROM refunds
              WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id AND kind = 'refund'
                AND status <> 'rejected'), 0)
            + coalesce((SELECT sum(amount_minor) FROM customer_balance_entries
              WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id), 0)
            + coalesce((SELECT sum(of_payment_minor) FROM credit_notes
              WHERE merchant_id = NEW.merchant_id AND attempt_id = NEW.attempt_id), 0) INTO given;
        END IF;
        IF given > 0 AND (payment.status <> 'succeeded' OR payment.currency <> NEW.currency
            OR given > payment.amount_minor) THEN
          RAISE EXCEPTION 'attempt %: % given back of % % that %', NEW.attempt_id, given, payment.amount_minor,
            payment.currency, payment.status
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'given_back_within_payment';
        END IF;
        RETURN NULL;
      END $$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
