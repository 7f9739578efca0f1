import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where a buyer is, as a tax invoice to a business has to say it; kept on the invoice with the rest of them. */
export class AddressesOfCustomers1764000054000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      ALTER TABLE customers ADD COLUMN address text
        CONSTRAINT customers_address CHECK (length(address) BETWEEN 1 AND 400)`);
    await db.query(`
      CREATE OR REPLACE FUNCTION keep_buyer() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        SELECT jsonb_build_object('name', c.name, 'email', c.email, 'phone', c.phone, 'tax_number', c.tax_number,
          'address', c.address)
        INTO NEW.buyer FROM customers c WHERE c.merchant_id = NEW.merchant_id AND c.id = NEW.customer_id;
        RETURN NEW;
      END $$`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
