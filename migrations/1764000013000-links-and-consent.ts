import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that a customer may follow for as long as something is owed, and consent that is asked for again. */
export class LinksAndConsent1764000013000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE links (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        kind text NOT NULL CHECK (kind IN ('pay', 'card')),
        subscription_id bigint NOT NULL,
        invoice_id bigint,
        token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        CONSTRAINT links_pay_an_invoice CHECK ((kind = 'pay') = (invoice_id IS NOT NULL))
      )`);
    // Who follows a link names no merchant: the token alone leads to the row.
    await db.query(`CREATE INDEX links_by_token ON links (token_hash)`);
    await db.query(`CREATE UNIQUE INDEX links_token ON links (merchant_id, token_hash)`);
    await db.query(`
      ALTER TABLE agreements
        ADD COLUMN amount_variability text NOT NULL DEFAULT 'variable'
          CHECK (amount_variability IN ('fixed', 'variable')),
        ADD COLUMN amount_minor bigint CHECK (amount_minor > 0),
        ADD COLUMN max_amount_minor bigint CHECK (max_amount_minor > 0),
        ADD COLUMN review_at timestamptz,
        ADD COLUMN told text[] NOT NULL DEFAULT '{}',
        ADD CONSTRAINT agreements_fixed_to_an_amount
          CHECK ((amount_variability = 'fixed') = (amount_minor IS NOT NULL))`);
    await db.query(`
      CREATE INDEX agreements_to_review ON agreements (review_at, id) WHERE review_at IS NOT NULL`);
    await db.query(`UPDATE agreements SET review_at = updated_at WHERE status = 'active'`);
    // A new consent is prepared beside the one in force, and takes its place when the customer gives it.
    await db.query(`DROP INDEX agreements_one_per_subscription`);
    await db.query(`
      CREATE UNIQUE INDEX agreements_one_in_force ON agreements (merchant_id, subscription_id)
      WHERE status = 'active'`);
    await db.query(`
      CREATE UNIQUE INDEX agreements_one_pending ON agreements (merchant_id, subscription_id)
      WHERE status = 'pending'`);
    await db.query(`
      ALTER TABLE card_setups
        ADD COLUMN purpose text NOT NULL DEFAULT 'trial' CHECK (purpose IN ('trial', 'card_change', 'consent')),
        ADD COLUMN agreement_id bigint,
        ADD COLUMN return_url text,
        ADD CONSTRAINT card_setups_agreement
          FOREIGN KEY (merchant_id, agreement_id) REFERENCES agreements (merchant_id, id),
        ADD CONSTRAINT card_setups_of_an_agreement CHECK (purpose = 'trial' OR agreement_id IS NOT NULL)`);
    await db.query(`
      ALTER TABLE merchants
        ADD COLUMN consent_lead_days integer NOT NULL DEFAULT 30 CHECK (consent_lead_days BETWEEN 1 AND 365),
        ADD COLUMN consent_lead_cycles integer NOT NULL DEFAULT 3 CHECK (consent_lead_cycles BETWEEN 1 AND 100),
        ADD COLUMN ottu_public_key text`);
    // The few pages that are open, for the charges that must close them before they go on.
    await db.query(`CREATE INDEX attempts_pages ON attempts (merchant_id, charge_id) WHERE status = 'ready'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
