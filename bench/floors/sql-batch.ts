import { randomBytes } from 'node:crypto';
import type pg from 'pg';

/** One renewal's ids; those of what is written are filled in as it is written. */
export interface Row {
  subscription: bigint;
  public_id: string;
  customer: bigint;
  card: bigint;
  agreement: bigint;
  period: number;
  start: Date;
  end: Date;
  invoice?: bigint;
  charge?: bigint;
  attempt?: bigint;
}

const AMOUNT_MINOR = 9_500;
const AMOUNT = { amount: '9.500', currency: 'KWD' };

/** The merchant's subscriptions that were renewed least; their next period is renewed ahead of its time. */
export async function nextBatch(db: pg.Client, merchant: string, count: number): Promise<Row[]> {
  const { rows } = await db.query<Row>(
    `SELECT s.id AS subscription, s.public_id, s.customer_id AS customer, s.card_id AS card, g.id AS agreement,
       s.next_period_index AS period, s.current_period_end AS start, s.current_period_end + interval '30 days' AS end
     FROM subscriptions s JOIN agreements g ON g.merchant_id = s.merchant_id AND g.subscription_id = s.id
     WHERE s.merchant_id = $1 ORDER BY s.next_period_index, s.id LIMIT $2`,
    [merchant, count],
  );
  if (rows.length !== count)
    throw new Error(`The floor has ${rows.length} subscriptions, and ${count} are to be renewed`);
  return rows;
}

/** Invoice, line, posting, charge and attempt, and the subscription moved on. */
export async function writeAhead(db: pg.Client, merchant: string, rows: Row[]): Promise<void> {
  const number = await takeNumbers(db, merchant, rows.length);
  const invoices = await db.query<{ id: bigint }>(
    `INSERT INTO invoices (merchant_id, public_id, number, subscription_id, customer_id, period_index, period_start,
       period_end, status, currency, subtotal_minor, total_minor, created_at, finalized_at)
     SELECT $1, p, n, s, c, i, b, e, 'open', 'KWD', ${AMOUNT_MINOR}, ${AMOUNT_MINOR}, b, b
     FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::int[], $7::timestamptz[], $8::timestamptz[])
       AS u (p, n, s, c, i, b, e) RETURNING id`,
    [
      merchant,
      ids('inv', rows),
      rows.map((_, i) => `FLOOR-${String(number + BigInt(i)).padStart(7, '0')}`),
      ...columns(rows, 'subscription', 'customer', 'period', 'start', 'end'),
    ],
  );
  rows.forEach((row, i) => (row.invoice = invoices.rows[i]!.id));
  await db.query(
    `INSERT INTO invoice_lines (merchant_id, public_id, invoice_id, position, price_id, description, quantity,
       unit_amount_minor, amount_minor, explanation)
     SELECT $1, p, v, 0, (SELECT id FROM prices WHERE merchant_id = $1), 'Bench', 1, ${AMOUNT_MINOR}, ${AMOUNT_MINOR}, $4
     FROM unnest($2::text[], $3::bigint[]) AS u (p, v)`,
    [merchant, ids('line', rows), ...columns(rows, 'invoice'), EXPLANATION],
  );
  await post(db, merchant, rows, 'invoice_finalized', 'invoice', 'receivable', 'revenue');
  const charges = await db.query<{ id: bigint }>(
    `INSERT INTO charges (merchant_id, public_id, invoice_id, subscription_id, customer_id, status, currency,
       amount_minor, attempts_made, created_at, updated_at)
     SELECT $1, p, v, s, c, 'processing', 'KWD', ${AMOUNT_MINOR}, 1, b, b
     FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[]) AS u (p, v, s, c, b) RETURNING id`,
    [merchant, ids('chg', rows), ...columns(rows, 'invoice', 'subscription', 'customer', 'start')],
  );
  rows.forEach((row, i) => (row.charge = charges.rows[i]!.id));
  const attempts = await db.query<{ id: bigint }>(
    `INSERT INTO attempts (merchant_id, public_id, charge_id, invoice_id, subscription_id, customer_id, card_id,
       agreement_id, prepared_at, lease_until, next_check_at, n, kind, status, order_no, currency, amount_minor, pg_code,
       owner)
     SELECT $1, p, h, v, s, c, k, g, b, b, b, 1, 'mit', 'prepared', o, 'KWD', ${AMOUNT_MINOR}, 'credit-card', gen_random_uuid()
     FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
       $10::timestamptz[]) AS u (p, o, h, v, s, c, k, g, b) RETURNING id`,
    [
      merchant,
      ids('att', rows),
      ids('r1', rows),
      ...columns(rows, 'charge', 'invoice', 'subscription', 'customer', 'card', 'agreement', 'start'),
    ],
  );
  rows.forEach((row, i) => (row.attempt = attempts.rows[i]!.id));
  await tell(db, merchant, rows, ['subscription.renewed', 'invoice.finalized', 'attempt.prepared']);
  await db.query(
    `UPDATE subscriptions s SET current_period_start = b, current_period_end = e, next_bill_at = e,
       next_period_index = next_period_index + 1, updated_at = b
     FROM unnest($2::bigint[], $3::timestamptz[], $4::timestamptz[]) AS u (id, b, e)
     WHERE s.merchant_id = $1 AND s.id = u.id`,
    [merchant, ...columns(rows, 'subscription', 'start', 'end')],
  );
}

