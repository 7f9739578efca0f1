import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The body of a payment webhook carries the token with which the card can be charged. Bodies from before are sealed by
 * the clock: the key is the engine's, and a migration does not have it.
 */
export class SealedWebhooks1764000065000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE inbound_webhooks ADD COLUMN sealed boolean NOT NULL DEFAULT false`);
    await db.query(`CREATE INDEX inbound_webhooks_to_seal ON inbound_webhooks (id) WHERE NOT sealed`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
