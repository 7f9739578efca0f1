import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An attempt keeps since when it was known to have moved nothing, also when its money comes late, and whether its
 * decline could be read. Of those before, nobody knows: they are held to the rules as they were.
 */
export class AttemptsProvenUnpaid1764000067500 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE attempts
        ADD COLUMN unpaid_at timestamptz,
        ADD COLUMN decline_not_understood boolean NOT NULL DEFAULT false`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
