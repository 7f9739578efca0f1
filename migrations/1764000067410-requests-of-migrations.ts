import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A key that is used again for a migration of other subscriptions is refused, and not answered with the old one. */
export class RequestsOfMigrations1764000067410 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE plan_migrations ADD COLUMN request_hash bytea`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
