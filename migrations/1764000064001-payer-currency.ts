import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In which currency the payer was charged, where an answer told it: what was converted cannot be given back through Ottu. */
export class PayerCurrency1764000064001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(
      `ALTER TABLE attempts ADD COLUMN payer_currency text CHECK (payer_currency ~ '^[A-Z]{3}$')`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
