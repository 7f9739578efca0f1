import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Usage that was told by mistake is taken back: its record stays as it was written, and counts no more. */
export class VoidedUsage1764000067070 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE usage_voids (
        merchant_id bigint NOT NULL,
        usage_record_id bigint NOT NULL,
        voided_at timestamptz NOT NULL,
        CONSTRAINT usage_voids_once PRIMARY KEY (merchant_id, usage_record_id),
        FOREIGN KEY (merchant_id, usage_record_id) REFERENCES usage_records (merchant_id, id)
      )`);
    await db.query(`
      CREATE TRIGGER usage_voids_are_written_once BEFORE UPDATE OR DELETE ON usage_voids
      FOR EACH ROW EXECUTE FUNCTION refuse_rewrite()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
