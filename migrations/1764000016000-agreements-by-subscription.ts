import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Each batch of charges asks for the agreements of its subscriptions, in force or pending. */
export class AgreementsBySubscription1764000016000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // The partial unique indexes serve one state each; without this one the whole table was read for a batch.
    await db.query(`CREATE INDEX agreements_subscription ON agreements (merchant_id, subscription_id)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
