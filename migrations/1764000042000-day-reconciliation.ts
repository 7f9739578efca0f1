import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Days whose books are held against the platform's report files, and in what they differ. */
export class DayReconciliation1764000042000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE reconciliation_schedules (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        next_day date NOT NULL,
        due_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, next_day),
        UNIQUE (merchant_id)
      )`);
    await db.query(`CREATE INDEX reconciliation_schedules_due ON reconciliation_schedules (due_at)`);
    await db.query(`
      CREATE TABLE reconciliation_days (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        day date NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'differences', 'proven')),
        next_run_at timestamptz,
        run integer NOT NULL DEFAULT 0,
        tries integer NOT NULL DEFAULT 0,
        lease_until timestamptz,
        wants_file boolean NOT NULL DEFAULT true,
        staged_run integer,
        lines integer NOT NULL DEFAULT 0,
        file jsonb,
        open_differences integer NOT NULL DEFAULT 0 CHECK (open_differences >= 0),
        reason text,
        compared_at timestamptz,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        UNIQUE (merchant_id, day),
        CHECK ((status = 'differences') = (open_differences > 0)),
        CHECK (status = 'open' OR (staged_run IS NOT NULL AND file IS NOT NULL AND compared_at IS NOT NULL))
      )`);
    await db.query(`
      CREATE INDEX reconciliation_days_due ON reconciliation_days (next_run_at) WHERE next_run_at IS NOT NULL`);
    await db.query(`
      CREATE TABLE report_lines (
        merchant_id bigint NOT NULL,
        day date NOT NULL,
        run integer NOT NULL,
        line integer NOT NULL,
        operation text NOT NULL CHECK (operation IN ('payment', 'refund', 'capture', 'void')),
        session_id text NOT NULL,
        parent_session_id text,
        order_no text,
        state text NOT NULL,
        currency text NOT NULL,
        amount_minor bigint NOT NULL,
        settled_minor bigint,
        fee_minor bigint,
        is_sandbox boolean,
        PRIMARY KEY (merchant_id, day, run, line),
        FOREIGN KEY (merchant_id, day) REFERENCES reconciliation_days (merchant_id, day)
      )`);
    await db.query(`CREATE INDEX report_lines_session ON report_lines (merchant_id, session_id)`);
    await db.query(`
      CREATE TABLE report_differences (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        day date NOT NULL,
        type text NOT NULL CHECK (type IN ('missing_here', 'missing_there', 'amount', 'currency', 'state', 'fee',
          'duplicate', 'sandbox_in_live')),
        subject text NOT NULL,
        status text NOT NULL CHECK (status IN ('open', 'applied', 'accepted', 'gone')),
        attempt_id bigint,
        refund_id bigint,
        session_id text,
        order_no text,
        ours jsonb,
        theirs jsonb,
        platform jsonb,
        proposal text NOT NULL CHECK (proposal IN ('ask_again', 'look_at_refunds', 'accept')),
        owner text,
        assigned_at timestamptz,
        first_seen_at timestamptz NOT NULL,
        last_seen_run integer NOT NULL,
        decided_action text CHECK (decided_action IN ('ask_again', 'look_at_refunds', 'accept')),
        decided_by text,
        evidence text,
        decided_at timestamptz,
        closed_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        CONSTRAINT report_differences_once UNIQUE (merchant_id, day, type, subject),
        FOREIGN KEY (merchant_id, day) REFERENCES reconciliation_days (merchant_id, day),
        FOREIGN KEY (merchant_id, attempt_id) REFERENCES attempts (merchant_id, id),
        FOREIGN KEY (merchant_id, refund_id) REFERENCES refunds (merchant_id, id),
        CHECK (status NOT IN ('applied', 'accepted') OR (evidence IS NOT NULL AND decided_at IS NOT NULL)),
        CHECK ((status IN ('accepted', 'gone')) = (closed_at IS NOT NULL)),
        CHECK ((owner IS NULL) = (assigned_at IS NULL))
      )`);
    await db.query(`
      CREATE INDEX report_differences_open ON report_differences (merchant_id, id)
      WHERE status IN ('open', 'applied')`);
    await db.query(`
      CREATE TABLE report_downloads (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        day date NOT NULL,
        token text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`CREATE INDEX report_downloads_at ON report_downloads (merchant_id, at)`);
    // Small, and of next to no cost to whoever prepares attempts: they are written in the order of this time.
    await db.query(`CREATE INDEX attempts_prepared ON attempts USING brin (prepared_at)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
