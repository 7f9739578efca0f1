import type { Check } from '../check.js';

/** Of each payment that nobody owed; below zero where a bank took what was given back as well. */
const LEFT_OF_SURPLUS = `
  SELECT a.merchant_id, a.currency, a.amount_minor
    - coalesce((SELECT sum(amount_minor) FROM refunds WHERE merchant_id = a.merchant_id AND attempt_id = a.id
        AND kind = 'refund' AND status = 'succeeded'), 0)
    - coalesce((SELECT sum(amount_minor) FROM customer_balance_entries WHERE merchant_id = a.merchant_id
        AND attempt_id = a.id), 0)
    - coalesce((SELECT sum(amount_minor) FROM chargebacks WHERE merchant_id = a.merchant_id AND attempt_id = a.id
        AND status <> 'won'), 0) AS minor
  FROM attempts a WHERE a.surplus`;

/** What goes back, and what is kept for customers: no more than came, and all of it accounted for. */
export const GIVING_BACK_CHECKS: readonly Check[] = [
  {
    name: 'refunds-never-exceed-captures',
    explanation:
      'Of a payment no more is given back, or credited to the balance, than was taken, nor do banks take more back; in its currency, once it was taken.',
    guards: 'money',
    sql: `
      WITH given AS (
        SELECT merchant_id, attempt_id, currency, amount_minor, false AS by_bank FROM refunds WHERE kind = 'refund' AND status <> 'rejected'
        UNION ALL SELECT merchant_id, attempt_id, currency, amount_minor, false FROM customer_balance_entries
          WHERE attempt_id IS NOT NULL
        UNION ALL SELECT merchant_id, attempt_id, currency, of_payment_minor, false FROM credit_notes
          WHERE of_payment_minor > 0
        UNION ALL SELECT merchant_id, attempt_id, currency, amount_minor, true FROM chargebacks WHERE status <> 'won')
      SELECT a.merchant_id, a.public_id AS subject,
        format('%s given back of %s %s, which is %s', sum(g.amount_minor), a.amount_minor, a.currency, a.status) AS detail
      FROM given g JOIN attempts a ON a.merchant_id = g.merchant_id AND a.id = g.attempt_id
      GROUP BY a.merchant_id, a.id
      HAVING sum(g.amount_minor) FILTER (WHERE NOT g.by_bank) > a.amount_minor
        OR sum(g.amount_minor) FILTER (WHERE g.by_bank) > a.amount_minor OR a.status <> 'succeeded' OR bool_or(g.currency <> a.currency)`,
  },
  {
    name: 'a-surplus-is-given-back-once',
    explanation:
      'The engine gives a surplus back by itself at most once, and credits it at most once; nothing else is.',
    guards: 'money',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject,
        format('surplus %s: %s automatic refunds, %s credits', a.surplus, r.count, e.count) AS detail
      FROM attempts a,
        LATERAL (SELECT count(*) FROM refunds WHERE merchant_id = a.merchant_id AND attempt_id = a.id
          AND origin = 'surplus') r,
        LATERAL (SELECT count(*) FROM customer_balance_entries WHERE merchant_id = a.merchant_id
          AND attempt_id = a.id) e
      WHERE r.count > 1 OR e.count > 1 OR (NOT a.surplus AND r.count + e.count > 0)`,
  },
  {
    name: 'a-refund-is-posted-once',
    explanation:
      'A refund that succeeded has one posting of its amount, out of what was set aside when its payment was surplus, or as a ' +
      'loss where a bank took of that; no other has one.',
    guards: 'money',
    sql: `
      SELECT r.merchant_id, r.public_id AS subject, format('%s %s, %s, in %s posting(s)',
        r.amount_minor, r.currency, r.status, count(DISTINCT t.id)) AS detail
      FROM refunds r
      JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id
      LEFT JOIN ledger_transactions t ON t.merchant_id = r.merchant_id AND t.source = 'refund_succeeded'
        AND t.source_id = r.id
      LEFT JOIN ledger_entries e ON e.merchant_id = t.merchant_id AND e.transaction_id = t.id
      WHERE r.kind = 'refund'
      GROUP BY r.merchant_id, r.id, a.surplus
      HAVING count(DISTINCT t.id) <> CASE r.status WHEN 'succeeded' THEN 1 ELSE 0 END
        OR (r.status = 'succeeded' AND (coalesce(sum(e.debit_minor), 0) <> r.amount_minor
          OR count(e.id) FILTER (WHERE e.account = 'cash_at_gateway' AND e.currency = r.currency
            AND e.credit_minor = r.amount_minor) <> 1
          OR bool_or(e.debit_minor > 0 AND e.account <> ALL (CASE WHEN a.surplus
            THEN ARRAY['surplus', 'chargebacks'] ELSE ARRAY['refunds'] END))))`,
  },
  {
    name: 'a-chargeback-is-posted',
    explanation:
      'What banks took back and did not return stands in its account, per currency, and in no other; one that was won has ' +
      'left it. Of surplus payments there stands what is gone beyond them.',
    guards: 'money',
    sql: `
      WITH booked AS (
        SELECT merchant_id, currency, sum(debit_minor - credit_minor) AS minor
        FROM ledger_entries WHERE account = 'chargebacks' GROUP BY 1, 2),
      taken AS (
        SELECT merchant_id, currency, sum(minor) AS minor FROM (
          SELECT b.merchant_id, b.currency, b.amount_minor AS minor FROM chargebacks b
            JOIN attempts a ON a.merchant_id = b.merchant_id AND a.id = b.attempt_id
            WHERE b.status <> 'won' AND NOT a.surplus
          UNION ALL SELECT merchant_id, currency, greatest(0, -minor) FROM (${LEFT_OF_SURPLUS}) of_surplus) losses
        GROUP BY 1, 2)
      SELECT merchant_id, currency AS subject,
        coalesce(booked.minor, 0) || ' in the ledger, ' || coalesce(taken.minor, 0) || ' taken' AS detail
      FROM booked FULL JOIN taken USING (merchant_id, currency)
      WHERE coalesce(booked.minor, 0) <> coalesce(taken.minor, 0)`,
  },
  {
    name: 'what-a-bank-held-is-decided-once',
    explanation:
      'Of a payment that was held one capture or void stands, of all of it; a payment that was captured is a success, ' +
      'and one that was let go is none.',
    guards: 'money',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject, format('%s %s, %s', a.amount_minor, a.status,
        string_agg(format('%s of %s %s', r.kind, r.amount_minor, r.status), ', ' ORDER BY r.id)) AS detail
      FROM refunds r JOIN attempts a ON a.merchant_id = r.merchant_id AND a.id = r.attempt_id
      WHERE r.kind <> 'refund' AND r.status <> 'rejected'
      GROUP BY a.merchant_id, a.id
      HAVING count(*) > 1 OR bool_or((r.amount_minor, r.currency) <> (a.amount_minor, a.currency))
        OR bool_or(r.kind = 'capture' AND r.status = 'succeeded' AND a.status <> 'succeeded')
        OR bool_or(r.kind = 'void' AND r.status = 'succeeded' AND a.status = 'succeeded')`,
  },
  {
    name: 'set-aside-is-what-is-still-here',
    explanation:
      'The surplus account holds the surplus payments less what was given back of them, credited or taken back by banks.',
    guards: 'money',
    sql: `
      WITH booked AS (
        SELECT merchant_id, currency, sum(credit_minor - debit_minor) AS minor
        FROM ledger_entries WHERE account = 'surplus' GROUP BY 1, 2),
      here AS (
        SELECT merchant_id, currency, sum(greatest(0, minor)) AS minor FROM (${LEFT_OF_SURPLUS}) of_surplus
        GROUP BY 1, 2)
      SELECT merchant_id, currency AS subject,
        coalesce(booked.minor, 0) || ' in the ledger, ' || coalesce(here.minor, 0) || ' still here' AS detail
      FROM booked FULL JOIN here USING (merchant_id, currency)
      WHERE coalesce(booked.minor, 0) <> coalesce(here.minor, 0)`,
  },
  {
    name: 'an-open-refund-is-followed-up',
    explanation:
      'A refund without an end has a time at which it is sent or asked about, and that time is kept.',
    guards: 'order',
    sql: `
      SELECT r.merchant_id, r.public_id AS subject, r.status || ', due ' || coalesce(r.next_action_at::text, 'never') AS detail
      FROM refunds r
      JOIN merchants m ON m.id = r.merchant_id
      JOIN present p ON p.merchant_id = r.merchant_id
      WHERE r.status IN ('requested', 'sent', 'unknown', 'queued')
        AND (r.next_action_at IS NULL OR r.next_action_at < p.on_time)
        AND NOT (r.status = 'requested' AND (m.charging_stopped_at IS NOT NULL OR EXISTS (
          SELECT 1 FROM refunds o WHERE o.merchant_id = r.merchant_id AND o.attempt_id = r.attempt_id
            AND o.id <> r.id AND o.status IN ('requested', 'sent', 'unknown', 'manual'))))`,
  },
  {
    name: 'a-balance-is-the-sum-of-its-entries',
    explanation:
      'Per customer and currency; each entry says what was left after it, and that was never less than nothing.',
    guards: 'money',
    sql: `
      WITH told AS (
        SELECT merchant_id, customer_id, currency, balance_after_minor,
          sum(amount_minor) OVER (PARTITION BY merchant_id, customer_id, currency ORDER BY id) AS running,
          lead(id) OVER (PARTITION BY merchant_id, customer_id, currency ORDER BY id) IS NULL AS is_last
        FROM customer_balance_entries)
      SELECT c.merchant_id, c.public_id AS subject, format('%s %s in the balance, %s in its entries, which say %s',
        coalesce(b.balance_minor, 0), coalesce(b.currency, t.currency), coalesce(t.running, 0),
        t.balance_after_minor) AS detail
      FROM customer_balances b
      FULL JOIN told t ON t.merchant_id = b.merchant_id AND t.customer_id = b.customer_id AND t.currency = b.currency
      JOIN customers c ON c.merchant_id = coalesce(b.merchant_id, t.merchant_id)
        AND c.id = coalesce(b.customer_id, t.customer_id)
      WHERE t.running <> t.balance_after_minor OR t.running < 0
        OR (coalesce(t.is_last, true) AND coalesce(b.balance_minor, 0) <> coalesce(t.running, 0))`,
  },
  {
    name: 'the-ledger-holds-the-balances',
    explanation: 'What is kept for customers, per currency, is what the ledger says is owed to them.',
    guards: 'money',
    sql: `
      WITH booked AS (
        SELECT merchant_id, currency, sum(credit_minor - debit_minor) AS minor
        FROM ledger_entries WHERE account = 'customer_balance' GROUP BY 1, 2),
      kept AS (
        SELECT merchant_id, currency, sum(amount_minor) AS minor FROM customer_balance_entries GROUP BY 1, 2)
      SELECT merchant_id, currency AS subject,
        coalesce(booked.minor, 0) || ' in the ledger, ' || coalesce(kept.minor, 0) || ' kept' AS detail
      FROM booked FULL JOIN kept USING (merchant_id, currency)
      WHERE coalesce(booked.minor, 0) <> coalesce(kept.minor, 0)`,
  },
  {
    name: 'an-invoice-took-what-its-balance-gave',
    explanation:
      'What a final invoice says the balance paid, or later settled, was taken from it, and was given back when the invoice is void; what ' +
      'its credits left over was put into it. A draft, also a discarded one, moved nothing.',
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, format('%s: %s by the balance, which moved %s',
        i.status, i.balance_applied_minor, coalesce(sum(e.amount_minor), 0)) AS detail
      FROM invoices i
      -- What its credits leave over a draft only shows; the customer has it when the invoice is final.
      CROSS JOIN LATERAL (SELECT CASE WHEN i.finalized_at IS NULL THEN 0 ELSE i.credit_to_balance_minor END AS kept_minor) k
      LEFT JOIN customer_balance_entries e ON e.merchant_id = i.merchant_id AND e.invoice_id = i.id
      CROSS JOIN LATERAL (SELECT coalesce(sum(o.amount_minor), 0) AS minor FROM outside_payments o
        WHERE o.merchant_id = i.merchant_id AND o.invoice_id = i.id AND o.method = 'balance') settled
      GROUP BY i.merchant_id, i.id, k.kept_minor, settled.minor
      HAVING coalesce(sum(e.amount_minor), 0)
          <> CASE i.status WHEN 'void' THEN 0 ELSE k.kept_minor - i.balance_applied_minor - settled.minor END
        OR coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'settled'), 0) <> -settled.minor
        OR coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'invoice_credit'), 0) <> k.kept_minor
        OR coalesce(sum(e.amount_minor) FILTER (WHERE e.kind = 'applied'), 0) <> -i.balance_applied_minor
        OR bool_or(e.customer_id <> i.customer_id OR e.currency <> i.currency)`,
  },
];
