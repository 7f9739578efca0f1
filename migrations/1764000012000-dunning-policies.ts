import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Dunning as data: policies with versions, the mail before the last step, gateways that wait for their merchant. */
export class DunningPolicies1764000012000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE dunning_policies (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        name text NOT NULL,
        is_default boolean NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`
      CREATE UNIQUE INDEX dunning_policies_one_default ON dunning_policies (merchant_id) WHERE is_default`);
    await db.query(`
      CREATE TABLE dunning_policy_versions (
        merchant_id bigint NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        policy_id bigint NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        retry_days integer[] NOT NULL,
        grace_days integer NOT NULL,
        final_day integer NOT NULL CHECK (final_day BETWEEN 1 AND 21),
        final_action text NOT NULL CHECK (final_action IN ('cancel', 'pause', 'unpaid')),
        local_hour integer CHECK (local_hour BETWEEN 0 AND 23),
        business_days_only boolean NOT NULL,
        weekend text[],
        mails jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, policy_id) REFERENCES dunning_policies (merchant_id, id),
        UNIQUE (merchant_id, policy_id, version),
        CONSTRAINT dunning_grace_ends_by_the_final_day CHECK (grace_days BETWEEN 0 AND final_day),
        -- What is not there compares as null, and null is no breach.
        CONSTRAINT dunning_retries_within_the_walls CHECK (
          cardinality(retry_days) <= 4 AND 1 <= ALL (retry_days) AND final_day > ALL (retry_days)
          AND (retry_days[2] > retry_days[1]) IS NOT FALSE
          AND (retry_days[3] > retry_days[2]) IS NOT FALSE
          AND (retry_days[4] > retry_days[3]) IS NOT FALSE),
        CONSTRAINT dunning_weekend_leaves_business_days CHECK (
          weekend IS NULL OR (business_days_only AND cardinality(weekend) BETWEEN 1 AND 4))
      )`);
    // A ladder that runs says by which version it was planned: that version must still say the same.
    await db.query(`
      CREATE FUNCTION refuse_dunning_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a version of a dunning policy never changes: make a new one'
          USING ERRCODE = 'integrity_constraint_violation';
      END $$`);
    await db.query(`
      CREATE TRIGGER dunning_policy_versions_are_immutable BEFORE UPDATE OR DELETE ON dunning_policy_versions
      FOR EACH ROW EXECUTE FUNCTION refuse_dunning_version_change()`);
    await db.query(`
      ALTER TABLE plans ADD COLUMN dunning_policy_id bigint,
        ADD FOREIGN KEY (merchant_id, dunning_policy_id) REFERENCES dunning_policies (merchant_id, id)`);
    // Read no more, and still there: processes of the release before read it of every merchant, also of new ones.
    await db.query(`
      ALTER TABLE merchants ALTER COLUMN dunning SET DEFAULT
        '{"version": 1, "retryDays": [1, 3, 7, 14], "graceDays": 10, "finalDay": 21, "finalAction": "cancel"}'`);
    await db.query(`
      ALTER TABLE charges ADD COLUMN next_mail_at timestamptz,
        ADD CONSTRAINT charges_write_only_while_collecting CHECK (
          next_mail_at IS NULL OR status NOT IN ('succeeded', 'failed', 'canceled'))`);
    await db.query(`
      CREATE INDEX charges_mail_due ON charges (next_mail_at, id) WHERE next_mail_at IS NOT NULL`);
    await db.query(`ALTER TABLE subscriptions ADD COLUMN resumed_at timestamptz`);
    // Asked before each charge: is its card being charged this moment, and by which gateway are we refused?
    await db.query(`
      CREATE INDEX attempts_card_in_use ON attempts (merchant_id, card_id) WHERE status IN ('prepared', 'sent')`);
    await db.query(`
      CREATE INDEX attempts_gateway_answers ON attempts (merchant_id, pg_code, resolved_at)
      WHERE kind = 'mit' AND status IN ('succeeded', 'declined')`);
    await db.query(`
      CREATE TABLE gateway_holds (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        pg_code text NOT NULL,
        until timestamptz NOT NULL,
        reason text NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, pg_code)
      )`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
