import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When a person let a charge go on that was blocked: what could not be sent before is counted no more. */
export class ReleasedCharges1764000068430 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE charges ADD COLUMN released_at timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
