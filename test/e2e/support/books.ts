import pg from 'pg';
import type { Api } from '../../support/api-client.js';
import { waitFor } from '../../support/wait.js';

/** What the simulator says of one payment; the card's token and more are left out. */
interface RealCharge {
  order_no: string;
  session_id: string;
  amount: string;
  currency: string;
  kind: 'CIT' | 'MIT';
  captured: string;
  refunded: string;
  settled_at: string | null;
}

interface Truth {
  charges: RealCharge[];
  sessions_charged_more_than_once: string[];
  order_nos_charged_more_than_once: string[];
  charges_nobody_was_told_of: string[];
}

interface Booked {
  order_no: string;
  kind: 'CIT' | 'MIT';
  minor: string;
  currency: string;
}

/** Reads the engine's database as an auditor: past the engine, with SQL. */
export class Books {
  private constructor(
    private readonly client: pg.Client,
    private readonly simulator: Api,
  ) {}

  static async open(databaseUrl: string, simulator: Api): Promise<Books> {
    const client = new pg.Client({ connectionString: databaseUrl });
    // A database that is dropped under it must not take the tests with it.
    client.on('error', () => undefined);
    await client.connect();
    return new Books(client, simulator);
  }

  close(): Promise<void> {
    return this.client.end();
  }

  async query<T extends object = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.client.query<T>(sql, values)).rows;
  }

  truth(): Promise<Truth> {
    return this.simulator.get<Truth>('/truth');
  }

  /**
   * The leases of a process that is proven dead need not run out in real time. Only then: a living owner
   * whose lease is taken away is what the leases are there to prevent.
   */
  async buryTheDead(): Promise<void> {
    await this.query(`UPDATE attempts SET lease_until = clock_timestamp()`);
    await this.query(`UPDATE refunds SET lease_until = clock_timestamp()`);
    await this.query(`UPDATE test_clocks SET lease_until = clock_timestamp() WHERE lease_until IS NOT NULL`);
    await this.query(
      `UPDATE idempotency_keys SET locked_until = clock_timestamp() WHERE response_status IS NULL`,
    );
  }

  /**
   * What the engine does of itself would look like something that a request did: routes are not checked for a
   * day, and every invoice has got its number, which comes a moment after the payment.
   */
  async settle(): Promise<void> {
    await this.query(`UPDATE merchants SET routing_check_due_at = clock_timestamp() + interval '1 day'`);
    await waitFor(
      'the numbers of invoices',
      () => this.query(`SELECT public_id FROM invoices WHERE number IS NULL AND finalized_at IS NOT NULL`),
      (waiting) => waiting.length === 0,
    );
  }

  /** Everything in which the books and the truth differ, or the books contradict themselves. Empty: all is well. */
  async faults(): Promise<string[]> {
    const truth = await this.truth();
    const booked = await this.query<Booked>(
      `SELECT order_no, upper(kind) AS kind, amount_minor::text AS minor, currency FROM attempts
       WHERE status = 'succeeded' ORDER BY id`,
    );
    return [
      ...compare(booked, truth.charges),
      ...truth.sessions_charged_more_than_once.map((id) => `session ${id} was charged more than once`),
      ...truth.order_nos_charged_more_than_once.map((no) => `order ${no} was charged more than once`),
      ...truth.charges_nobody_was_told_of.map((id) => `nobody was told of ${id}`),
      ...(await this.invoiceFaults()),
      ...(await this.refundFaults(truth)),
      ...(await this.ledgerFaults(truth)),
    ];
  }

  /** What still waits for an answer or a person; a card that will be charged another day is not among it. */
  async unfinished(): Promise<string[]> {
    const rows = await this.query<{ what: string }>(
      `SELECT format('attempt %s of %s is %s', n, order_no, status) AS what FROM attempts
         WHERE status IN ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'manual')
       UNION ALL SELECT format('charge %s is %s', public_id, status) FROM charges
         WHERE status IN ('processing', 'awaiting_customer', 'blocked')
       UNION ALL SELECT format('subscription %s is quarantined', public_id) FROM subscriptions
         WHERE quarantined_at IS NOT NULL
       UNION ALL SELECT format('refund %s is %s', public_id, status) FROM refunds
         WHERE status NOT IN ('succeeded', 'rejected')
       UNION ALL SELECT format('invoice %s has no number', public_id) FROM invoices WHERE number IS NULL`,
    );
    return rows.map(({ what }) => what);
  }

  /**
   * Of every table with business in it, to compare before and after. Left out is what may be written about a
   * request that is refused: its line in the inbox, its event, its idempotency key.
   */
  async fingerprint(): Promise<Record<string, string>> {
    const tables = await this.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN
         ('inbound_webhooks', 'idempotency_keys', 'gateway_calls', 'events', 'migrations', 'database_epochs')`,
    );
    const prints: Record<string, string> = {};
    for (const { name } of [...tables, { name: `events WHERE type <> 'webhook.rejected'` }]) {
      const table = name.split(' ')[0]!;
      const [row] = await this.query<{ print: string }>(
        `SELECT md5(coalesce(string_agg(${table}::text, '|' ORDER BY ${table}::text), '')) AS print FROM ${name}`,
      );
      prints[table] = row!.print;
    }
    return prints;
  }

  /** How many invoices there are in each status. */
  async invoices(): Promise<Record<string, number>> {
    const rows = await this.query<{ status: string; count: number }>(
      `SELECT status, count(*)::int AS count FROM invoices GROUP BY status`,
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  private async invoiceFaults(): Promise<string[]> {
    const rows = await this.query<{ what: string }>(
      `SELECT format('invoice %s is %s and was paid %s times', i.public_id, i.status, count(a.id)) AS what
       FROM invoices i
       LEFT JOIN attempts a ON a.invoice_id = i.id AND a.status = 'succeeded' AND NOT a.surplus
       GROUP BY i.public_id, i.status, i.total_minor, i.balance_applied_minor, i.credited_minor
       HAVING count(a.id) <> (i.status = 'paid' AND i.total_minor > i.balance_applied_minor + i.credited_minor)::int
       UNION ALL SELECT format('attempt %s took money that nobody owed', public_id) FROM attempts WHERE surplus`,
    );
    return rows.map(({ what }) => what);
  }

  /** What went back is booked of the payment that it went back of. */
  private async refundFaults({ charges }: Truth): Promise<string[]> {
    const given = await this.query<{ order_no: string; minor: string }>(
      `SELECT a.order_no, sum(r.amount_minor)::text AS minor FROM refunds r JOIN attempts a ON a.id = r.attempt_id
       WHERE r.status = 'succeeded' AND r.kind = 'refund' GROUP BY a.order_no`,
    );
    const ours = new Map(given.map(({ order_no, minor }) => [order_no, BigInt(minor)]));
    return charges.flatMap(({ order_no, refunded }) => {
      const [booked, real] = [ours.get(order_no) ?? 0n, minorOf(refunded)];
      return booked === real ? [] : [`${order_no}: ${booked} booked as given back, ${real} went back`];
    });
  }

  private async ledgerFaults(truth: Truth): Promise<string[]> {
    const unbalanced = await this.query<{ currency: string }>(
      `SELECT currency FROM ledger_entries GROUP BY merchant_id, currency HAVING sum(debit_minor) <> sum(credit_minor)`,
    );
    const unposted = await this.query<{ public_id: string }>(
      `SELECT a.public_id FROM attempts a LEFT JOIN ledger_transactions t
         ON t.source IN ('attempt_succeeded', 'attempt_surplus') AND t.source_id = a.id
       GROUP BY a.public_id, a.status HAVING count(t.id) <> (a.status = 'succeeded')::int`,
    );
    const [cash] = await this.query<{ minor: string }>(
      `SELECT coalesce(sum(debit_minor - credit_minor), 0)::text AS minor FROM ledger_entries
       WHERE account = 'cash_at_gateway'`,
    );
    const real = truth.charges.reduce(
      (sum, charge) => sum + minorOf(charge.captured) - minorOf(charge.refunded),
      0n,
    );
    return [
      ...unbalanced.map(({ currency }) => `the ledger does not balance in ${currency}`),
      ...unposted.map(
        ({ public_id }) => `the ledger knows another number of successes of ${public_id} than one`,
      ),
      ...(BigInt(cash!.minor) === real ? [] : [`the ledger has ${cash!.minor} in cash, the gateway ${real}`]),
    ];
  }
}

function compare(booked: Booked[], real: RealCharge[]): string[] {
  const line = (orderNo: string, kind: string, minor: string, currency: string) =>
    `${orderNo} ${kind} ${minor} ${currency}`;
  const ours = new Set(booked.map((row) => line(row.order_no, row.kind, row.minor, row.currency)));
  const theirs = new Set(
    real
      .filter((row) => minorOf(row.captured) > 0n)
      .map((row) => line(row.order_no, row.kind, String(minorOf(row.captured)), row.currency)),
  );
  return [
    ...[...ours].filter((text) => !theirs.has(text)).map((text) => `booked, but no money moved: ${text}`),
    ...[...theirs].filter((text) => !ours.has(text)).map((text) => `money moved, but is not booked: ${text}`),
  ];
}

/** Minor units: the simulator writes every digit of the currency. */
function minorOf(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}
