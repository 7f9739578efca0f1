import { LATE, type Check } from '../check.js';

const OPEN = `('prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized')`;

/** A page is nobody's doubt before it ends; from when asking began the seven days count, as the engine counts them. */
const ASKED_SINCE = 'coalesce(a.sent_at, a.fenced_at, a.expires_at, a.prepared_at)';

/** No card is charged twice, and nothing that was tried is forgotten. */
/** It was settled as unpaid without a decline or a fence, as the spacing of charges knew it: see AttemptHistory. */
const NOTHING_MOVED = `decline_class IS NULL AND fenced_at IS NULL`;

export const CHARGING_CHECKS: readonly Check[] = [
  {
    name: 'an-invoice-is-paid-once',
    explanation:
      'An invoice has at most one success that is kept; a second payment is surplus, which goes back, into the balance, or to a person.',
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject,
        count(*) || ' kept successes: ' || string_agg(a.order_no, ', ' ORDER BY a.n) AS detail
      FROM attempts a JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
      WHERE a.status = 'succeeded' AND NOT a.surplus
      GROUP BY i.merchant_id, i.id HAVING count(*) > 1`,
  },
  {
    name: 'an-invoice-has-one-open-attempt',
    explanation: 'While the fate of one attempt is open no other begins, or both might take the money.',
    guards: 'money',
    sql: `
      SELECT i.merchant_id, i.public_id AS subject,
        count(*) || ' open attempts: ' || string_agg(a.order_no, ', ' ORDER BY a.n) AS detail
      FROM attempts a JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
      WHERE a.status IN ${OPEN} OR a.status = 'manual'
      GROUP BY i.merchant_id, i.id HAVING count(*) > 1`,
  },
  {
    name: 'an-attempt-asks-for-what-is-owed',
    explanation:
      'Amount, currency, payer, agreement and card of an attempt are those of its invoice, and what is charged without ' +
      "the customer has an agreement, a card, and that card's gateway; only what ended without money, or with money that nobody owed, or is a person's to decide, may have asked for what a credit note took off afterwards.",
    guards: 'money',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject,
        format('%s %s for an invoice of %s %s, of which the balance paid %s; agreement %s, card %s of %s, sent to %s',
          a.amount_minor, a.currency, i.total_minor, i.currency, i.balance_applied_minor,
          coalesce(g.public_id, 'none'), coalesce(k.public_id, 'none'), coalesce(k.pg_code, 'none'), a.pg_code) AS detail
      FROM attempts a
      JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
      JOIN charges c ON c.merchant_id = a.merchant_id AND c.id = a.charge_id
      LEFT JOIN agreements g ON g.merchant_id = a.merchant_id AND g.id = a.agreement_id
      LEFT JOIN cards k ON k.merchant_id = a.merchant_id AND k.id = a.card_id
      WHERE (a.currency, a.subscription_id, a.customer_id, a.invoice_id)
          IS DISTINCT FROM (i.currency, i.subscription_id, i.customer_id, c.invoice_id)
        OR c.currency <> i.currency
        OR CASE WHEN a.status IN ('declined', 'rejected', 'abandoned', 'manual') OR a.surplus
          THEN a.amount_minor NOT BETWEEN i.total_minor - i.balance_applied_minor - i.credited_minor
            AND i.total_minor - i.balance_applied_minor
          ELSE (a.amount_minor, a.amount_minor)
            IS DISTINCT FROM (i.total_minor - i.balance_applied_minor - i.credited_minor, c.amount_minor) END
        OR g.subscription_id <> a.subscription_id
        OR k.customer_id <> a.customer_id
        -- A restored database adopts what it does not know by what, and a card may be told of otherwise since.
        OR (a.kind = 'mit' AND a.sent_at IS NOT NULL AND a.adopted_at IS NULL AND (k.id IS NULL OR g.id IS NULL
          OR (k.pg_code <> a.pg_code AND a.prepared_at > k.updated_at + interval '1 hour')))`,
  },
  {
    name: 'a-success-rests-on-an-answer',
    explanation:
      'A success was read from Ottu (a direct answer, a look, an inquiry) or found by a person, never taken ' +
      'from a webhook; a hosted page gives no direct answer, so its success was looked up, unless the bank only ' +
      'held the money and the capture was answered.',
    guards: 'money',
    sql: `
      SELECT merchant_id, public_id AS subject,
        kind || ' settled by ' || coalesce(settled_by, 'nothing') || ', session ' || coalesce(session_id, 'none') AS detail
      FROM attempts
      WHERE status = 'succeeded'
        AND (settled_by IS NULL OR session_id IS NULL OR resolved_at IS NULL
          OR (kind = 'cit' AND settled_by = 'answer' AND NOT EXISTS (
            SELECT 1 FROM refunds r WHERE r.merchant_id = attempts.merchant_id AND r.attempt_id = attempts.id
              AND r.kind = 'capture' AND r.status = 'succeeded' AND r.settled_by = 'answer')))`,
  },
  {
    name: 'nothing-is-sent-for-a-paid-invoice',
    explanation:
      'Once an invoice is paid its card is not charged again; when an adopted attempt was sent nobody knows any more.',
    guards: 'money',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject,
        'sent at ' || a.sent_at || ', its invoice was paid at ' || i.closed_at AS detail
      FROM attempts a JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
      -- When that was known: of what came otherwise the day may be told later than it was.
      WHERE i.status = 'paid' AND a.sent_at > i.closed_at AND a.adopted_at IS NULL`,
  },
  {
    name: 'charges-keep-their-distance',
    explanation:
      'Between two charges for a subscription that may have moved money lie 20 hours; those that were proven to have ' +
      'moved none before the next was sent do not count, nor does one that was declined when another card is charged, ' +
      'also where their money came late. One that was adopted after a restore counts for those after it, which have ' +
      'waited for it.',
    guards: 'money',
    sql: `
      WITH sent AS (
        SELECT *, coalesce(${NOTHING_MOVED} AND unpaid_at <= lead(sent_at) OVER later, false) AS was_nothing
        FROM attempts WHERE sent_at IS NOT NULL AND status NOT IN ('abandoned', 'rejected')
        WINDOW later AS (PARTITION BY merchant_id, subscription_id ORDER BY sent_at, id)),
      counted AS (
        SELECT *, count(*) FILTER (WHERE NOT was_nothing) OVER later - (NOT was_nothing)::int AS before
        FROM sent WINDOW later AS (PARTITION BY merchant_id, subscription_id ORDER BY sent_at, id))
      SELECT a.merchant_id, a.public_id AS subject,
        'sent at ' || a.sent_at || ', only ' || (a.sent_at - b.sent_at) || ' after ' || b.order_no AS detail
      FROM counted a
      JOIN counted b ON b.merchant_id = a.merchant_id AND b.subscription_id = a.subscription_id
        AND NOT b.was_nothing AND b.before = a.before - 1
      JOIN present p ON p.merchant_id = a.merchant_id
      WHERE a.sent_at - b.sent_at < interval '20 hours' * p.wait_scale AND a.adopted_at IS NULL
        -- What was known when the other card was charged: a late success, or a doubt, leaves the decline in the row.
        AND (b.decline_class IS NOT NULL AND b.card_id <> a.card_id) IS NOT TRUE`,
  },
  {
    name: 'a-charge-says-what-its-attempts-say',
    explanation:
      "A charge's status follows from its attempts and is that of its invoice; only a customer's own page is open " +
      'beside it, and what was given up may be tried again with a new card while the subscription waits for it; if it ' +
      "is over by then, what is a person's stays theirs.",
    guards: 'money',
    sql: `
      WITH facts AS (
        SELECT c.merchant_id, c.id, c.public_id, c.status,
          -- Tried again for a subscription that is unpaid or paused: as good as open, and a person's also after its end.
          CASE WHEN i.status = 'uncollectible' AND (s.status IN ('unpaid', 'paused')
              AND c.status IN ('scheduled', 'processing', 'blocked')
            OR s.status IN ('canceled', 'ended') AND c.status = 'blocked') THEN 'open' ELSE i.status END AS invoice,
          o.id IS NOT NULL AS outside,
          -- A credit note may take all of it off what was open: then nobody pays, and it counts as paid.
          i.total_minor - i.balance_applied_minor - i.credited_minor = 0 AS settled,
          count(a.id) FILTER (WHERE a.status IN ${OPEN}) AS open,
          count(a.id) FILTER (WHERE a.kind = 'cit' AND a.status IN ${OPEN}) AS pages,
          count(a.id) FILTER (WHERE a.status = 'manual') AS manual,
          count(a.id) FILTER (WHERE a.status = 'succeeded' AND NOT a.surplus) AS kept
        FROM charges c
        JOIN invoices i ON i.merchant_id = c.merchant_id AND i.id = c.invoice_id
        LEFT JOIN subscriptions s ON s.merchant_id = c.merchant_id AND s.id = c.subscription_id
        LEFT JOIN outside_payments o ON o.merchant_id = i.merchant_id AND o.invoice_id = i.id
        LEFT JOIN attempts a ON a.merchant_id = c.merchant_id AND a.charge_id = c.id
        GROUP BY c.merchant_id, c.id, i.merchant_id, i.id, s.merchant_id, s.id, o.merchant_id, o.id)
      SELECT merchant_id, public_id AS subject, format(
        '%s with %s open (%s of them pages), %s manual and %s kept attempts; its invoice is %s',
        status, open, pages, manual, kept, invoice) AS detail
      FROM facts
      WHERE NOT CASE status
        WHEN 'scheduled' THEN open = pages AND pages <= 1 AND manual = 0 AND kept = 0 AND invoice = 'open'
        WHEN 'processing' THEN open = 1 AND kept = 0 AND invoice = 'open'
        WHEN 'awaiting_customer' THEN open <= 1 AND kept = 0 AND invoice = 'open'
        WHEN 'blocked' THEN open = pages AND pages <= 1 AND kept = 0 AND invoice = 'open'
        WHEN 'succeeded' THEN kept = 1 AND invoice = 'paid'
        WHEN 'failed' THEN open = pages AND pages <= 1 AND kept = 0 AND invoice = 'uncollectible'
        -- Its page is closed after the money that came otherwise was recorded, and waited for when it is.
        WHEN 'canceled' THEN kept = 0 AND CASE WHEN outside THEN open = pages AND pages <= 1 AND invoice = 'paid'
          ELSE open = 0 AND (invoice IN ('void', 'uncollectible') OR invoice = 'paid' AND settled) END
        ELSE open = 0 AND kept = 0 AND invoice IN ('void', 'uncollectible') END`,
  },
  {
    name: 'no-attempt-is-open-for-a-week',
    explanation:
      "What could not be found out in seven days of asking, since it was sent or its page had ended, or was held and not captured, is in a person's hands (manual).",
    guards: 'order',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject, a.status || ' since ' || ${ASKED_SINCE} AS detail
      FROM attempts a JOIN present p ON p.merchant_id = a.merchant_id
      WHERE CASE a.status WHEN 'authorized' THEN a.hold_until < p.now - ${LATE}
        ELSE a.status IN ${OPEN} AND ${ASKED_SINCE} < p.now - interval '7 days' - ${LATE} END`,
  },
  {
    name: 'an-open-attempt-is-asked-about',
    explanation: 'An attempt without a known end has a time at which Ottu is asked, and that time is kept.',
    guards: 'order',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject,
        a.status || ', next look ' || coalesce(a.next_check_at::text, 'never') AS detail
      FROM attempts a JOIN present p ON p.merchant_id = a.merchant_id
      WHERE (a.status IN ${OPEN} AND a.next_check_at IS NULL) OR a.next_check_at < p.now - ${LATE}`,
  },
  {
    name: 'budgets-are-kept',
    explanation:
      'No more requests of a day are set aside than Ottu allows, and in the last days no more were made. (What was set ' +
      'aside before midnight may go out in the minute after it.)',
    guards: 'order',
    sql: `
      SELECT merchant_id, api_user || ' on ' || day AS subject,
        interactive + inquiry + charge + housekeeping || ' of ' || request_limit || ' requests' AS detail
      FROM request_budgets WHERE interactive + inquiry + charge + housekeeping > request_limit
      UNION ALL
      SELECT q.merchant_id, q.api_user || ' on ' || q.day, c.made || ' made of ' || q.request_limit || ' requests'
      FROM request_budgets q
      JOIN (
        SELECT merchant_id, api_user, (started_at AT TIME ZONE 'UTC')::date AS day, count(*) AS made
        FROM gateway_calls
        WHERE started_at > now() - interval '3 days' AND (started_at AT TIME ZONE 'UTC')::time >= '00:01'
        GROUP BY 1, 2, 3) c ON (c.merchant_id, c.api_user, c.day) = (q.merchant_id, q.api_user, q.day)
      WHERE c.made > q.request_limit
        -- On a test clock a day may be over in a second, and another in the next.
        AND NOT EXISTS (SELECT 1 FROM test_clocks t WHERE t.merchant_id = q.merchant_id)`,
  },
];
