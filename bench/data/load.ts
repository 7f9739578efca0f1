import pg from 'pg';
import type { SecretBox } from '../../src/platform/security/secret-box.js';
import type { Merchant } from '../stage/stage.js';
import { loadCards } from './cards.js';
import { type Bases, id, START } from './k-th-row.js';

/** 30-day periods: moving a subscription in time moves all of its periods by the same. */
const PERIOD = `interval '30 days'`;
const ZONE = 'Asia/Kuwait';
export const AMOUNT_MINOR = 9_500;

interface Table {
  name: string;
  columns: string;
  /** Rows for each subscription; the i-th of them counts from 0. */
  each?: number;
  /** Of the k-th subscription, 1 to n. */
  values: (base: Bases, merchant: bigint, price: bigint) => string;
}

const LOCAL = `(${START} AT TIME ZONE '${ZONE}')`;

/** A subscription whose first period is paid: everything that its row refers to, and what the books say of it. */
const TABLES: readonly Table[] = [
  {
    name: 'customers',
    columns: 'merchant_id, id, public_id, name, email, phone, language, time_zone, created_at, updated_at',
    values: (
      b,
      m,
    ) => `${m}, k + ${b.customers}, ${id('cus', b.customers!)}, 'Customer ' || k, 'c' || k || '@example.com',
      '+96550' || lpad((k % 1000000)::text, 6, '0'), 'en', '${ZONE}', ${START}, ${START}`,
  },
  {
    name: 'subscriptions',
    columns: `merchant_id, id, public_id, customer_id, status, currency, interval_unit, interval_count, anchor_date,
      anchor_day, anchor_time, time_zone, next_period_index, next_bill_at, current_period_start, current_period_end,
      card_id, created_at, updated_at`,
    values: (
      b,
      m,
    ) => `${m}, k + ${b.subscriptions}, ${id('sub', b.subscriptions!)}, k + ${b.customers}, 'active', 'KWD',
      'day', 30, ${LOCAL}::date, extract(day FROM ${LOCAL})::int, ${LOCAL}::time, '${ZONE}', 1, ${START} + ${PERIOD},
      ${START}, ${START} + ${PERIOD}, k + ${b.cards}, ${START}, ${START}`,
  },
  {
    name: 'subscription_items',
    columns: 'merchant_id, id, public_id, subscription_id, price_id, quantity',
    values: (b, m, price) =>
      `${m}, k + ${b.subscription_items}, ${id('item', b.subscription_items!)}, k + ${b.subscriptions}, ${price}, 1`,
  },
  {
    name: 'agreements',
    columns: `merchant_id, id, public_id, subscription_id, customer_id, card_id, status, frequency, cycle_interval_days,
      total_cycles, cycles_used, start_date, expiry_date, created_at, updated_at`,
    values: (
      b,
      m,
    ) => `${m}, k + ${b.agreements}, ${id('agr', b.agreements!)}, k + ${b.subscriptions}, k + ${b.customers},
      k + ${b.cards}, 'active', 'other', 7, 999, 1, '2020-01-01', '2040-01-01', ${START}, ${START}`,
  },
  {
    name: 'invoices',
    columns: `merchant_id, id, public_id, number, subscription_id, customer_id, period_index, period_start, period_end,
      status, currency, subtotal_minor, total_minor, amount_paid_minor, created_at, finalized_at, paid_at, closed_at`,
    values: (b, m) => `${m}, k + ${b.invoices}, ${id('inv', b.invoices!)},
      'INV-2000-' || lpad((k + ${b.numbers})::text, 7, '0'), k + ${b.subscriptions}, k + ${b.customers}, 0, ${START},
      ${START} + ${PERIOD}, 'paid', 'KWD', ${AMOUNT_MINOR}, ${AMOUNT_MINOR}, ${AMOUNT_MINOR}, ${START}, ${START},
      ${START}, ${START}`,
  },
  {
    name: 'invoice_lines',
    columns: `merchant_id, id, public_id, invoice_id, position, price_id, description, quantity, unit_amount_minor,
      amount_minor, explanation`,
    values: (
      b,
      m,
      price,
    ) => `${m}, k + ${b.invoice_lines}, ${id('line', b.invoice_lines!)}, k + ${b.invoices}, 0, ${price},
      'Bench', 1, ${AMOUNT_MINOR}, ${AMOUNT_MINOR}, '{}'`,
  },
  {
    name: 'charges',
    columns: `merchant_id, id, public_id, invoice_id, subscription_id, customer_id, status, currency, amount_minor,
      attempts_made, succeeded_at, created_at, updated_at`,
    values: (
      b,
      m,
    ) => `${m}, k + ${b.charges}, ${id('chg', b.charges!)}, k + ${b.invoices}, k + ${b.subscriptions},
      k + ${b.customers}, 'succeeded', 'KWD', ${AMOUNT_MINOR}, 1, ${START}, ${START}, ${START}`,
  },
  {
    name: 'attempts',
    columns: `merchant_id, id, public_id, charge_id, invoice_id, subscription_id, customer_id, n, kind, status, order_no,
      session_id, currency, amount_minor, card_id, pg_code, agreement_id, owner, lease_until, prepared_at, sent_at,
      resolved_at, settled_by`,
    values: (
      b,
      m,
    ) => `${m}, k + ${b.attempts}, ${id('att', b.attempts!)}, k + ${b.charges}, k + ${b.invoices},
      k + ${b.subscriptions}, k + ${b.customers}, 1, 'cit', 'succeeded', 'h1-' || (k + ${b.attempts}),
      'f' || lpad(to_hex(k + ${b.attempts}), 39, '0'), 'KWD', ${AMOUNT_MINOR}, k + ${b.cards}, 'credit-card',
      k + ${b.agreements}, '00000000-0000-4000-8000-000000000000', ${START}, ${START}, ${START}, ${START}, 'look'`,
  },
  {
    name: 'ledger_transactions',
    each: 2,
    columns: 'merchant_id, id, source, source_id, occurred_at',
    values: (b, m) => `${m}, (k - 1) * 2 + i + 1 + ${b.ledger_transactions},
      CASE i WHEN 0 THEN 'invoice_finalized' ELSE 'attempt_succeeded' END,
      k + CASE i WHEN 0 THEN ${b.invoices} ELSE ${b.attempts} END, ${START}`,
  },
  {
    name: 'ledger_entries',
    each: 4,
    columns: 'merchant_id, id, transaction_id, account, currency, debit_minor, credit_minor',
    values: (
      b,
      m,
    ) => `${m}, (k - 1) * 4 + i + 1 + ${b.ledger_entries}, (k - 1) * 2 + i / 2 + 1 + ${b.ledger_transactions},
      (ARRAY['receivable', 'revenue', 'cash_at_gateway', 'receivable'])[i + 1], 'KWD',
      CASE i % 2 WHEN 0 THEN ${AMOUNT_MINOR} ELSE 0 END, CASE i % 2 WHEN 0 THEN 0 ELSE ${AMOUNT_MINOR} END`,
  },
];

