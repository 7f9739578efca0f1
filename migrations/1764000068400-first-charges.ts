import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first charges of some weeks, for the judgement whether too much is due. Through the index of ends it would read
 * every running period of the merchant. Renewals have no entry, so that it costs nothing where most invoices are written.
 */
export class FirstCharges1764000068400 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // All invoices are read for it. Ended after the minute that a statement has, it would fail at every start anew.
    await db.query(`SET LOCAL statement_timeout = 0`);
    await db.query(
      `CREATE INDEX invoices_first_period ON invoices (merchant_id, period_start) WHERE period_index = 0`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
