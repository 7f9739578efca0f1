import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What lists of refunds, captures, voids and chargebacks can be narrowed to. Captures and voids are rows among the
 * refunds: without an index of their own a short list of them would be looked for in all of these.
 */
export class ListsOfWhatCameBack1764000067110 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`CREATE INDEX refunds_of_holds ON refunds (merchant_id, kind, id) WHERE kind <> 'refund'`);
    await db.query(`CREATE INDEX refunds_invoice ON refunds (merchant_id, invoice_id, id)`);
    await db.query(`CREATE INDEX refunds_requested ON refunds (merchant_id, requested_at)`);
    await db.query(`CREATE INDEX chargebacks_customer ON chargebacks (merchant_id, customer_id, id)`);
    await db.query(`CREATE INDEX chargebacks_invoice ON chargebacks (merchant_id, invoice_id, id)`);
    await db.query(`CREATE INDEX chargebacks_recorded ON chargebacks (merchant_id, recorded_at)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
