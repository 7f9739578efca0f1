import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a card was when its customer gave it, kept where a list at Ottu shows it otherwise since. Whether a page brings
 * another card is told by that: compared with what the list showed, a renewal that the list knew first was none.
 */
export class CardsAsGiven1764000067020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE cards ADD COLUMN given_last_four text, ADD COLUMN given_expiry_month integer,
        ADD COLUMN given_expiry_year integer`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
