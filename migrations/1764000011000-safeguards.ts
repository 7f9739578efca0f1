import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stands between a fault and many charges: request budgets, breakers of gateways, held mass charges. */
export class Safeguards1764000011000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE merchants
        ADD COLUMN safeguards jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(safeguards) = 'object')`);
    await this.budgets(db);
    await this.breakers(db);
    await this.holds(db);
    // What the schedule of a week asks for: what was paid for periods that end in it.
    await db.query(`CREATE INDEX invoices_period_end ON invoices (merchant_id, period_end)`);
  }

  private async budgets(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE request_budgets (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        api_user text NOT NULL,
        day date NOT NULL,
        request_limit integer NOT NULL CHECK (request_limit > 0),
        interactive integer NOT NULL DEFAULT 0 CHECK (interactive >= 0),
        inquiry integer NOT NULL DEFAULT 0 CHECK (inquiry >= 0),
        charge integer NOT NULL DEFAULT 0 CHECK (charge >= 0),
        housekeeping integer NOT NULL DEFAULT 0 CHECK (housekeeping >= 0),
        exhausted text[] NOT NULL DEFAULT '{}',
        blocked_until timestamptz,
        charges_wait_until timestamptz,
        PRIMARY KEY (merchant_id, id),
        UNIQUE (merchant_id, api_user, day),
        CONSTRAINT request_budgets_kept CHECK (interactive + inquiry + charge + housekeeping <= request_limit)
      )`);
    // Asked by every claim of charges.
    await db.query(`
      CREATE INDEX request_budgets_waiting ON request_budgets (merchant_id, charges_wait_until)
      WHERE charges_wait_until IS NOT NULL`);
    await db.query(`
      CREATE TABLE inquiry_buckets (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        api_user text NOT NULL,
        inquired_at timestamptz[] NOT NULL DEFAULT '{}' CHECK (cardinality(inquired_at) <= 25),
        PRIMARY KEY (merchant_id, api_user)
      )`);
  }

  private async breakers(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE gateway_breakers (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        pg_code text NOT NULL,
        state text NOT NULL CHECK (state IN ('closed', 'open', 'half_open')),
        until timestamptz,
        unknowns_in_row integer NOT NULL DEFAULT 0,
        minutes jsonb NOT NULL DEFAULT '[]',
        reason text,
        changed_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        UNIQUE (merchant_id, pg_code),
        CHECK ((state = 'closed') = (until IS NULL))
      )`);
    // Asked by every claim of charges, and nearly always empty.
    await db.query(`
      CREATE INDEX gateway_breakers_not_closed ON gateway_breakers (merchant_id, pg_code)
      WHERE state <> 'closed'`);
  }

  private async holds(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE charge_holds (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        subscription_id bigint,
        reason text NOT NULL,
        facts jsonb NOT NULL,
        held_at timestamptz NOT NULL,
        proposal jsonb,
        decision text CHECK (decision IN ('approved', 'dismissed')),
        decided_by text,
        decision_reason text,
        decided_key_id bigint,
        decided_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id),
        FOREIGN KEY (merchant_id, decided_key_id) REFERENCES api_keys (merchant_id, id),
        CHECK (num_nulls(decision, decided_by, decision_reason, decided_key_id, decided_at) IN (0, 5))
      )`);
    // One open hold of a merchant and one of a subscription: workers that see the same do not hold it twice.
    await db.query(`
      CREATE UNIQUE INDEX charge_holds_open ON charge_holds (merchant_id, coalesce(subscription_id, 0))
      WHERE decided_at IS NULL`);
    await db.query(`
      CREATE INDEX charge_holds_approved ON charge_holds (merchant_id, subscription_id, decided_at)
      WHERE decision = 'approved'`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
