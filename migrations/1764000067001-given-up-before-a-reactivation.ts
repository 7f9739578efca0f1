import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was given up before its subscription was canceled and reactivated would be tried with a new card, and hold the
 * subscription unpaid. A reactivation forgets it now; here what those before have left.
 */
export class GivenUpBeforeAReactivation1764000067001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      UPDATE charges c SET first_declined_at = NULL
      WHERE c.status = 'failed' AND c.first_declined_at IS NOT NULL AND EXISTS (
        SELECT FROM events e
        WHERE e.merchant_id = c.merchant_id AND e.subscription_id = c.subscription_id
          AND e.type = 'subscription.reactivated' AND e.occurred_at >= c.updated_at)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
