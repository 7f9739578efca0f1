import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What stands at the head of an invoice. Kept in versions: an invoice is printed with what was true when it was
 * issued, and not with the address to which its seller moved since.
 */
export class MerchantProfiles1764000023000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE TABLE merchant_logos (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        content bytea NOT NULL CHECK (octet_length(content) BETWEEN 1 AND 153600),
        media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg')),
        width integer NOT NULL CHECK (width > 0),
        height integer NOT NULL CHECK (height > 0),
        created_at timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id)
      )`);
    await db.query(`
      CREATE TABLE merchant_profiles (
        merchant_id bigint NOT NULL REFERENCES merchants (id),
        id bigint GENERATED ALWAYS AS IDENTITY,
        version integer NOT NULL CHECK (version > 0),
        legal_name text,
        legal_name_ar text,
        address text,
        address_ar text,
        contact text,
        country text CHECK (country ~ '^[A-Z]{2}$'),
        tax_number text,
        logo_id bigint,
        valid_from timestamptz NOT NULL,
        PRIMARY KEY (merchant_id, id),
        FOREIGN KEY (merchant_id, logo_id) REFERENCES merchant_logos (merchant_id, id),
        CONSTRAINT merchant_profiles_saudi_tax_number
          CHECK (country IS DISTINCT FROM 'SA' OR tax_number IS NULL OR tax_number ~ '^3[0-9]{13}3$')
      )`);
    await db.query(`
      CREATE UNIQUE INDEX merchant_profiles_versions ON merchant_profiles (merchant_id, version)`);
    await db.query(`
      CREATE FUNCTION refuse_change_of_profile() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'a version of a profile is never changed: invoices were printed with it'
          USING ERRCODE = 'restrict_violation';
      END $$`);
    for (const table of ['merchant_profiles', 'merchant_logos']) {
      await db.query(`
        CREATE TRIGGER ${table}_never_change BEFORE UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_profile()`);
    }
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
