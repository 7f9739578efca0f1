import type pg from 'pg';

/** Made by hand and with the indexes that such an application would have, so that it is not slow for want of one. */
export async function createNaiveTables(db: pg.Client): Promise<void> {
  await db.query(`
    CREATE SCHEMA naive;
    CREATE TABLE naive.customers (id serial PRIMARY KEY, name text NOT NULL, email text NOT NULL);
    CREATE TABLE naive.cards (id serial PRIMARY KEY, token text NOT NULL, customer_id integer NOT NULL REFERENCES naive.customers);
    CREATE TABLE naive.plans (id serial PRIMARY KEY, name text NOT NULL, amount numeric(12,3) NOT NULL, currency text NOT NULL);
    CREATE TABLE naive.subscriptions (id serial PRIMARY KEY, status text NOT NULL, next_billing_at timestamptz NOT NULL,
      customer_id integer NOT NULL REFERENCES naive.customers, card_id integer NOT NULL REFERENCES naive.cards,
      plan_id integer NOT NULL REFERENCES naive.plans);
    CREATE INDEX ON naive.subscriptions (status, next_billing_at);
    CREATE TABLE naive.invoices (id serial PRIMARY KEY, number text NOT NULL UNIQUE, status text NOT NULL,
      total numeric(12,3) NOT NULL, currency text NOT NULL, period_start timestamptz NOT NULL, period_end timestamptz NOT NULL,
      created_at timestamptz NOT NULL, paid_at timestamptz, subscription_id integer NOT NULL REFERENCES naive.subscriptions);
    CREATE INDEX ON naive.invoices (subscription_id);
    CREATE TABLE naive.invoice_items (id serial PRIMARY KEY, description text NOT NULL, amount numeric(12,3) NOT NULL,
      invoice_id integer NOT NULL REFERENCES naive.invoices);
    CREATE INDEX ON naive.invoice_items (invoice_id);
    CREATE TABLE naive.payments (id serial PRIMARY KEY, order_no text NOT NULL UNIQUE, status text NOT NULL,
      amount numeric(12,3) NOT NULL, session_id text, reference text, invoice_id integer NOT NULL REFERENCES naive.invoices);
    CREATE INDEX ON naive.payments (invoice_id);
    INSERT INTO naive.plans (name, amount, currency) VALUES ('Bench', 9.500, 'KWD')`);
}

/** `count` more subscriptions, none of them due. */
export async function loadNaive(db: pg.Client, count: number): Promise<void> {
  const { rows } = await db.query<{ last: number }>(
    'SELECT coalesce(max(id), 0)::int AS last FROM naive.customers',
  );
  const range = `generate_series(${rows[0]!.last + 1}, ${rows[0]!.last + count}) k`;
  for (const sql of [
    `INSERT INTO naive.customers (id, name, email) SELECT k, 'Customer ' || k, 'c' || k || '@example.com' FROM ${range}`,
    `INSERT INTO naive.cards (id, token, customer_id) SELECT k, 'naive-token-' || k, k FROM ${range}`,
    `INSERT INTO naive.subscriptions (id, status, next_billing_at, customer_id, card_id, plan_id)
       SELECT k, 'active', now() + interval '1 day' + make_interval(secs => (k::bigint * 7919) % 2000000), k, k, 1 FROM ${range}`,
    `INSERT INTO naive.invoices (number, status, total, currency, period_start, period_end, created_at, paid_at, subscription_id)
       SELECT 'H-' || k, 'paid', 9.500, 'KWD', now() - interval '29 days', now() + interval '1 day', now(), now(), k FROM ${range}`,
    `VACUUM (ANALYZE) naive.customers, naive.cards, naive.subscriptions, naive.invoices`,
  ])
    await db.query(sql);
}
