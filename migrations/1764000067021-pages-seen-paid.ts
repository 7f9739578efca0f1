import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a page for a card was first seen paid: so long after that a list of cards may still show the card of before. */
export class PagesSeenPaid1764000067021 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE card_setups ADD COLUMN paid_seen_at timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
