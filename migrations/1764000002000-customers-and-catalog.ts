import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who pays, with what card, and what is sold. */
export class CustomersAndCatalog1764000002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE customers (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        name text,
        email text,
        phone text,
        language text NOT NULL CHECK (language IN ('en', 'ar')),
        time_zone text NOT NULL,
        metadata jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`
      CREATE TABLE cards (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        customer_id bigint NOT NULL,
        token bytea NOT NULL,
        token_hash bytea NOT NULL,
        pg_code text NOT NULL,
        brand text,
        last_four text,
        expiry_month integer NOT NULL CHECK (expiry_month BETWEEN 1 AND 12),
        expiry_year integer NOT NULL CHECK (expiry_year BETWEEN 2000 AND 2199),
        name_on_card text,
        status text NOT NULL CHECK (status IN ('active', 'refused', 'removed')),
        refused_reason text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, customer_id) REFERENCES customers (merchant_id, id)
      )`);
    await db.query(`CREATE UNIQUE INDEX cards_token ON cards (merchant_id, customer_id, token_hash)`);
    await db.query(`
      CREATE TABLE plans (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        name text NOT NULL,
        description text,
        active boolean NOT NULL DEFAULT true,
        trial_days integer NOT NULL DEFAULT 0 CHECK (trial_days BETWEEN 0 AND 730),
        metadata jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`
      CREATE TABLE prices (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        plan_id bigint NOT NULL,
        currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
        amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
        interval_unit text NOT NULL CHECK (interval_unit IN ('day', 'week', 'month', 'year')),
        interval_count integer NOT NULL CHECK (interval_count > 0),
        nickname text,
        active boolean NOT NULL DEFAULT true,
        metadata jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, plan_id) REFERENCES plans (merchant_id, id)
      )`);
    await db.query(`CREATE INDEX prices_plan ON prices (merchant_id, plan_id)`);
    // What a price says is what customers agreed to: a change is a new price.
    await db.query(`
      CREATE FUNCTION refuse_price_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF (OLD.currency, OLD.amount_minor, OLD.interval_unit, OLD.interval_count, OLD.plan_id)
           IS DISTINCT FROM (NEW.currency, NEW.amount_minor, NEW.interval_unit, NEW.interval_count, NEW.plan_id) THEN
          RAISE EXCEPTION 'prices are immutable: make a new price instead' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER prices_are_immutable BEFORE UPDATE ON prices
      FOR EACH ROW EXECUTE FUNCTION refuse_price_change()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
