import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whose cards a call was about, by the id that Ottu knows: such a call names neither an order nor a session. */
export class CallsAboutCards1764000062000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE gateway_calls ADD COLUMN gateway_customer_id text`);
    await db.query(`
      CREATE INDEX gateway_calls_of_customer ON gateway_calls (merchant_id, gateway_customer_id, id)
      WHERE gateway_customer_id IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
