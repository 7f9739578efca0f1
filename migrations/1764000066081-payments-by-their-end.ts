import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A day looks for payments that were learned of on it, however long before they were begun. */
export class PaymentsByTheirEnd1764000066081 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // As that of the time at which they were prepared: small, and nearly in the order of the rows.
    await db.query(`CREATE INDEX attempts_resolved ON attempts USING brin (resolved_at)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
