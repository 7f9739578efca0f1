import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the days until an anchor cost a new subscription was said by each request; a plan may say it for all of them. */
export class StubsOfPlans1764000068200 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(
      `ALTER TABLE plans ADD COLUMN stub text NOT NULL DEFAULT 'prorated' CHECK (stub IN ('prorated', 'free', 'full'))`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
