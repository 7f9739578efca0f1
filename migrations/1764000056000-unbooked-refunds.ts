import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was given back at the platform and has no place in the books: told once, not at every look. */
export class UnbookedRefunds1764000056000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE unbooked_refunds (
        merchant_id bigint NOT NULL,
        attempt_id bigint NOT NULL,
        name text NOT NULL,
        amount_minor bigint NOT NULL CHECK (amount_minor > 0),
        currency text NOT NULL,
        reason text NOT NULL,
        found_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, attempt_id, name),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
