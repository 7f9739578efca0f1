import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An agreement that comes from another system keeps its name at Ottu, where every merchant chooses names in an account of
 * its own: the agreement 1001 of one merchant barred that of every other, and said that it was there.
 */
export class AgreementsByMerchant1764000067030 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`CREATE UNIQUE INDEX agreements_names ON agreements (merchant_id, public_id)`);
    await db.query(`ALTER TABLE agreements DROP CONSTRAINT agreements_public_id_key`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
