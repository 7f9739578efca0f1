import type { Check } from '../check.js';

/** The double entry says the same as the documents. */
export const LEDGER_CHECKS: readonly Check[] = [
  {
    name: 'debits-equal-credits',
    explanation: 'In every ledger transaction, of which none is empty.',
    guards: 'money',
    sql: `
      SELECT t.merchant_id, 'ledger transaction ' || t.id AS subject, format('%s: %s debit, %s credit %s',
        t.source, coalesce(sum(e.debit_minor), 0), coalesce(sum(e.credit_minor), 0), e.currency) AS detail
      FROM ledger_transactions t
      LEFT JOIN ledger_entries e ON e.merchant_id = t.merchant_id AND e.transaction_id = t.id
      GROUP BY t.merchant_id, t.id, e.currency
      HAVING sum(e.debit_minor) IS DISTINCT FROM sum(e.credit_minor) OR count(e.id) = 0`,
  },
  {
    name: 'every-day-balances',
    explanation: "Per currency and day of the merchant's calendar, and no entry without its transaction.",
    guards: 'money',
    sql: `
      SELECT e.merchant_id, m.public_id AS subject, format('%s %s: %s debit, %s credit',
        (t.occurred_at AT TIME ZONE m.time_zone)::date, e.currency, sum(e.debit_minor), sum(e.credit_minor)) AS detail
      FROM ledger_entries e
      JOIN merchants m ON m.id = e.merchant_id
      LEFT JOIN ledger_transactions t ON t.merchant_id = e.merchant_id AND t.id = e.transaction_id
      GROUP BY e.merchant_id, m.id, e.currency, (t.occurred_at AT TIME ZONE m.time_zone)::date
      HAVING sum(e.debit_minor) <> sum(e.credit_minor) OR count(t.id) < count(*)`,
  },
  {
    name: 'a-success-is-posted-once',
    explanation:
      "Every success has one posting of its amount: from the customer's debt, or set aside when it is surplus.",
    guards: 'money',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject, format('%s %s in %s posting(s) of %s entries',
        a.amount_minor, a.currency, count(DISTINCT t.id), count(e.id)) AS detail
      FROM attempts a
      LEFT JOIN ledger_transactions t ON t.merchant_id = a.merchant_id AND t.source_id = a.id
        AND t.source IN ('attempt_succeeded', 'attempt_surplus')
      LEFT JOIN ledger_entries e ON e.merchant_id = t.merchant_id AND e.transaction_id = t.id
      WHERE a.status = 'succeeded'
      GROUP BY a.merchant_id, a.id
      HAVING count(DISTINCT t.id) <> 1 OR count(e.id) <> 2
        OR count(e.id) FILTER (WHERE e.account = 'cash_at_gateway' AND e.currency = a.currency
             AND e.debit_minor = a.amount_minor) <> 1
        OR count(e.id) FILTER (WHERE e.credit_minor = a.amount_minor AND e.currency = a.currency
             AND e.account = CASE WHEN a.surplus THEN 'surplus' ELSE 'receivable' END) <> 1`,
  },
  {
    name: 'a-posted-payment-happened',
    explanation: 'Money is posted only for attempts that succeeded, as surplus only where it is.',
    guards: 'money',
    sql: `
      SELECT t.merchant_id, coalesce(a.public_id, 'ledger transaction ' || t.id) AS subject,
        t.source || ' for an attempt that is ' || coalesce(a.status, 'missing') AS detail
      FROM ledger_transactions t
      LEFT JOIN attempts a ON a.merchant_id = t.merchant_id AND a.id = t.source_id
      WHERE t.source IN ('attempt_succeeded', 'attempt_surplus')
        AND (a.status IS DISTINCT FROM 'succeeded' OR a.surplus <> (t.source = 'attempt_surplus'))`,
  },
  {
    name: 'the-ledger-knows-what-is-owed',
    explanation:
      "An invoice's postings leave what the balance did not pay in receivable while it is open, in bad debt when it " +
      'was given up, and nowhere when it is paid or void; revenue is its total without tax and tax its tax, each less ' +
      'its credit notes, unless it is void.',
    guards: 'money',
    sql: `
      WITH moves AS (
        SELECT t.merchant_id,
          CASE t.source WHEN 'attempt_succeeded' THEN a.invoice_id WHEN 'balance_entry' THEN b.invoice_id
            WHEN 'outside_payment' THEN o.invoice_id
            WHEN 'credit_note' THEN n.invoice_id
            ELSE t.source_id END AS invoice_id,
          e.account, e.debit_minor - e.credit_minor AS minor
        FROM ledger_transactions t
        JOIN ledger_entries e ON e.merchant_id = t.merchant_id AND e.transaction_id = t.id
        LEFT JOIN attempts a ON a.merchant_id = t.merchant_id AND a.id = t.source_id AND t.source = 'attempt_succeeded'
        LEFT JOIN outside_payments o
          ON o.merchant_id = t.merchant_id AND o.id = t.source_id AND t.source = 'outside_payment'
        LEFT JOIN customer_balance_entries b
          ON b.merchant_id = t.merchant_id AND b.id = t.source_id AND t.source = 'balance_entry'
        LEFT JOIN credit_notes n ON n.merchant_id = t.merchant_id AND n.id = t.source_id AND t.source = 'credit_note'
        WHERE t.source IN
          ('attempt_succeeded', 'outside_payment', 'balance_entry', 'credit_note', 'invoice_finalized', 'invoice_voided', 'invoice_uncollectible', 'invoice_recovered')),
      sums AS (
        SELECT i.merchant_id, i.public_id, i.status, i.total_minor, i.tax_total_minor - i.credit_notes_tax_minor AS tax_minor,
          i.total_minor - i.credit_to_balance_minor - i.credit_notes_minor AS worth_minor,
          i.total_minor - i.balance_applied_minor - i.credited_minor AS due_minor,
          coalesce(sum(v.minor) FILTER (WHERE v.account = 'receivable'), 0) AS receivable,
          coalesce(sum(v.minor) FILTER (WHERE v.account = 'bad_debt'), 0) AS bad_debt,
          coalesce(-sum(v.minor) FILTER (WHERE v.account = 'revenue'), 0) AS revenue,
          coalesce(-sum(v.minor) FILTER (WHERE v.account = 'tax'), 0) AS tax
        FROM invoices i LEFT JOIN moves v ON v.merchant_id = i.merchant_id AND v.invoice_id = i.id
        WHERE i.status <> 'draft'
        GROUP BY i.merchant_id, i.id)
      SELECT merchant_id, public_id AS subject, format('%s, total %s; receivable %s, bad debt %s, revenue %s, tax %s',
        status, total_minor, receivable, bad_debt, revenue, tax) AS detail
      FROM sums
      WHERE receivable <> CASE status WHEN 'open' THEN due_minor ELSE 0 END
        OR bad_debt <> CASE status WHEN 'uncollectible' THEN due_minor ELSE 0 END
        OR revenue <> CASE status WHEN 'void' THEN 0 ELSE worth_minor - tax_minor END
        OR tax <> CASE status WHEN 'void' THEN 0 ELSE tax_minor END`,
  },
  {
    name: 'what-came-otherwise-is-posted-once',
    explanation:
      'Money that was recorded beside Ottu is all that was open of its invoice, and nothing else is in its account; of what the balance settled nothing is.',
    guards: 'money',
    sql: `
      WITH posted AS (
        SELECT t.merchant_id, t.source, t.source_id, e.currency, sum(e.debit_minor - e.credit_minor) AS minor
        FROM ledger_entries e JOIN ledger_transactions t ON t.merchant_id = e.merchant_id AND t.id = e.transaction_id
        WHERE e.account = 'cash_outside' GROUP BY 1, 2, 3, 4)
      SELECT coalesce(o.merchant_id, p.merchant_id) AS merchant_id,
        coalesce(o.public_id, p.source || ' ' || p.source_id) AS subject, format('%s %s recorded, %s %s posted, %s open',
          o.amount_minor, o.currency, p.minor, p.currency,
          i.total_minor - i.balance_applied_minor - i.credited_minor) AS detail
      FROM outside_payments o
      FULL JOIN posted p
        ON p.merchant_id = o.merchant_id AND p.source = 'outside_payment' AND p.source_id = o.id
      LEFT JOIN invoices i ON i.merchant_id = o.merchant_id AND i.id = o.invoice_id
      WHERE CASE WHEN o.method = 'balance' THEN p.minor IS NOT NULL
          ELSE (o.amount_minor, o.currency) IS DISTINCT FROM (p.minor, p.currency) END
        OR o.amount_minor <> i.total_minor - i.balance_applied_minor - i.credited_minor
        OR (o.currency, o.customer_id, o.subscription_id) IS DISTINCT FROM (i.currency, i.customer_id, i.subscription_id)`,
  },
  {
    name: 'the-ledger-holds-what-was-paid',
    explanation:
      'What Ottu holds, per currency, is the sum of all successes less what was given back or taken back by banks.',
    guards: 'money',
    sql: `
      WITH cash AS (
        SELECT merchant_id, currency, sum(debit_minor - credit_minor) AS minor
        FROM ledger_entries WHERE account = 'cash_at_gateway' GROUP BY 1, 2),
      paid AS (
        SELECT merchant_id, currency, sum(minor) AS minor FROM (
          SELECT merchant_id, currency, amount_minor AS minor FROM attempts WHERE status = 'succeeded'
          UNION ALL SELECT merchant_id, currency, -amount_minor FROM refunds
            WHERE kind = 'refund' AND status = 'succeeded'
          UNION ALL SELECT merchant_id, currency, -amount_minor FROM chargebacks WHERE status <> 'won') moved
        GROUP BY 1, 2)
      SELECT merchant_id, currency AS subject,
        coalesce(cash.minor, 0) || ' in the ledger, ' || coalesce(paid.minor, 0) || ' paid' AS detail
      FROM cash FULL JOIN paid USING (merchant_id, currency)
      WHERE coalesce(cash.minor, 0) <> coalesce(paid.minor, 0)`,
  },
];
