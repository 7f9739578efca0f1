import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was given back at the platform, leaves no room for a refund of ours, and was seen once: told of to nobody yet. */
export class SightsOfForeignRefunds1764000068001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE unbooked_refunds ADD COLUMN is_told boolean NOT NULL DEFAULT true`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
