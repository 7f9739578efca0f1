import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first charges of some weeks, for the judgement whether too much is due. Through the index of ends it would read
 * every running period of the merchant. Renewals have no entry, so that it costs nothing where most invoices are written.
 */
export class FirstCharges1764000068400 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(
      `CREATE INDEX invoices_first_period ON invoices (merchant_id, period_start) WHERE period_index = 0`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
