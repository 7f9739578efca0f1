import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What may happen to a standing order after it began: counting anew, changes ahead of time, pauses, an end. */
export class LifeOfASubscription1764000021000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await this.subscriptions(db);
    await this.plans(db);
    await this.items(db);
    await this.scheduledChanges(db);
    await this.breaks(db);
  }

  private async subscriptions(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE subscriptions
        ADD COLUMN anchor_index integer NOT NULL DEFAULT 0 CHECK (anchor_index >= 0),
        ADD COLUMN stub_start timestamptz,
        ADD COLUMN stub_policy text CHECK (stub_policy IN ('prorated', 'full')),
        ADD COLUMN end_index integer CHECK (end_index > 0),
        ADD COLUMN committed_index integer CHECK (committed_index > 0),
        ADD COLUMN next_change_at timestamptz,
        ADD COLUMN catch_up_until timestamptz,
        ADD COLUMN paused_at timestamptz,
        ADD COLUMN pause_access text CHECK (pause_access IN ('keep', 'remove')),
        ADD COLUMN without_card text NOT NULL DEFAULT 'cancel' CHECK (without_card IN ('cancel', 'pause', 'charge')),
        ADD CONSTRAINT subscriptions_stub_is_whole
          CHECK ((stub_start IS NULL) = (stub_policy IS NULL) AND (stub_start IS NULL OR anchor_index > 0)) NOT VALID,
        ADD CONSTRAINT subscriptions_paused_since
          CHECK ((paused_at IS NULL) = (pause_access IS NULL) AND (paused_at IS NULL OR status = 'paused')) NOT VALID`);
    await db.query(`
      CREATE INDEX subscriptions_changes_due ON subscriptions (next_change_at, id)
      WHERE next_change_at IS NOT NULL AND quarantined_at IS NULL`);
  }

  private async plans(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE plans ADD COLUMN catch_up text NOT NULL DEFAULT 'each'
        CHECK (catch_up IN ('each', 'latest', 'ask'))`);
  }

  /** An item that is gone stays for what was billed of it; of those that are there each price stands once. */
  private async items(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE subscription_items ADD COLUMN removed_at timestamptz`);
    await db.query(`
      CREATE UNIQUE INDEX subscription_items_once ON subscription_items (merchant_id, subscription_id, price_id)
      WHERE removed_at IS NULL`);
  }

  private async scheduledChanges(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE scheduled_changes (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        subscription_id bigint NOT NULL,
        kind text NOT NULL CHECK (kind IN ('items', 'pause', 'resume', 'cancel')),
        origin text NOT NULL CHECK (origin IN ('request', 'phase')),
        at timestamptz NOT NULL,
        period_index integer CHECK (period_index >= 0),
        what jsonb NOT NULL,
        status text NOT NULL CHECK (status IN ('pending', 'applied', 'undone', 'failed')),
        status_reason text,
        created_at timestamptz NOT NULL,
        decided_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        CONSTRAINT scheduled_changes_decided CHECK ((status = 'pending') = (decided_at IS NULL)),
        CONSTRAINT scheduled_changes_fail_with_a_reason CHECK (status <> 'failed' OR status_reason IS NOT NULL)
      )`);
    // Two changes of one kind for one moment would make the order of rows decide what is billed.
    await db.query(`
      CREATE UNIQUE INDEX scheduled_changes_one_of_a_kind
      ON scheduled_changes (merchant_id, subscription_id, kind, at) WHERE status = 'pending'`);
    await db.query(`
      CREATE INDEX scheduled_changes_of ON scheduled_changes (merchant_id, subscription_id, id)`);
  }

  /** Where periods do not follow each other, there is a row that says why. */
  private async breaks(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE period_breaks (
        merchant_id bigint NOT NULL,
        subscription_id bigint NOT NULL,
        period_index integer NOT NULL CHECK (period_index > 0),
        reason text NOT NULL CHECK (reason IN ('paused', 'interval_changed', 'reactivated')),
        previous_end timestamptz NOT NULL,
        starts_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, subscription_id, period_index),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
