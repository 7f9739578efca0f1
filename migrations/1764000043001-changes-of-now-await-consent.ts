import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A change of the running period may wait for a consent; then it is made as soon as that is given. */
export class ChangesOfNowAwaitConsent1764000043001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Not validated: none of the changes that are there is of this kind.
    await db.query(`
      ALTER TABLE scheduled_changes ADD CONSTRAINT scheduled_changes_of_now_await_consent
        CHECK (NOT what ? 'on_consent' OR (kind = 'items' AND consent IS NOT NULL AND period_index IS NULL)) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
