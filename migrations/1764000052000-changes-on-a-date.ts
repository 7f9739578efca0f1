import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A change of items may be planned for a date, and is shared within its period then; it does not move with periods. */
export class ChangesOnADate1764000052000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Not validated: none of the changes that are there is of this kind.
    await db.query(`
      ALTER TABLE scheduled_changes ADD CONSTRAINT scheduled_changes_on_a_date
        CHECK (NOT what ? 'on_date' OR (kind = 'items' AND period_index IS NULL AND NOT what ? 'on_consent')) NOT VALID`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
