import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a customer gave a card that took the place of another under the same token. What was refused, advised and tried
 * before that was about the other one.
 */
export class RenewedCards1764000066070 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE cards ADD COLUMN renewed_at timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
