import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans in versions: what they give and cost now, and what those still have who came before. */
export class PlanVersions1764000020002 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE plan_versions (
        merchant_id bigint NOT NULL,
        plan_id bigint NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        note text,
        features jsonb NOT NULL CHECK (jsonb_typeof(features) = 'array'),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, plan_id, version),
        FOREIGN KEY (merchant_id, plan_id) REFERENCES plans (merchant_id, id)
      )`);
    // What a version gives is what customers agreed to: a change is a new version.
    await db.query(`
      CREATE TRIGGER plan_versions_are_written_once BEFORE UPDATE OR DELETE ON plan_versions
      FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()`);
    await db.query(`ALTER TABLE plans ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0)`);
    await db.query(
      `ALTER TABLE prices ADD COLUMN plan_version integer NOT NULL DEFAULT 1 CHECK (plan_version > 0)`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
