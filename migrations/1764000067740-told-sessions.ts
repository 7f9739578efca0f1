import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A message may name the session of a payment where the answer that opened it named one that does not exist. */
export class ToldSessions1764000067740 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE attempts ADD COLUMN told_session_id text`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
