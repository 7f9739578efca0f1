import type { World } from '../../support/world.js';

export interface BookedAttempt {
  order_no: string;
  invoice_id: bigint;
  kind: 'cit' | 'mit';
  status: string;
  surplus: boolean;
  amount: bigint;
  currency: string;
  sent_at: Date | null;
  decline_code: string | null;
  settled_by: string | null;
}

export interface BookedInvoice {
  id: bigint;
  subscription_id: bigint;
  number: string | null;
  /** Null for one that is not of a period. */
  period: number | null;
  period_start: Date;
  period_end: Date;
  status: string;
  total: bigint;
  /** Of the total, paid out of the customer's balance. */
  applied: bigint;
  /** Taken off while it was open, by credit notes. */
  credited: bigint;
  /** Came otherwise than through the platform, and was recorded. */
  outside: bigint;
  /** That it is from the balance, which is no cash. */
  settled: boolean;
  currency: string;
}

export interface Movement {
  order_no: string;
  amount: string;
  currency: string;
  captured: string;
  refunded: string;
  kind: 'CIT' | 'MIT';
  at: string;
  settled_at: string | null;
}

export interface Truth {
  charges: Movement[];
  sessions_charged_more_than_once: string[];
  order_nos_charged_more_than_once: string[];
}

export interface BookedRefund {
  id: string;
  order_no: string;
  origin: string;
  status: string;
  amount: bigint;
  currency: string;
  sends: number;
  settled_by: string | null;
  status_reason: string | null;
}

export interface BookedBalanceEntry {
  kind: string;
  amount: bigint;
  after: bigint;
  currency: string;
}

/** What money really moved, by the platform's own account. */
export function truth(world: World): Promise<Truth> {
  return world.control<Truth>('GET', '/truth');
}

/** What the engine has written down, read past all of its own code; the oldest first. */
export async function books(world: World): Promise<{ invoices: BookedInvoice[]; attempts: BookedAttempt[] }> {
  const merchant = [world.merchant.id];
  const invoices = await world.engine.sql<BookedInvoice>(
    `SELECT id, subscription_id, number, period_index AS period, period_start, period_end, status,
       total_minor AS total, balance_applied_minor AS applied,
       credited_minor AS credited, currency,
       coalesce((SELECT amount_minor FROM outside_payments o
         WHERE o.merchant_id = invoices.merchant_id AND o.invoice_id = invoices.id), 0)::bigint AS outside,
       EXISTS (SELECT 1 FROM outside_payments o WHERE o.merchant_id = invoices.merchant_id
         AND o.invoice_id = invoices.id AND o.method = 'balance') AS settled
     FROM invoices WHERE merchant_id = $1 ORDER BY subscription_id, period_index, id`,
    merchant,
  );
  const attempts = await world.engine.sql<BookedAttempt>(
    `SELECT order_no, invoice_id, kind, status, surplus, amount_minor AS amount, currency, sent_at,
       decline_code, settled_by
     FROM attempts WHERE merchant_id = $1 ORDER BY id`,
    merchant,
  );
  return { invoices, attempts };
}

/** Of one account and currency: debits less credits, in minor units. */
export async function balance(world: World, account: string, currency = 'KWD'): Promise<bigint> {
  const [row] = await world.engine.sql<{ minor: bigint }>(
    `SELECT coalesce(sum(debit_minor - credit_minor), 0)::bigint AS minor FROM ledger_entries
     WHERE merchant_id = $1 AND account = $2 AND currency = $3`,
    [world.merchant.id, account, currency],
  );
  return row!.minor;
}

/** "9.500" as 9500n. No float comes near it. */
export function minor(amount: string): bigint {
  return BigInt(amount.replace('.', ''));
}

/** The statuses of all invoices, the oldest first. */
export async function invoiceStatuses(world: World): Promise<string[]> {
  return (await books(world)).invoices.map(({ status }) => status);
}

/** Where the periods begin, in the calendar of the customer. */
export async function periodStarts(world: World, timeZone = 'Asia/Kuwait'): Promise<string[]> {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (await books(world)).invoices.map((invoice) => format.format(invoice.period_start));
}

/** All refunds, the oldest first. */
export function refunds(world: World): Promise<BookedRefund[]> {
  return world.engine.sql<BookedRefund>(
    `SELECT r.public_id AS id, a.order_no, r.origin, r.status, r.amount_minor AS amount, r.currency, r.sends,
       r.settled_by, r.status_reason
     FROM refunds r JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id
     WHERE r.merchant_id = $1 AND r.kind = 'refund' ORDER BY r.id`,
    [world.merchant.id],
  );
}

/** Every movement of all balances, the oldest first. */
export function balanceEntries(world: World): Promise<BookedBalanceEntry[]> {
  return world.engine.sql<BookedBalanceEntry>(
    `SELECT kind, amount_minor AS amount, balance_after_minor AS after, currency FROM customer_balance_entries
     WHERE merchant_id = $1 ORDER BY id`,
    [world.merchant.id],
  );
}
