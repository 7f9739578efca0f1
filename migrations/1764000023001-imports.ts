import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Customers, cards and subscriptions that come over from another system, a line of a file each. */
export class Imports1764000023001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // What Ottu has kept cards under before; null where it is our own id.
    await db.query(`ALTER TABLE customers ADD COLUMN gateway_customer_id text`);
    await db.query(`
      CREATE UNIQUE INDEX customers_at_gateway ON customers (merchant_id, gateway_customer_id)
      WHERE gateway_customer_id IS NOT NULL`);
    await db.query(`
      CREATE TABLE imports (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        kind text NOT NULL CHECK (kind IN ('customers', 'cards', 'subscriptions')),
        dry_run boolean NOT NULL,
        state text NOT NULL CHECK (state IN ('receiving', 'queued', 'done')),
        received integer NOT NULL DEFAULT 0,
        imported integer NOT NULL DEFAULT 0,
        repeated integer NOT NULL DEFAULT 0,
        failed integer NOT NULL DEFAULT 0,
        run_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        PRIMARY KEY (merchant_id, id),
        CHECK (imported + repeated + failed <= received),
        CHECK ((state = 'done') = (finished_at IS NOT NULL)),
        CHECK (state <> 'done' OR imported + repeated + failed = received)
      )`);
    await db.query(`CREATE INDEX imports_queued ON imports (run_at, id) WHERE state = 'queued'`);
    await db.query(`
      CREATE TABLE import_lines (
        merchant_id bigint NOT NULL,
        import_id bigint NOT NULL,
        line integer NOT NULL CHECK (line > 0),
        external_id text,
        data jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('pending', 'imported', 'repeated', 'failed')),
        result text,
        errors jsonb NOT NULL DEFAULT '[]',
        PRIMARY KEY (merchant_id, import_id, line),
        FOREIGN KEY (merchant_id, import_id) REFERENCES imports (merchant_id, id)
      )`);
    await db.query(`
      CREATE INDEX import_lines_pending ON import_lines (merchant_id, import_id, line) WHERE state = 'pending'`);
    await db.query(`
      CREATE INDEX import_lines_failed ON import_lines (merchant_id, import_id, line) WHERE state = 'failed'`);
    await db.query(`
      CREATE INDEX import_lines_names ON import_lines (merchant_id, import_id, external_id, line)`);
    // What a caller calls by one name exists once, however often its file is sent.
    await db.query(`
      CREATE TABLE import_names (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        kind text NOT NULL,
        external_id text NOT NULL,
        object_id bigint NOT NULL,
        public_id text NOT NULL,
        PRIMARY KEY (merchant_id, kind, external_id)
      )`);
    await db.query(`CREATE INDEX import_names_object ON import_names (merchant_id, kind, object_id)`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
