import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a merchant's quarantine for messages with a bad signature was full and that was told. */
export class FullQuarantine1764000056001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE merchants ADD COLUMN quarantine_full_at timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
