import type { MigrationInterface, QueryRunner } from 'typeorm';

/** That the platform does not know an order is believed after it said so several times: so it is kept how often it did. */
export class AbsencesBelievedLate1764000067700 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE recovery_orders
        ADD COLUMN said text CONSTRAINT recovery_orders_said CHECK (said IN ('unknown', 'refused')),
        ADD COLUMN said_times integer NOT NULL DEFAULT 0,
        ADD COLUMN after_order_no text`);
    // What was believed at once in a recovery that is not over is asked for again.
    const open = `(SELECT id FROM database_epochs WHERE mode <> 'open')`;
    await db.query(
      `UPDATE recovery_orders SET finding = NULL WHERE finding = 'absent' AND epoch_id IN ${open}`,
    );
    await db.query(`UPDATE recoveries SET covered_at = NULL WHERE epoch_id IN ${open}`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
