import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What plans and coupons are called on Arabic paper; null: the one name is for both languages. */
export class NamesInArabic1764000068500 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(
      `ALTER TABLE plans ADD COLUMN name_ar text CHECK (char_length(name_ar) BETWEEN 1 AND 200)`,
    );
    await db.query(
      `ALTER TABLE coupons ADD COLUMN name_ar text CHECK (char_length(name_ar) BETWEEN 1 AND 80)`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
