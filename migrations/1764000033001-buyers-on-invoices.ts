import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an invoice says of its buyer is what stood when it became final: customers change, paper does not. */
export class BuyersOnInvoices1764000033001 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    // Free text until now; what is left of it without the rest is what a tax office would read.
    await db.query(`
      UPDATE customers SET tax_number = substring(regexp_replace(tax_number, '[^A-Za-z0-9-]', '', 'g') FROM '^.{3,30}$')
      WHERE tax_number !~ '^[A-Za-z0-9-]{3,30}$'`);
    await db.query(`
      ALTER TABLE customers ADD CONSTRAINT customers_tax_number CHECK (tax_number ~ '^[A-Za-z0-9-]{3,30}$')`);
    await db.query(`ALTER TABLE invoices ADD COLUMN buyer jsonb`);
    await db.query(`
      CREATE FUNCTION keep_buyer() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        SELECT jsonb_build_object('name', c.name, 'email', c.email, 'phone', c.phone, 'tax_number', c.tax_number)
        INTO NEW.buyer FROM customers c WHERE c.merchant_id = NEW.merchant_id AND c.id = NEW.customer_id;
        RETURN NEW;
      END $$`);
    // On whatever way it becomes final: born so, or after it was a draft.
    await db.query(`
      CREATE TRIGGER invoices_keep_buyer BEFORE INSERT OR UPDATE OF finalized_at ON invoices
      FOR EACH ROW WHEN (NEW.finalized_at IS NOT NULL AND NEW.buyer IS NULL) EXECUTE FUNCTION keep_buyer()`);
    await db.query(`
      CREATE FUNCTION refuse_other_buyer() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the buyer of invoice % is written once', OLD.public_id USING ERRCODE = 'check_violation';
      END $$`);
    await db.query(`
      CREATE TRIGGER invoices_buyer_written_once BEFORE UPDATE OF buyer ON invoices
      FOR EACH ROW WHEN (OLD.buyer IS NOT NULL AND NEW.buyer IS DISTINCT FROM OLD.buyer)
      EXECUTE FUNCTION refuse_other_buyer()`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
