import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Many subscriptions move to other prices: a job, and a row for each of them. */
export class PlanMigrations1764000031000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE scheduled_changes
        DROP CONSTRAINT scheduled_changes_origin_check,
        ADD CONSTRAINT scheduled_changes_origin_check CHECK (origin IN ('request', 'phase', 'migration')) NOT VALID`);
    await this.jobs(db);
    await this.rows(db);
  }

  private async jobs(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE plan_migrations (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        plan_id bigint NOT NULL,
        pairs jsonb NOT NULL,
        to_version integer CHECK (to_version > 0),
        change_when text NOT NULL CHECK (change_when IN ('now', 'period_end')),
        proration text NOT NULL CHECK (proration IN ('day', 'second', 'none')),
        consent text NOT NULL CHECK (consent IN ('refuse', 'request')),
        dry_run boolean NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'done', 'canceled')),
        subscriptions integer NOT NULL CHECK (subscriptions >= 0),
        idempotency_key text NOT NULL,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        UNIQUE (merchant_id, idempotency_key),
        FOREIGN KEY (merchant_id, plan_id) REFERENCES plans (merchant_id, id),
        CHECK ((state = 'running') = (finished_at IS NULL))
      )`);
    await db.query(`
      CREATE INDEX plan_migrations_running ON plan_migrations (merchant_id, id) WHERE state = 'running'`);
  }

  private async rows(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE plan_migration_rows (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        migration_id bigint NOT NULL,
        subscription_id bigint NOT NULL,
        dry_run boolean NOT NULL,
        state text NOT NULL
          CHECK (state IN ('pending', 'waiting', 'changed', 'planned', 'unchanged', 'refused', 'canceled')),
        run_at timestamptz,
        tries integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
        reason_code text,
        reason text,
        effective_at timestamptz,
        currency text,
        before_minor bigint,
        after_minor bigint,
        charge_minor bigint CHECK (charge_minor >= 0),
        credit_minor bigint CHECK (credit_minor >= 0),
        invoice_id bigint,
        scheduled_change_id bigint,
        decided_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        UNIQUE (merchant_id, migration_id, subscription_id),
        FOREIGN KEY (merchant_id, migration_id) REFERENCES plan_migrations (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, invoice_id) REFERENCES invoices (merchant_id, id),
        FOREIGN KEY (merchant_id, scheduled_change_id) REFERENCES scheduled_changes (merchant_id, id),
        CONSTRAINT plan_migration_rows_due_until_decided CHECK ((run_at IS NULL) = (decided_at IS NOT NULL)),
        CONSTRAINT plan_migration_rows_open CHECK (run_at IS NULL OR state IN ('pending', 'waiting')),
        CONSTRAINT plan_migration_rows_pending_is_open CHECK (state <> 'pending' OR run_at IS NOT NULL),
        CONSTRAINT plan_migration_rows_real_wait_is_open
          CHECK (state <> 'waiting' OR dry_run OR run_at IS NOT NULL),
        CONSTRAINT plan_migration_rows_say_why
          CHECK ((reason_code IS NULL) = (reason IS NULL)
            AND (state NOT IN ('waiting', 'refused', 'unchanged') OR reason IS NOT NULL)),
        CONSTRAINT plan_migration_rows_have_amounts
          CHECK (state NOT IN ('changed', 'planned')
            OR num_nulls(currency, before_minor, after_minor, charge_minor, credit_minor, effective_at) = 0),
        CONSTRAINT plan_migration_rows_dry_makes_nothing
          CHECK (NOT dry_run OR (invoice_id IS NULL AND scheduled_change_id IS NULL)),
        CONSTRAINT plan_migration_rows_planned_is_there
          CHECK (dry_run OR (state = 'planned') = (scheduled_change_id IS NOT NULL))
      )`);
    // Of two jobs one would undo what the other does: a subscription waits in one at most.
    await db.query(`
      CREATE UNIQUE INDEX plan_migration_rows_one_open ON plan_migration_rows (merchant_id, subscription_id)
      WHERE run_at IS NOT NULL AND NOT dry_run`);
    await db.query(`
      CREATE INDEX plan_migration_rows_due ON plan_migration_rows (run_at, id) WHERE run_at IS NOT NULL`);
    await db.query(`
      CREATE INDEX plan_migration_rows_open ON plan_migration_rows (merchant_id, migration_id)
      WHERE run_at IS NOT NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
