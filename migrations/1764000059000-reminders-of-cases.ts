import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when a charge waits for a person, and when that is told again. */
export class RemindersOfCases1764000059000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE charges ADD COLUMN case_since timestamptz, ADD COLUMN remind_at timestamptz,
        ADD CONSTRAINT charges_reminder_of_a_case CHECK (
          (case_since IS NULL) = (remind_at IS NULL) AND (remind_at IS NULL OR remind_at > case_since))`);
    // Those that wait already are told of within a day.
    await db.query(`
      UPDATE charges SET case_since = updated_at, remind_at = greatest(updated_at, now()) + interval '1 day'
      WHERE status = 'blocked' OR (merchant_id, id) IN (
        SELECT merchant_id, charge_id FROM attempts WHERE status = 'manual')`);
    await db.query(`CREATE INDEX charges_remind ON charges (remind_at, id) WHERE remind_at IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