export async function markSent(db: pg.Client, merchant: string, rows: Row[]): Promise<void> {
  await db.query(
    `UPDATE attempts a SET status = 'sent', session_id = u.session, sent_at = b, lease_until = b
     FROM unnest($2::bigint[], $3::text[], $4::timestamptz[]) AS u (id, session, b)
     WHERE a.merchant_id = $1 AND a.id = u.id AND a.status = 'prepared'`,
    [merchant, ...columns(rows, 'attempt'), ids('s', rows), ...columns(rows, 'start')],
  );
  await tell(db, merchant, rows, ['attempt.sent']);
  await logCalls(db, merchant, rows, 'create');
}

export async function settle(db: pg.Client, merchant: string, rows: Row[]): Promise<void> {
  const updates = [
    [
      `UPDATE attempts a SET status = 'succeeded', settled_by = 'answer', resolved_at = b, next_check_at = NULL,
         reference_number = 'R' || a.id`,
      'a.id',
      'attempt',
    ],
    [`UPDATE charges a SET status = 'succeeded', succeeded_at = b, updated_at = b`, 'a.id', 'charge'],
    [
      `UPDATE invoices a SET status = 'paid', amount_paid_minor = total_minor, paid_at = b, closed_at = b`,
      'a.id',
      'invoice',
    ],
    [`UPDATE agreements a SET cycles_used = cycles_used + 1, updated_at = b`, 'a.id', 'agreement'],
  ] as const;
  for (const [update, key, column] of updates) {
    await db.query(
      `${update} FROM unnest($2::bigint[], $3::timestamptz[]) AS u (id, b) WHERE a.merchant_id = $1 AND ${key} = u.id`,
      [merchant, ...columns(rows, column, 'start')],
    );
  }
  await post(db, merchant, rows, 'attempt_succeeded', 'attempt', 'cash_at_gateway', 'receivable');
  await tell(db, merchant, rows, ['attempt.succeeded', 'invoice.paid', 'charge.succeeded']);
  await logCalls(db, merchant, rows, 'auto_debit');
}

async function post(
  db: pg.Client,
  merchant: string,
  rows: Row[],
  source: string,
  of: 'invoice' | 'attempt',
  debit: string,
  credit: string,
): Promise<void> {
  await db.query(
    `WITH posted AS (
       INSERT INTO ledger_transactions (merchant_id, source, source_id, occurred_at)
       SELECT $1, $2, v, b FROM unnest($3::bigint[], $4::timestamptz[]) AS u (v, b) RETURNING id)
     INSERT INTO ledger_entries (merchant_id, transaction_id, account, currency, debit_minor, credit_minor)
     SELECT $1, id, account, 'KWD', debit, credit
     FROM posted, (VALUES ($5, ${AMOUNT_MINOR}, 0), ($6, 0, ${AMOUNT_MINOR})) AS a (account, debit, credit)`,
    [merchant, source, ...columns(rows, of, 'start'), debit, credit],
  );
}

async function tell(db: pg.Client, merchant: string, rows: Row[], types: string[]): Promise<void> {
  const all = types.flatMap((type) => rows.map((row) => ({ type, row })));
  await db.query(
    `INSERT INTO events (merchant_id, public_id, type, customer_id, subscription_id, data, occurred_at)
     SELECT $1, p, t, c, s, d, b
     FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::jsonb[], $7::timestamptz[]) AS u (p, t, c, s, d, b)`,
    [
      merchant,
      ids('evt', all),
      all.map(({ type }) => type),
      all.map(({ row }) => row.customer),
      all.map(({ row }) => row.subscription),
      all.map(({ row }) =>
        JSON.stringify({ subscription: row.public_id, amount: AMOUNT, period: row.start, n: 1 }),
      ),
      all.map(({ row }) => row.start),
    ],
  );
}

async function logCalls(db: pg.Client, merchant: string, rows: Row[], endpoint: string): Promise<void> {
  await db.query(
    `INSERT INTO gateway_calls (merchant_id, endpoint, session_id, order_no, http_status, outcome, duration_ms, started_at)
     SELECT $1, $2, s, o, 200, 'succeeded', 1, b FROM unnest($3::text[], $4::text[], $5::timestamptz[]) AS u (s, o, b)`,
    [merchant, endpoint, ids('s', rows), ids('r1', rows), ...columns(rows, 'start')],
  );
}

async function takeNumbers(db: pg.Client, merchant: string, count: number): Promise<bigint> {
  const { rows } = await db.query<{ last_number: bigint }>(
    `INSERT INTO invoice_series (merchant_id, series, last_number) VALUES ($1, 'FLOOR', $2)
     ON CONFLICT (merchant_id, series) DO UPDATE SET last_number = invoice_series.last_number + $2 RETURNING last_number`,
    [merchant, count],
  );
  return rows[0]!.last_number - BigInt(count) + 1n;
}

function columns(rows: Row[], ...names: (keyof Row)[]): unknown[][] {
  return names.map((name) => rows.map((row) => row[name]));
}

/** As long as the engine's ids, and like them in the order of time. */
function ids(prefix: string, rows: readonly unknown[]): string[] {
  const head = `${prefix}_${Date.now().toString(32).padStart(10, '0')}`;
  const tail = randomBytes(8 * rows.length);
  return rows.map((_, i) => head + tail.toString('hex', 8 * i, 8 * i + 8));
}

const EXPLANATION = JSON.stringify({ quantity: '1', unit_amount: '9.500', currency: 'KWD' });
