import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A meter that is read, and not added up, may stand at nothing: without it who gave up all seats was billed the last number
 * for ever. What is added up is still more than nothing.
 */
export class MetersAtNothing1764000067730 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Every row that is there keeps the narrower rule: nothing is read over again.
    await db.query(`
      ALTER TABLE usage_records
        DROP CONSTRAINT usage_records_quantity_check,
        ADD CONSTRAINT usage_records_quantity CHECK (quantity BETWEEN 0 AND 1000000000) NOT VALID`);
    await db.query(`
      ALTER TABLE usage_totals
        DROP CONSTRAINT usage_totals_quantity_check,
        ADD CONSTRAINT usage_totals_quantity CHECK (
          quantity > 0 OR (quantity = 0 AND aggregation <> 'sum')) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
