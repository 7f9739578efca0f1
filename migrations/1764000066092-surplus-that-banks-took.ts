import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What banks took of surplus payments was posted as a loss, though it was not the merchant's, and stood as set aside for
 * ever. Entries are written once: a posting for each such payment puts right what was not won back.
 */
export class SurplusThatBanksTook1764000066092 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      WITH taken AS (
        SELECT a.merchant_id, a.id, a.currency, least(b.minor, a.amount_minor
          - coalesce((SELECT sum(amount_minor) FROM refunds WHERE merchant_id = a.merchant_id AND attempt_id = a.id
              AND kind = 'refund' AND status = 'succeeded'), 0)
          - coalesce((SELECT sum(amount_minor) FROM customer_balance_entries WHERE merchant_id = a.merchant_id
              AND attempt_id = a.id), 0))::bigint AS minor
        FROM attempts a
        JOIN (SELECT merchant_id, attempt_id, sum(amount_minor) AS minor FROM chargebacks
          WHERE status <> 'won' GROUP BY 1, 2) b ON b.merchant_id = a.merchant_id AND b.attempt_id = a.id
        WHERE a.surplus),
      posted AS (
        INSERT INTO ledger_transactions (merchant_id, source, source_id, occurred_at)
        SELECT merchant_id, 'chargeback_of_surplus', id, now() FROM taken WHERE minor > 0
        RETURNING merchant_id, id, source_id)
      INSERT INTO ledger_entries (merchant_id, transaction_id, account, currency, debit_minor, credit_minor)
      SELECT p.merchant_id, p.id, m.account, t.currency, m.debit * t.minor, m.credit * t.minor
      FROM posted p
      JOIN taken t ON t.merchant_id = p.merchant_id AND t.id = p.source_id
      CROSS JOIN (VALUES ('surplus', 1, 0), ('chargebacks', 0, 1)) m (account, debit, credit)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
