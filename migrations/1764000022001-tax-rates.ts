import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tax as a merchant's own data: a rate a country, and what of a customer decides about it. */
export class TaxRates1764000022001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE customers
        ADD COLUMN country text CHECK (country ~ '^[A-Z]{2}$'),
        ADD COLUMN tax_exempt boolean NOT NULL DEFAULT false,
        ADD COLUMN tax_number text`);
    // How many rates are in force, so that billing a merchant without tax does not look for them.
    await db.query(`
      ALTER TABLE merchants
        ADD COLUMN default_country text CHECK (default_country ~ '^[A-Z]{2}$'),
        ADD COLUMN tax_rate_count integer NOT NULL DEFAULT 0 CHECK (tax_rate_count >= 0)`);
    await db.query(`
      CREATE TABLE tax_rates (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        public_id text NOT NULL UNIQUE,
        name text NOT NULL,
        country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
        percent_millionths integer NOT NULL CHECK (percent_millionths BETWEEN 0 AND 1000000),
        inclusive boolean NOT NULL,
        created_at timestamptz NOT NULL,
        deactivated_at timestamptz,
        PRIMARY KEY (merchant_id, id)
      )`);
    // Which rate holds for a country is never a question.
    await db.query(`
      CREATE UNIQUE INDEX tax_rates_one_in_force ON tax_rates (merchant_id, country) WHERE deactivated_at IS NULL`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
