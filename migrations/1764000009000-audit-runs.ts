import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the books of a merchant were held against their invariants, and what did not hold. */
export class AuditRuns1764000009000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE audit_runs (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        checks integer,
        findings jsonb,
        PRIMARY KEY (merchant_id, id),
        CHECK ((finished_at IS NULL) = (checks IS NULL) AND (finished_at IS NULL) = (findings IS NULL))
      )`);
    await db.query(`CREATE INDEX audit_runs_last ON audit_runs (merchant_id, started_at)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
