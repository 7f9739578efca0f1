import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Since when Ottu refuses the credentials by which it is asked; kept here, since any worker may be the one that hears it. */
export class RefusedAskers1764000068410 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE merchants
        ADD COLUMN asking_refused_at timestamptz,
        ADD COLUMN asking_refusal_told boolean NOT NULL DEFAULT false`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
