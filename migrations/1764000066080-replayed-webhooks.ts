import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A message that was refused, and matches nothing when it is replayed, has a day of tries from then on. */
export class ReplayedWebhooks1764000066080 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE inbound_webhooks ADD COLUMN match_from timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