export interface Catalog {
  planId: bigint;
  priceId: bigint;
}

export async function openCatalog(db: pg.Client, { id: merchant }: Merchant): Promise<Catalog> {
  const plan = await db.query<{ id: bigint }>(
    `INSERT INTO plans (merchant_id, public_id, name, created_at, updated_at)
     VALUES ($1, 'plan_0' || lpad(to_hex($1::bigint), 25, '0'), 'Bench', now(), now()) RETURNING id`,
    [merchant],
  );
  const planId = plan.rows[0]!.id;
  const price = await db.query<{ id: bigint }>(
    `INSERT INTO prices (merchant_id, public_id, plan_id, currency, amount_minor, interval_unit, interval_count, created_at)
     VALUES ($1, 'price_0' || lpad(to_hex($1::bigint), 25, '0'), $2, 'KWD', $3, 'day', 30, now()) RETURNING id`,
    [merchant, planId, AMOUNT_MINOR],
  );
  return { planId, priceId: price.rows[0]!.id };
}

/** `count` more subscriptions of the merchant, their first period paid. The rules of the books hold for them. */
export async function loadSubscriptions(
  url: string,
  box: SecretBox,
  merchant: Merchant,
  { priceId }: Catalog,
  count: number,
): Promise<void> {
  const lanes = [await openLoader(url), await openLoader(url)];
  try {
    const bases = await basesOf(lanes[0]!, merchant);
    const queue = TABLES.map((table) => (db: pg.Client) => fill(db, table, bases, merchant, priceId, count));
    queue.unshift((db) => loadCards(db, box, merchant, bases, count));
    await Promise.all(
      lanes.map(async (db) => {
        for (let work = queue.shift(); work; work = queue.shift()) await work(db);
      }),
    );
    await finish(lanes[0]!, merchant, count);
  } finally {
    await Promise.all(lanes.map((db) => db.end()));
  }
}

/** Foreign keys and triggers are off: the rows are made from one another, and `npm run verify` checks them. */
async function openLoader(url: string): Promise<pg.Client> {
  const db = new pg.Client({ connectionString: url, application_name: 'bench load' });
  await db.connect();
  await db.query(`SET session_replication_role = replica`);
  await db.query(`SET synchronous_commit = off`);
  return db;
}

async function basesOf(db: pg.Client, merchant: Merchant): Promise<Bases> {
  const bases: Bases = {};
  for (const name of ['cards', ...TABLES.map((table) => table.name)]) {
    const { rows } = await db.query<{ last: bigint }>(
      `SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS last FROM ${name}_id_seq`,
    );
    bases[name] = rows[0]!.last;
  }
  const { rows } = await db.query<{ last_number: bigint }>(
    `SELECT last_number FROM invoice_series WHERE merchant_id = $1 AND series = 'INV-2000'`,
    [merchant.id],
  );
  bases.numbers = rows[0]?.last_number ?? 0n;
  return bases;
}

async function fill(
  db: pg.Client,
  { name, columns, values, each = 1 }: Table,
  bases: Bases,
  merchant: Merchant,
  priceId: bigint,
  count: number,
): Promise<void> {
  await db.query(
    `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE
     SELECT ${values(bases, merchant.id, priceId)}
     FROM generate_series(1, ${count}) k CROSS JOIN generate_series(0, ${each - 1}) i`,
  );
  await db.query(`SELECT setval('${name}_id_seq', ${bases[name]! + BigInt(count * each)})`);
}

async function finish(db: pg.Client, { id: merchant }: Merchant, count: number): Promise<void> {
  await db.query(
    `INSERT INTO invoice_series (merchant_id, series, last_number) VALUES ($1, 'INV-2000', $2)
     ON CONFLICT (merchant_id, series) DO UPDATE SET last_number = invoice_series.last_number + $2`,
    [merchant, count],
  );
  await db.query('VACUUM (ANALYZE)');
  await db.query('CHECKPOINT');
}
