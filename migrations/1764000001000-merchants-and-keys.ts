import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tenant, its API keys, its test clock, and the memory of answered POST requests. */
export class MerchantsAndKeys1764000001000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE merchants (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        public_id text NOT NULL UNIQUE,
        name text NOT NULL,
        mode text NOT NULL CHECK (mode IN ('sandbox', 'live')),
        time_zone text NOT NULL,
        ottu_base_url text NOT NULL,
        ottu_is_simulator boolean NOT NULL DEFAULT false,
        ottu_credentials bytea NOT NULL,
        ottu_hmac_key bytea NOT NULL,
        order_no_secret bytea NOT NULL,
        hook_secret bytea NOT NULL,
        routing jsonb NOT NULL,
        dunning jsonb NOT NULL,
        charging_stopped_at timestamptz,
        charging_stopped_reason text,
        created_at timestamptz NOT NULL,
        CHECK (mode = 'sandbox' OR NOT ottu_is_simulator)
      )`);
    await db.query(`
      CREATE TABLE api_keys (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        name text NOT NULL,
        secret_hash bytea NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL,
        revoked_at timestamptz,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`
      CREATE TABLE test_clocks (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        name text,
        now timestamptz NOT NULL,
        target timestamptz,
        status text NOT NULL CHECK (status IN ('ready', 'advancing', 'failed')),
        steps integer NOT NULL DEFAULT 0,
        error text,
        owner uuid,
        lease_until timestamptz,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        CHECK ((status = 'ready') = (target IS NULL))
      )`);
    // One clock a merchant: two would give one card two "todays".
    await db.query(`CREATE UNIQUE INDEX test_clocks_one_per_merchant ON test_clocks (merchant_id)`);
    await db.query(`
      CREATE TABLE idempotency_keys (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        key text NOT NULL,
        request_hash bytea NOT NULL,
        locked_until timestamptz NOT NULL,
        response_status integer,
        response_body jsonb,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (merchant_id, key)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
