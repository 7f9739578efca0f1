import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever looks after a case looks after a charge: one that could not go on may have no attempt at all. What was kept by
 * attempt stays where it is, for processes of the version before; nobody of this one reads it.
 */
export class CasesOfCharges1764000067600 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE charge_cases (
        merchant_id bigint NOT NULL,
        charge_id bigint NOT NULL,
        owner text NOT NULL,
        assigned_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, charge_id),
        FOREIGN KEY (merchant_id, charge_id) REFERENCES charges (merchant_id, id)
      )`);
    await db.query(`
      INSERT INTO charge_cases (merchant_id, charge_id, owner, assigned_at)
      SELECT DISTINCT ON (a.merchant_id, a.charge_id) a.merchant_id, a.charge_id, m.owner, m.assigned_at
      FROM manual_cases m JOIN attempts a ON a.merchant_id = m.merchant_id AND a.id = m.attempt_id
      ORDER BY a.merchant_id, a.charge_id, m.assigned_at DESC`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
