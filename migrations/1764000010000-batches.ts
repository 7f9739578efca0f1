import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What renewing in batches needs of the schema. */
export class Batches1764000010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // The spacing of charges and a cancel ask for all attempts of a subscription.
    await db.query(`CREATE INDEX attempts_subscription ON attempts (merchant_id, subscription_id, id)`);
    await this.balanceByStatement(db);
  }

  /**
   * Once for a statement instead of once for each entry. It is stricter, too: what one statement writes must
   * balance by itself, so that nothing can be half posted in between.
   */
  private async balanceByStatement(db: QueryRunner): Promise<void> {
    await db.query(`DROP TRIGGER ledger_entries_balance ON ledger_entries`);
    await db.query(`
      CREATE OR REPLACE FUNCTION assert_ledger_balances() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        unbalanced bigint;
      BEGIN
        SELECT transaction_id INTO unbalanced FROM written
        GROUP BY merchant_id, transaction_id, currency HAVING sum(debit_minor) <> sum(credit_minor) LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'ledger transaction % does not balance', unbalanced
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER ledger_entries_balance AFTER INSERT ON ledger_entries
      REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION assert_ledger_balances()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
