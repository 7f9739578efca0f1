import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which session a person found the money at, and how often in a row asking about an attempt has failed. */
export class LooksThatFail1764000061000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE manual_decisions ADD COLUMN session_id text`);
    await db.query(`ALTER TABLE attempts ADD COLUMN check_failures integer NOT NULL DEFAULT 0`);
    await db.query(`CREATE INDEX attempts_failing ON attempts (merchant_id, id) WHERE check_failures > 0`);
    // What waits for a person is looked at once a day from now on; these have no time for it yet.
    await db.query(`
      UPDATE attempts SET next_check_at = prepared_at
      WHERE status = 'manual' AND session_id IS NOT NULL AND next_check_at IS NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
