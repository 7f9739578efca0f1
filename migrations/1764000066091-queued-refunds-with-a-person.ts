import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A refund that the gateway has queued hinders no other of its payment. When it takes too long and becomes a person's it
 * must find another one in doubt no hindrance either, or it could not become one: it would fail again and again, untold.
 */
export class QueuedRefundsWithAPerson1764000066091 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER INDEX refunds_one_in_doubt RENAME TO refunds_one_in_doubt_before`);
    await db.query(`
      CREATE UNIQUE INDEX refunds_one_in_doubt ON refunds (merchant_id, attempt_id)
      WHERE status IN ('sent', 'unknown') OR (status = 'manual' AND queued_at IS NULL)`);
    await db.query(`DROP INDEX refunds_one_in_doubt_before`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
