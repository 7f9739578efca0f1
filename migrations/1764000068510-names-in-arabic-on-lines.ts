import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The Arabic name of the plan, kept on a line beside its description, as it was when the line was made. */
export class NamesInArabicOnLines1764000068510 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Not validated: no row that is there has one, and reading all lines would keep them locked for as long.
    await db.query(`
      ALTER TABLE invoice_lines
        ADD COLUMN name_ar text,
        ADD CONSTRAINT invoice_lines_name_ar CHECK (char_length(name_ar) BETWEEN 1 AND 200) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
