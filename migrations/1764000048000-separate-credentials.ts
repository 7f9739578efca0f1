import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Credentials of their own for asking and for refunding; and by which user each call to Ottu was made. */
export class SeparateCredentials1764000048000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Whoever charges has to be named before somebody else asks or refunds: budgets are told apart by that name.
    await db.query(`
      ALTER TABLE merchants
        ADD COLUMN charging_api_user text,
        ADD COLUMN asking_credentials bytea,
        ADD COLUMN asking_api_user text,
        ADD COLUMN refunding_credentials bytea,
        ADD COLUMN refunding_api_user text,
        ADD COLUMN credentials_changed_at timestamptz,
        ADD CONSTRAINT merchants_asking CHECK ((asking_credentials IS NULL) = (asking_api_user IS NULL)),
        ADD CONSTRAINT merchants_refunding CHECK ((refunding_credentials IS NULL) = (refunding_api_user IS NULL)),
        ADD CONSTRAINT merchants_charging_named CHECK
          (charging_api_user IS NOT NULL OR (asking_api_user IS NULL AND refunding_api_user IS NULL))`);
    await db.query(`ALTER TABLE gateway_calls ADD COLUMN api_user text`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
