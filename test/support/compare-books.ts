import { currencyDigits } from '../../src/domain/money/currency.js';

/** Reads the database past all of the engine's code. */
export interface BookReader {
  query<Row extends object>(text: string, parameters?: unknown[]): Promise<Row[]>;
}

/** One movement of money, as the simulated platform knows it. */
export interface Movement {
  order_no: string | null;
  currency: string;
  captured: string;
  refunded: string;
}

/** A merchant and the platform that knows what really happened to its payers. */
export interface ComparedShop {
  merchantId: string;
  platform: { truth(): Promise<Movement[]> };
}

/** What is different between the books and what really happened. All of it must be empty. */
export interface Differences {
  /** Invoices whose customer paid more than once. */
  doubles: string[];
  /** Money that moved and is not in the books. */
  lost: string[];
  /** Money in the books that never moved, or another amount. */
  ghosts: string[];
  /** What should have come to an end and did not. */
  stuck: string[];
  /** Currencies in which the ledger's cash is not the platform's. */
  ledger: string[];
}

interface BookedAttempt {
  order_no: string;
  status: string;
  amount_minor: bigint;
  currency: string;
  invoice: string;
}

export async function compareBooks(books: BookReader, shops: readonly ComparedShop[]): Promise<Differences> {
  const found: Differences = { doubles: [], lost: [], ghosts: [], stuck: [], ledger: [] };
  for (const shop of shops) await compareMoney(books, shop, found);
  found.stuck.push(...(await findStuck(books)));
  return found;
}

async function compareMoney(books: BookReader, shop: ComparedShop, found: Differences): Promise<void> {
  const truth = await shop.platform.truth();
  const attempts = await books.query<BookedAttempt>(
    `SELECT a.order_no, a.status, a.amount_minor, a.currency, i.public_id AS invoice
     FROM attempts a JOIN merchants m ON m.id = a.merchant_id
     JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
     WHERE m.public_id = $1`,
    [shop.merchantId],
  );
  const byOrder = new Map(attempts.map((attempt) => [attempt.order_no, attempt]));
  const paidFor = new Map<string, (string | null)[]>();
  const moved = new Map<string, bigint>();
  const taken = new Set<string | null>();
  const given = await givenBack(books, shop);
  for (const { order_no, currency, captured, refunded } of truth) {
    const minor = toMinor(captured, currency);
    const back = toMinor(refunded, currency);
    moved.set(currency, (moved.get(currency) ?? 0n) + minor - back);
    const booked = given.get(order_no ?? '') ?? 0n;
    if (booked < back) found.lost.push(`${order_no}: ${back} went back, ${booked} booked ${currency}`);
    if (booked > back)
      found.ghosts.push(`${order_no}: ${booked} booked as given back, ${back} went ${currency}`);
    const attempt = byOrder.get(order_no ?? '');
    const invoice = attempt?.invoice ?? `order ${order_no}`;
    paidFor.set(invoice, [...(paidFor.get(invoice) ?? []), order_no]);
    if (attempt?.status !== 'succeeded') {
      found.lost.push(
        `${order_no}: ${captured} ${currency} moved, the attempt is ${attempt?.status ?? 'unknown to us'}`,
      );
    } else if (attempt.amount_minor !== minor || attempt.currency !== currency) {
      found.ghosts.push(
        `${order_no}: ${attempt.amount_minor} ${attempt.currency} booked, ${captured} ${currency} moved`,
      );
    }
    taken.add(order_no);
  }
  for (const [invoice, orders] of paidFor) {
    if (orders.length > 1) found.doubles.push(`${invoice}: ${orders.join(', ')}`);
  }
  for (const { order_no, status } of attempts) {
    if (status === 'succeeded' && !taken.has(order_no))
      found.ghosts.push(`${order_no}: booked, and nothing moved`);
  }
  found.ledger.push(...(await ledgerFaults(books, shop, moved)));
}

/** What the books say was given back, by the order number of the payment. */
async function givenBack(books: BookReader, shop: ComparedShop): Promise<Map<string, bigint>> {
  const rows = await books.query<{ order_no: string; minor: string }>(
    `SELECT a.order_no, sum(r.amount_minor)::text AS minor
     FROM refunds r JOIN merchants m ON m.id = r.merchant_id
     JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id
     WHERE m.public_id = $1 AND r.status = 'succeeded' AND r.kind = 'refund' GROUP BY a.order_no`,
    [shop.merchantId],
  );
  return new Map(rows.map(({ order_no, minor }) => [order_no, BigInt(minor)]));
}

async function ledgerFaults(
  books: BookReader,
  shop: ComparedShop,
  moved: Map<string, bigint>,
): Promise<string[]> {
  const booked = await books.query<{ currency: string; minor: string }>(
    `SELECT e.currency, sum(e.debit_minor - e.credit_minor) AS minor
     FROM ledger_entries e JOIN merchants m ON m.id = e.merchant_id
     WHERE m.public_id = $1 AND e.account = 'cash_at_gateway' GROUP BY 1`,
    [shop.merchantId],
  );
  const cash = new Map(booked.map(({ currency, minor }) => [currency, BigInt(minor)]));
  return [...new Set([...cash.keys(), ...moved.keys()])].flatMap((currency) => {
    const [ours, theirs] = [cash.get(currency) ?? 0n, moved.get(currency) ?? 0n];
    return ours === theirs ? [] : [`${shop.merchantId} ${currency}: ${ours} in the ledger, ${theirs} moved`];
  });
}

async function findStuck(books: BookReader): Promise<string[]> {
  const rows = await books.query<{ what: string }>(
    `SELECT 'attempt ' || a.order_no || ' is ' || a.status || coalesce(': ' || (a.trouble->>'message'), '') AS what
       FROM attempts a LEFT JOIN test_clocks t USING (merchant_id)
       WHERE a.status IN ('prepared', 'sent', 'unknown', 'fenced', 'manual')
          OR (a.status = 'ready' AND a.expires_at < coalesce(t.now, now()) - interval '2 days')
     UNION ALL SELECT 'refund ' || public_id || ' is ' || status || coalesce(': ' || (trouble->>'message'), '') FROM refunds
       WHERE status NOT IN ('succeeded', 'rejected')
     UNION ALL SELECT 'charge ' || public_id || ' is ' || status FROM charges WHERE status IN ('processing', 'blocked')
     UNION ALL SELECT 'subscription ' || public_id || ' is quarantined: ' || quarantine_reason FROM subscriptions
       WHERE quarantined_at IS NOT NULL
     UNION ALL SELECT 'subscription ' || public_id || ' waits to be canceled' FROM subscriptions
       WHERE cancel_requested_at IS NOT NULL
     UNION ALL SELECT 'merchant ' || public_id || ' is stopped: ' || charging_stopped_reason FROM merchants
       WHERE charging_stopped_at IS NOT NULL
     UNION ALL SELECT 'clock ' || public_id || ' is ' || status || coalesce(': ' || error, '') FROM test_clocks
       WHERE status <> 'ready'`,
  );
  return rows.map(({ what }) => what);
}

export function toMinor(amount: string, currency: string): bigint {
  const [whole = '0', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(currencyDigits(currency), '0'));
}
