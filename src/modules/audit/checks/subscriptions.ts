import { NEXT_PERIOD, waitsInSql } from '../../subscriptions/index.js';
import { LATE, type Check } from '../check.js';

const ALIVE = `('trialing', 'active', 'past_due')`;

/**
 * Of an invoice that a person made, which its customer may pay by its link whatever becomes of the subscription, or of
 * the last usage, which is invoiced after the end and collected like any other.
 */
const OUTLIVES = (
  row: 'a' | 'c',
) => `EXISTS (SELECT 1 FROM invoices h WHERE h.merchant_id = ${row}.merchant_id
          AND h.id = ${row}.invoice_id
          AND (h.collection IS NOT NULL OR h.kind <> 'recurring' AND h.created_at >= s.ended_at))`;

/** Nobody is billed after the end, and nobody alive is forgotten. */
export const SUBSCRIPTION_CHECKS: readonly Check[] = [
  {
    name: 'every-due-period-is-invoiced',
    explanation:
      'A subscription that is alive has a time at which it is billed next, that time is kept, and it is when the ' +
      'period after the last one that was billed is due, unless it is quarantined, its cancel waits for a payment ' +
      'under way, or its term is over.',
    guards: 'order',
    sql: `
      SELECT s.merchant_id, s.public_id AS subject, format('%s, billed next %s, the next period begins %s',
        s.status, coalesce(s.next_bill_at::text, 'never'), ${NEXT_PERIOD.startsAt}) AS detail
      FROM subscriptions s JOIN present p ON p.merchant_id = s.merchant_id
      ${NEXT_PERIOD.join}
      WHERE s.status IN ${ALIVE} AND s.quarantined_at IS NULL
        AND (s.next_bill_at < p.on_time OR (s.next_bill_at IS NULL AND s.cancel_requested_at IS NULL)
          OR (s.next_bill_at > greatest(${NEXT_PERIOD.startsAt}, p.now) + ${LATE} AND s.next_bill_at > ${LATE} +
            greatest(${NEXT_PERIOD.startsAt} + ${NEXT_PERIOD.usageWait}, p.now + ${NEXT_PERIOD.endWait})))`,
  },
  {
    name: 'the-next-period-follows-the-last-invoice',
    explanation:
      "A subscription bills next the period after its last invoice; what it calls current is that invoice's.",
    guards: 'money',
    sql: `
      WITH last AS (
        SELECT DISTINCT ON (merchant_id, subscription_id)
          merchant_id, subscription_id, period_index, period_start, period_end, status
        FROM invoices WHERE period_index IS NOT NULL ORDER BY merchant_id, subscription_id, period_index DESC)
      SELECT s.merchant_id, s.public_id AS subject,
        format('next is period %s, the last invoice is of %s', s.next_period_index, last.period_index) AS detail
      FROM subscriptions s
      LEFT JOIN last ON last.merchant_id = s.merchant_id AND last.subscription_id = s.id
      WHERE CASE s.next_period_index WHEN 0 THEN last.status = 'paid' OR last.period_index > 0
        ELSE (last.period_index + 1, last.period_start, last.period_end)
          IS DISTINCT FROM (s.next_period_index, s.current_period_start, s.current_period_end) END`,
  },
  {
    name: 'a-planned-change-is-made-in-time',
    explanation:
      'The next change on the row of a subscription is the earliest that is planned for it, and its time is kept ' +
      'unless the subscription is set aside, or a period before it is still to be billed or waits because nothing is.',
    guards: 'order',
    sql: `
      SELECT s.merchant_id, s.public_id AS subject,
        format('next change %s, the earliest planned is %s', s.next_change_at, c.at) AS detail
      FROM subscriptions s JOIN present p ON p.merchant_id = s.merchant_id
      LEFT JOIN LATERAL (
        SELECT min(at) AS at, min(at) FILTER (WHERE NOT ${waitsInSql('s')}) AS due FROM scheduled_changes c
        WHERE c.merchant_id = s.merchant_id AND c.subscription_id = s.id AND c.status = 'pending') c ON true
      WHERE (s.next_change_at IS DISTINCT FROM c.at AND s.ended_at IS NULL)
        OR (s.next_change_at < p.on_time AND s.quarantined_at IS NULL
          AND (s.ended_at IS NOT NULL OR c.due < p.on_time)
          AND coalesce(s.next_bill_at >= s.next_change_at, true))`,
  },
  {
    name: 'a-migration-gets-to-everybody',
    explanation:
      'Whom a migration reaches is looked at in its time, and nobody waits in one that is over: whoever does would ' +
      'keep the old price without anybody knowing.',
    guards: 'order',
    sql: `
      SELECT r.merchant_id, m.public_id AS subject,
        format('%s, and subscription %s is %s since %s', m.state, r.subscription_id, r.state, r.run_at) AS detail
      FROM plan_migration_rows r
      JOIN plan_migrations m ON m.merchant_id = r.merchant_id AND m.id = r.migration_id
      JOIN present p ON p.merchant_id = r.merchant_id
      WHERE r.run_at IS NOT NULL AND (m.state <> 'running' OR r.run_at < p.on_time)`,
  },
  {
    name: 'over-is-over',
    explanation:
      "A canceled or ended subscription has no bill, no charge and no attempt to come (but for a person's, for invoices " +
      'that were made by hand, which their customer pays, and for the last usage, which is invoiced after the end).',
    guards: 'money',
    sql: `
      SELECT s.merchant_id, s.public_id AS subject, format('%s, billed next %s, charge %s, attempt %s',
        s.status, s.next_bill_at, c.public_id, a.public_id) AS detail
      FROM subscriptions s
      LEFT JOIN charges c ON c.merchant_id = s.merchant_id AND c.subscription_id = s.id
        AND c.status IN ('scheduled', 'processing', 'awaiting_customer') AND NOT ${OUTLIVES('c')}
      LEFT JOIN attempts a ON a.merchant_id = s.merchant_id AND a.subscription_id = s.id
        AND a.status IN ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized') AND NOT ${OUTLIVES('a')}
      WHERE s.status IN ('canceled', 'ended')
        AND (s.next_bill_at IS NOT NULL OR c.id IS NOT NULL OR a.id IS NOT NULL)`,
  },
  {
    name: 'nothing-is-sent-after-the-end',
    explanation:
      'Once a subscription is over, its card is charged only for what was invoiced after its end: its last usage. An ' +
      'end that was planned holds from the moment at which it was carried out, which may be late.',
    guards: 'money',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject,
        'sent at ' || a.sent_at || ', ' || s.public_id || ' was over at ' || s.ended_at AS detail
      FROM attempts a JOIN subscriptions s ON s.merchant_id = a.merchant_id AND s.id = a.subscription_id
      JOIN invoices i ON i.merchant_id = a.merchant_id AND i.id = a.invoice_id
      WHERE s.status IN ('canceled', 'ended') AND a.sent_at > s.ended_at AND a.adopted_at IS NULL
        AND (i.kind = 'recurring' OR i.created_at < s.ended_at)
        AND NOT EXISTS (
          SELECT 1 FROM scheduled_changes c WHERE c.merchant_id = s.merchant_id AND c.subscription_id = s.id
            AND c.kind = 'cancel' AND c.status = 'applied' AND c.at = s.ended_at AND a.sent_at <= c.decided_at)`,
  },
  {
    name: 'a-cancel-waits-for-a-payment',
    explanation: 'A cancel that was asked for and not carried out waits for a payment whose end is unknown.',
    guards: 'order',
    sql: `
      SELECT s.merchant_id, s.public_id AS subject, 'asked for at ' || s.cancel_requested_at AS detail
      FROM subscriptions s
      WHERE s.cancel_requested_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM attempts a WHERE a.merchant_id = s.merchant_id AND a.subscription_id = s.id
          AND a.status IN ('prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized'))`,
  },
  {
    name: 'an-agreement-has-its-card',
    explanation:
      "An active agreement is bound to a card of its customer, the one on the subscription's file.",
    guards: 'money',
    sql: `
      SELECT g.merchant_id, g.public_id AS subject,
        format('card %s, on the subscription %s', coalesce(k.public_id, 'missing'), coalesce(f.public_id, 'missing')) AS detail
      FROM agreements g
      JOIN subscriptions s ON s.merchant_id = g.merchant_id AND s.id = g.subscription_id
      LEFT JOIN cards k ON k.merchant_id = g.merchant_id AND k.id = g.card_id
      LEFT JOIN cards f ON f.merchant_id = s.merchant_id AND f.id = s.card_id
      WHERE (g.status = 'active' AND (k.id IS NULL OR g.card_id IS DISTINCT FROM s.card_id))
        OR k.customer_id <> g.customer_id`,
  },
  {
    name: 'a-subscription-with-a-card-has-an-agreement',
    explanation:
      'A card is charged under the one agreement that is in force; there is none without the other.',
    guards: 'money',
    sql: `
      SELECT s.merchant_id, s.public_id AS subject, count(g.id) || ' agreements in force' AS detail
      FROM subscriptions s LEFT JOIN agreements g
        ON g.merchant_id = s.merchant_id AND g.subscription_id = s.id AND g.status = 'active'
      GROUP BY s.merchant_id, s.id HAVING count(g.id) <> CASE WHEN s.card_id IS NULL THEN 0 ELSE 1 END`,
  },
  {
    name: 'a-charge-was-agreed-to',
    explanation:
      'What was charged without the customer is within the amount that they had agreed to for one payment.',
    guards: 'money',
    sql: `
      SELECT a.merchant_id, a.public_id AS subject,
        format('%s, agreed were %s, at most %s', a.amount_minor, coalesce(g.amount_minor::text, 'any'),
          coalesce(g.max_amount_minor::text, 'any')) AS detail
      FROM attempts a JOIN agreements g ON g.merchant_id = a.merchant_id AND g.id = a.agreement_id
      WHERE a.kind = 'mit' AND a.sent_at IS NOT NULL
        AND (a.amount_minor > g.max_amount_minor OR a.amount_minor <> g.amount_minor)`,
  },
  {
    name: 'a-consent-is-reviewed-in-time',
    explanation: 'Whose agreement or card ends soon is told ahead; a review that is due is made.',
    guards: 'order',
    sql: `
      SELECT g.merchant_id, g.public_id AS subject, 'was to be reviewed at ' || g.review_at AS detail
      FROM agreements g JOIN present p ON p.merchant_id = g.merchant_id
      WHERE g.review_at < p.on_time`,
  },
  {
    name: 'an-agreement-counts-its-payments',
    explanation: 'The cycles used of an agreement are the payments made under it.',
    guards: 'order',
    sql: `
      SELECT g.merchant_id, g.public_id AS subject, g.cycles_used || ' counted, ' || count(a.id) || ' made' AS detail
      FROM agreements g LEFT JOIN attempts a
        ON a.merchant_id = g.merchant_id AND a.agreement_id = g.id AND a.status = 'succeeded'
      GROUP BY g.merchant_id, g.id HAVING count(a.id) <> g.cycles_used`,
  },
  {
    name: 'past-due-has-a-cause',
    explanation: 'A subscription is past due exactly while a declined charge of it is still being collected.',
    guards: 'order',
    sql: `
      SELECT s.merchant_id, s.public_id AS subject, s.status || ' with ' || count(c.id) || ' declined charge(s)' AS detail
      FROM subscriptions s
      LEFT JOIN charges c ON c.merchant_id = s.merchant_id AND c.subscription_id = s.id
        AND c.first_declined_at IS NOT NULL AND c.status IN ('scheduled', 'processing', 'blocked')
      WHERE s.status IN ('active', 'past_due')
      GROUP BY s.merchant_id, s.id HAVING (s.status = 'past_due') <> (count(c.id) > 0)`,
  },
];
