import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An import can be stopped. Its lines that are left over are deleted afterwards, a batch at a time. */
export class CanceledImports1764000067100 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE imports ADD COLUMN has_leftovers boolean NOT NULL DEFAULT false`);
    // Not validated: wider than the rules they replace, and nothing is left over yet, so no row could break them.
    await db.query(`
      ALTER TABLE imports
        DROP CONSTRAINT imports_state_check,
        ADD CONSTRAINT imports_state_check CHECK (state IN ('receiving', 'queued', 'done', 'canceled')) NOT VALID,
        DROP CONSTRAINT imports_check1,
        ADD CONSTRAINT imports_over CHECK ((state IN ('done', 'canceled')) = (finished_at IS NOT NULL)) NOT VALID,
        ADD CONSTRAINT imports_leftovers_of_canceled CHECK (state = 'canceled' OR NOT has_leftovers) NOT VALID`);
    await db.query(`CREATE INDEX imports_leftovers ON imports (id) WHERE has_leftovers`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
