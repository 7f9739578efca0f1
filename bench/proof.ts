import { currencyDigits } from '../src/domain/money/currency.js';
import type { Stage } from './stage/stage.js';

/** A measurement whose books are wrong is none. */
export class WrongBooks extends Error {}

/**
 * Holds what the gateway took against what the engine booked after `mark`, one order number at a time: each
 * invoice charged exactly once, with its amount, and nothing booked that was not charged.
 */
export async function proveEachOnce({ db, gateway, shop }: Stage, mark: bigint): Promise<void> {
  const charges = await gateway.charges();
  const { doubles } = await gateway.stats();
  const wrong: string[] = doubles === 0 ? [] : [`${doubles} order numbers were charged more than once`];
  const { rows } = await db.query<{ what: string }>(
    `WITH moved AS (SELECT * FROM unnest($2::text[], $3::bigint[], $4::text[]) AS m (order_no, minor, currency)),
       booked AS (SELECT * FROM attempts WHERE merchant_id = $1 AND id > $5)
     SELECT m.order_no || ' moved money and is ' || coalesce(a.status, 'unknown') AS what
       FROM moved m LEFT JOIN booked a USING (order_no)
       WHERE a.status IS DISTINCT FROM 'succeeded' OR (a.amount_minor, a.currency) IS DISTINCT FROM (m.minor, m.currency)
     UNION ALL SELECT a.order_no || ' is booked as a success, and nothing moved' FROM booked a
       LEFT JOIN moved m USING (order_no) WHERE a.status = 'succeeded' AND m.order_no IS NULL
     UNION ALL SELECT i.public_id || ' was charged ' || count(*) || ' times' FROM booked a
       JOIN moved m USING (order_no) JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
       GROUP BY i.public_id HAVING count(*) > 1
     UNION ALL SELECT 'the ledger has ' || coalesce(sum(e.debit_minor), 0) || ', what moved is ' || max(total.minor)
       FROM booked a
       JOIN ledger_transactions t ON t.merchant_id = a.merchant_id AND t.source = 'attempt_succeeded' AND t.source_id = a.id
       JOIN ledger_entries e ON e.merchant_id = t.merchant_id AND e.transaction_id = t.id AND e.account = 'cash_at_gateway'
       CROSS JOIN (SELECT coalesce(sum(minor), 0) AS minor FROM moved) total
       HAVING coalesce(sum(e.debit_minor), 0) <> coalesce(max(total.minor), 0)
     LIMIT 20`,
    [
      shop.id,
      charges.map(([orderNo]) => orderNo),
      charges.map(([, amount, currency]) => toMinor(amount, currency)),
      charges.map(([, , currency]) => currency),
      mark,
    ],
  );
  wrong.push(...rows.map(({ what }) => what));
  if (wrong.length > 0) throw new WrongBooks(`The books are not what happened:\n  ${wrong.join('\n  ')}`);
  await gateway.forget();
}

export async function lastAttempt({ db, shop }: Stage): Promise<bigint> {
  const { rows } = await db.query<{ last: bigint | null }>(
    'SELECT max(id) AS last FROM attempts WHERE merchant_id = $1',
    [shop.id],
  );
  return rows[0]!.last ?? 0n;
}

function toMinor(amount: string, currency: string): string {
  const [whole = '0', fraction = ''] = amount.split('.');
  return whole + fraction.padEnd(currencyDigits(currency), '0');
}
