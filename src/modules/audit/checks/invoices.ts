import { ATTEMPT_STATES_IN_DOUBT } from '../../../domain/charge/attempt-states.js';
import { listOf } from '../../../platform/database/conditions.js';
import type { Check } from '../check.js';

const IN_DOUBT = listOf(ATTEMPT_STATES_IN_DOUBT);

/** Every period is invoiced, once, for what it costs. */
export const INVOICE_CHECKS: readonly Check[] = [
  {
    name: 'paid-means-money-came',
    explanation:
      'A final invoice is paid exactly when a success is kept for it, money that came otherwise was recorded, or nothing ' +
      'was left to pay after the balance; a draft never is. Of a period that was skipped it is void, also when it comes to nothing.',
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject,
        i.status || ', ' || CASE WHEN a.id IS NULL THEN 'no success' ELSE 'success ' || a.order_no END AS detail
      FROM invoices i
      LEFT JOIN attempts a ON a.merchant_id = i.merchant_id AND a.invoice_id = i.id
        AND a.status = 'succeeded' AND NOT a.surplus
      LEFT JOIN outside_payments o ON o.merchant_id = i.merchant_id AND o.invoice_id = i.id
      -- A draft of nothing waits for its review like any other, and is not paid by that.
      WHERE (i.status = 'paid') <> (a.id IS NOT NULL OR o.id IS NOT NULL OR (i.finalized_at IS NOT NULL
        AND i.total_minor = i.balance_applied_minor + i.credited_minor
        AND NOT (i.status = 'void' AND i.total_minor = 0)))`,
  },
  {
    name: 'paid-is-paid-in-full',
    explanation:
      "A paid invoice has its whole total, less what was credited before; any other has nothing. The currency is the subscription's.",
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, format(
        '%s: %s of %s %s paid', i.status, i.amount_paid_minor, i.total_minor, i.currency) AS detail
      FROM invoices i LEFT JOIN subscriptions s ON s.merchant_id = i.merchant_id AND s.id = i.subscription_id
      WHERE i.amount_paid_minor <> CASE i.status WHEN 'paid' THEN i.total_minor - i.credited_minor ELSE 0 END
        OR (i.status = 'paid') <> (i.paid_at IS NOT NULL)
        OR i.currency <> s.currency OR i.customer_id <> s.customer_id`,
  },
  {
    name: 'lines-add-up',
    explanation:
      'Each line with a price a unit is that times its quantity; the lines, with their discounts and taxes, are the ' +
      "invoice's subtotal, discount, tax and total (or what went to the balance).",
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject,
        format('lines of %s, discount %s, tax %s, total %s; invoice of %s, %s, %s, %s less %s', sum(l.amount_minor),
          sum(l.discount_minor), sum(l.tax_added_minor + l.tax_included_minor),
          sum(l.amount_minor - l.discount_minor + l.tax_added_minor), i.subtotal_minor, i.discount_total_minor,
          i.tax_total_minor, i.total_minor, i.credit_to_balance_minor) AS detail
      FROM invoices i LEFT JOIN invoice_lines l ON l.merchant_id = i.merchant_id AND l.invoice_id = i.id
      GROUP BY i.merchant_id, i.id
      HAVING coalesce(sum(l.amount_minor), 0) <> i.subtotal_minor
        OR coalesce(sum(l.discount_minor), 0) <> i.discount_total_minor
        OR coalesce(sum(l.tax_added_minor + l.tax_included_minor), 0) <> i.tax_total_minor
        OR coalesce(sum(l.amount_minor - l.discount_minor + l.tax_added_minor), 0)
          <> i.total_minor - i.credit_to_balance_minor
        OR bool_or(l.kind = 'recurring' AND l.amount_minor <> l.unit_amount_minor * l.quantity)`,
  },
  {
    name: 'parts-of-a-line-add-up',
    explanation:
      "A line's discount and tax are those of its coupons and rates; one that gives back has those of what was charged.",
    guards: 'money',
    sql: `
      SELECT l.merchant_id, l.public_id AS subject, format('discount %s of %s, tax %s + %s of %s',
        l.discount_minor, l.discounts, l.tax_added_minor, l.tax_included_minor, l.taxes) AS detail
      FROM invoice_lines l
      WHERE l.tax_added_minor + l.tax_included_minor <> coalesce(
          (SELECT sum((t->>'amount_minor')::bigint) FROM jsonb_array_elements(l.taxes) t), 0)
        OR (l.kind <> 'proration' AND NOT (l.kind = 'usage' AND l.amount_minor < 0) AND l.discount_minor <> coalesce(
          (SELECT sum((d->>'amount_minor')::bigint) FROM jsonb_array_elements(l.discounts) d), 0))`,
  },
  {
    name: 'periods-tile',
    explanation:
      "A subscription's periods follow each other without gap or overlap, from the first on; where they do not, a " +
      'break says from when to when and why. (An index is left out only for a day that a time zone skipped.)',
    guards: 'money',
    sql: `
      SELECT merchant_id, public_id AS subject, format('period %s from %s; the one before was %s, to %s',
        period_index, period_start, coalesce(index_before::text, 'none'), end_before) AS detail
      FROM (
        SELECT merchant_id, subscription_id, public_id, period_index, period_start,
          lag(period_index) OVER periods AS index_before, lag(period_end) OVER periods AS end_before
        FROM invoices WHERE period_index IS NOT NULL
        WINDOW periods AS (PARTITION BY merchant_id, subscription_id ORDER BY period_index, id)
      ) i
      LEFT JOIN period_breaks b USING (merchant_id, subscription_id, period_index)
      WHERE (index_before IS NULL AND period_index > 1)
        OR period_index - index_before NOT BETWEEN 1 AND 2
        OR (end_before, period_start) IS DISTINCT FROM
          (coalesce(b.previous_end, end_before), coalesce(b.starts_at, end_before, period_start))`,
  },
  {
    name: 'what-nobody-owes-says-why',
    explanation:
      'A period whose invoice is void was skipped, taken back or discarded, and an event says for which reason.',
    guards: 'order',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, 'period ' || i.period_index || ' is void for no reason' AS detail
      FROM invoices i
      WHERE i.status = 'void' AND i.period_index IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM events e WHERE e.merchant_id = i.merchant_id AND e.subscription_id = i.subscription_id
          AND e.type IN ('invoice.voided', 'invoice.discarded') AND e.data->>'invoice_id' = i.public_id
          AND e.data->>'reason' <> '')`,
  },
  {
    name: 'an-open-invoice-is-being-collected',
    explanation: "What is owed has a charge that is scheduled, under way, or in a person's hands.",
    guards: 'order',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, 'charge ' || coalesce(c.status, 'missing') AS detail
      FROM invoices i LEFT JOIN charges c ON c.merchant_id = i.merchant_id AND c.invoice_id = i.id
      WHERE i.status = 'open' AND i.total_minor > i.balance_applied_minor + i.credited_minor
        AND coalesce(c.status, 'missing') NOT IN ('scheduled', 'processing', 'awaiting_customer', 'blocked')`,
  },
  {
    name: 'a-charge-is-tried-in-time',
    explanation:
      'A charge whose next step is due is taken up, unless its merchant is stopped, a safeguard keeps it, it waits ' +
      'behind an older one, its customer has a page open, or it is at its last step and other money is in doubt.',
    guards: 'order',
    sql: `
      SELECT c.merchant_id, c.public_id AS subject, c.next_action || ' was due at ' || c.next_action_at AS detail
      FROM charges c
      JOIN merchants m ON m.id = c.merchant_id
      JOIN present p ON p.merchant_id = c.merchant_id
      WHERE c.next_action_at < p.on_time AND m.charging_stopped_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM charges o WHERE o.merchant_id = c.merchant_id AND o.subscription_id = c.subscription_id
          AND o.id < c.id AND (o.status = 'processing' OR o.next_action_at <= p.now))
        AND NOT EXISTS (
          SELECT 1 FROM charge_holds h WHERE h.merchant_id = c.merchant_id AND h.decided_at IS NULL
            AND coalesce(h.subscription_id, c.subscription_id) = c.subscription_id)
        AND NOT EXISTS (
          SELECT 1 FROM request_budgets q WHERE q.merchant_id = c.merchant_id AND q.charges_wait_until > p.now)
        AND NOT EXISTS (
          SELECT 1 FROM gateway_breakers b WHERE b.merchant_id = c.merchant_id AND b.state <> 'closed')
        AND NOT EXISTS (
          SELECT 1 FROM attempts a WHERE a.merchant_id = c.merchant_id AND a.charge_id = c.id
            AND a.status IN ('prepared', 'ready', 'fenced', 'authorized'))
        AND NOT (c.next_action = 'final' AND EXISTS (
          SELECT 1 FROM attempts a WHERE a.merchant_id = c.merchant_id AND a.subscription_id = c.subscription_id
            AND a.status IN (${IN_DOUBT})))`,
  },
  {
    name: 'numbers-have-no-gap',
    explanation:
      'Numbers of invoices, and of credit notes, of a merchant and year run from 1 to the last one given, each once.',
    guards: 'order',
    sql: `
      WITH given AS (
        SELECT merchant_id, regexp_replace(number, '-[0-9]+$', '') AS series,
          count(*) AS count, min(n) AS first, max(n) AS last
        FROM (
          SELECT merchant_id, number FROM invoices WHERE number IS NOT NULL
          UNION ALL SELECT merchant_id, number FROM credit_notes) numbered,
          LATERAL (SELECT substring(number FROM '[0-9]+$')::bigint AS n) parsed
        GROUP BY 1, 2)
      SELECT merchant_id, series AS subject, format('%s numbers from %s to %s, and the series is at %s',
        coalesce(g.count, 0), g.first, g.last, coalesce(s.last_number, 0)) AS detail
      FROM given g
      FULL JOIN (SELECT * FROM invoice_series WHERE last_number > 0) s USING (merchant_id, series)
      WHERE (g.count, g.first, g.last) IS DISTINCT FROM (s.last_number, 1::bigint, s.last_number)`,
  },
  {
    name: 'a-draft-asks-for-nothing',
    explanation:
      'A draft, and one that was discarded, has no number, no charge and no place in the books; final invoices have all.',
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, format('%s with number %s, finalized %s, charge %s, posting %s',
        i.status, coalesce(i.number, 'none'), coalesce(i.finalized_at::text, 'never'), c.id, t.id) AS detail
      FROM invoices i
      LEFT JOIN charges c ON c.merchant_id = i.merchant_id AND c.invoice_id = i.id
      LEFT JOIN ledger_transactions t ON t.merchant_id = i.merchant_id AND t.source_id = i.id
        AND t.source IN ('invoice_finalized', 'invoice_voided')
      WHERE (i.finalized_at IS NULL AND (i.number IS NOT NULL OR c.id IS NOT NULL OR t.id IS NOT NULL))
        OR (i.status = 'draft' AND i.finalized_at IS NOT NULL)
        OR (i.status IN ('open', 'paid', 'uncollectible') AND i.finalized_at IS NULL)`,
  },
  {
    name: 'a-draft-is-finalized-in-time',
    explanation: 'A draft whose review is over is finalized soon after.',
    guards: 'order',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, 'was to be finalized at ' || i.finalize_at AS detail
      FROM invoices i JOIN present p ON p.merchant_id = i.merchant_id
      WHERE i.status = 'draft' AND i.finalize_at < p.on_time`,
  },
  {
    name: 'a-final-invoice-has-a-number',
    explanation: 'An invoice that was finalized gets its number soon after.',
    guards: 'order',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject, 'finalized at ' || i.finalized_at AS detail
      FROM invoices i JOIN present p ON p.merchant_id = i.merchant_id
      WHERE i.number IS NULL AND i.finalized_at < p.on_time`,
  },
];
