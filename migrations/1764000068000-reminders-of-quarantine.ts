import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When it is told again that a subscription is in quarantine. */
export class RemindersOfQuarantine1764000068000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE subscriptions ADD COLUMN remind_at timestamptz`);
    // Those that are there already are told of within a day.
    await db.query(`
      UPDATE subscriptions SET remind_at = quarantined_at + interval '1 day' WHERE quarantined_at IS NOT NULL`);
    await db.query(`
      CREATE INDEX subscriptions_remind ON subscriptions (remind_at, id) WHERE quarantined_at IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
