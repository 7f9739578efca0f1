import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That a minute takes no more inquiries is told of once in it, by whichever process is refused first. */
export class FullInquiryBuckets1764000067610 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE inquiry_buckets ADD COLUMN full_told_at timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
