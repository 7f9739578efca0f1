import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever stands still may have a change whose time is past for years. Without this every look for what is due read all of
 * them first.
 */
export class ChangesOfGoingSubscriptions1764000067022 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE INDEX subscriptions_changes_of_going ON subscriptions (next_change_at, id)
      WHERE next_change_at IS NOT NULL AND quarantined_at IS NULL
        AND (next_bill_at IS NOT NULL OR ended_at IS NOT NULL)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
