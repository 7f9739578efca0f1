import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the engine notices that its database was restored, and what it then asks for before it charges again. */
export class DatabaseEpochs1764000015000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Above merchants, as they are: it is the whole database that is restored.
    await db.query(`
      CREATE TABLE database_epochs (
        id integer PRIMARY KEY CHECK (id > 0),
        database_id uuid NOT NULL,
        system_identifier text,
        timeline integer,
        database_oid text NOT NULL,
        mode text NOT NULL CHECK (mode IN ('open', 'probing', 'reconcile_only')),
        signs text[] NOT NULL,
        beat bigint NOT NULL,
        beat_at timestamptz NOT NULL,
        began_at timestamptz NOT NULL,
        gap_from timestamptz,
        ended_at timestamptz,
        ended_by text,
        end_reason text,
        uncovered boolean NOT NULL DEFAULT false,
        CONSTRAINT database_epochs_end_open CHECK (ended_at IS NULL OR mode = 'open'),
        CONSTRAINT database_epochs_say_why CHECK (mode = 'open' OR (cardinality(signs) > 0 AND gap_from IS NOT NULL))
      )`);
    await db.query(`
      CREATE TABLE recoveries (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        epoch_id integer NOT NULL,
        began_at timestamptz NOT NULL,
        gap_to timestamptz NOT NULL,
        depth integer NOT NULL CHECK (depth BETWEEN 1 AND 50),
        listed_at timestamptz,
        covered_at timestamptz,
        ask_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, epoch_id)
      )`);
    await db.query(`
      CREATE TABLE recovery_orders (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        epoch_id integer NOT NULL,
        subscription_id bigint NOT NULL,
        period_index integer NOT NULL,
        n integer NOT NULL CHECK (n > 0),
        order_no text NOT NULL,
        due_at timestamptz NOT NULL,
        finding text CHECK (finding IN ('absent', 'adopted', 'unplaced', 'unanswered')),
        note text,
        asks integer NOT NULL DEFAULT 0,
        ask_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, epoch_id) REFERENCES recoveries (merchant_id, epoch_id),
        FOREIGN KEY (merchant_id, subscription_id) REFERENCES subscriptions (merchant_id, id)
      )`);
    await db.query(`
      CREATE UNIQUE INDEX recovery_orders_once ON recovery_orders (merchant_id, epoch_id, order_no)`);
    await db.query(`
      CREATE INDEX recovery_orders_to_ask ON recovery_orders (merchant_id, epoch_id, n, due_at)
      WHERE finding IS NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
