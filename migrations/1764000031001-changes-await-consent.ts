import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A planned change may go beyond what the customer agreed to; then it says what they have yet to agree to. */
export class ChangesAwaitConsent1764000031001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE scheduled_changes ADD COLUMN consent jsonb,
        ADD CONSTRAINT scheduled_changes_consent_is_for_items CHECK (consent IS NULL OR kind = 'items') NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
