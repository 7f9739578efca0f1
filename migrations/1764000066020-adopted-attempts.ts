import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a recovery wrote an attempt into the books that they had forgotten. Nobody knows any more when it was sent:
 * what stands there is when it was adopted, and nothing may be concluded from that about when a card was charged.
 */
export class AdoptedAttempts1764000066020 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE attempts ADD COLUMN adopted_at timestamptz`);
    await db.query(`
      ALTER TABLE attempts ADD CONSTRAINT attempts_adopted_when_sent
        CHECK (adopted_at IS NULL OR kind = 'cit' OR sent_at IS NOT DISTINCT FROM adopted_at) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
