import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Cards leave: by a person's wish, in steps, or because Ottu no longer has them. And are compared with Ottu's. */
export class Wallets1764000041000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE cards
        ADD COLUMN is_default boolean NOT NULL DEFAULT false,
        ADD COLUMN status_reason text,
        ADD COLUMN deletion_requested_at timestamptz,
        ADD COLUMN deletion_due_at timestamptz,
        ADD COLUMN deletion_tries integer NOT NULL DEFAULT 0,
        ADD COLUMN kept_at_ottu boolean NOT NULL DEFAULT false`);
    // Not validated: wider than the rule it replaces, and true of the defaults just given.
    await db.query(`
      ALTER TABLE cards DROP CONSTRAINT cards_status_check,
        ADD CONSTRAINT cards_status_check
          CHECK (status IN ('active', 'refused', 'deleting', 'removed')) NOT VALID,
        ADD CONSTRAINT cards_deletion_is_due
          CHECK ((status = 'deleting') = (deletion_due_at IS NOT NULL)) NOT VALID,
        ADD CONSTRAINT cards_deletion_was_wanted
          CHECK (status <> 'deleting' OR deletion_requested_at IS NOT NULL) NOT VALID,
        ADD CONSTRAINT cards_default_is_usable
          CHECK (NOT is_default OR status IN ('active', 'refused')) NOT VALID,
        ADD CONSTRAINT cards_kept_is_gone_here CHECK (NOT kept_at_ottu OR status = 'removed') NOT VALID`);
    await db.query(`
      CREATE UNIQUE INDEX cards_one_default ON cards (merchant_id, customer_id) WHERE is_default`);
    await db.query(`
      CREATE INDEX cards_to_delete ON cards (deletion_due_at, id) WHERE deletion_due_at IS NOT NULL`);
    await db.query(`
      CREATE TABLE card_syncs (
        merchant_id bigint NOT NULL,
        customer_id bigint NOT NULL,
        due_at timestamptz,
        outcome text CHECK (outcome IN ('listed', 'failed')),
        reason text,
        asked_at timestamptz,
        listed_at timestamptz,
        PRIMARY KEY (merchant_id, customer_id),
        FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id),
        CHECK ((outcome IS NULL) = (asked_at IS NULL)),
        CHECK (outcome IS DISTINCT FROM 'listed' OR listed_at IS NOT NULL)
      )`);
    await db.query(
      `CREATE INDEX card_syncs_due ON card_syncs (due_at, customer_id) WHERE due_at IS NOT NULL`,
    );
    // Of cards that are there already; spread over a month by their id.
    await db.query(`
      INSERT INTO card_syncs (merchant_id, customer_id, due_at)
      SELECT merchant_id, customer_id,
        date_trunc('day', now(), 'UTC') + interval '22 hours' + customer_id % 30 * interval '1 day'
      FROM cards GROUP BY merchant_id, customer_id`);
    // Which subscriptions a card pays for, where it is to be deleted or has vanished.
    await db.query(`
      CREATE INDEX subscriptions_card ON subscriptions (merchant_id, card_id) WHERE card_id IS NOT NULL`);
    await db.query(
      `CREATE INDEX agreements_card ON agreements (merchant_id, card_id) WHERE card_id IS NOT NULL`,
    );
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
