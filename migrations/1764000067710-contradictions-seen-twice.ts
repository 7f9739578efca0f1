import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An attempt keeps what a look said that cannot be: only what is seen twice goes to a person. */
export class ContradictionsSeenTwice1764000067710 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE attempts ADD COLUMN contradiction text`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
