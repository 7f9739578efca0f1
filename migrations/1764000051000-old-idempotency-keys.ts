import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the keys that are old enough to be forgotten without reading all that are not. */
export class OldIdempotencyKeys1764000051000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
