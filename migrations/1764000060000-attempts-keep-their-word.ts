import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What an attempt asks for, of whom and under which number is fixed when it is written ahead: the call goes out by the
 * row as it was then, and the answer is held against the row as it is. A customer's page gets its card later.
 * The columns are named, so that an update of others costs nothing.
 */
export class AttemptsKeepTheirWord1764000060000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`
      CREATE FUNCTION refuse_another_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'attempt % was written ahead: what it asks for does not change', OLD.public_id
          USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
      END $$`);
    await db.query(this.trigger('attempts_keep_their_word', ALWAYS));
    await db.query(this.trigger('attempts_keep_their_card', OF_CARDS, `OLD.kind = 'mit' AND`));
  }

  private trigger(name: string, columns: readonly string[], condition = ''): string {
    const rowOf = (row: string) => `(${columns.map((column) => `${row}.${column}`).join(', ')})`;
    return `
      CREATE TRIGGER ${name} BEFORE UPDATE OF ${columns.join(', ')} ON attempts FOR EACH ROW
      WHEN (${condition} ${rowOf('OLD')} IS DISTINCT FROM ${rowOf('NEW')})
      EXECUTE FUNCTION refuse_another_attempt()`;
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}

const ALWAYS = [
  'charge_id',
  'invoice_id',
  'subscription_id',
  'customer_id',
  'n',
  'kind',
  'order_no',
  'currency',
  'amount_minor',
];
const OF_CARDS = ['card_id', 'agreement_id', 'pg_code'];
