import { LATE, type Check } from '../check.js';

/** Days held against Ottu's report files: what was called proven is, and what was decided has its reason. */
export const DAY_RECONCILIATION_CHECKS: readonly Check[] = [
  {
    name: 'a-compared-day-counts-its-differences',
    explanation:
      'A day that waits for no comparison has as many differences open as it says; one that is proven has none.',
    guards: 'order',
    sql: `
      SELECT d.merchant_id, d.day::text AS subject,
        format('%s with %s differences open, of which it says %s', d.status, count(f.id), d.open_differences) AS detail
      FROM reconciliation_days d
      LEFT JOIN report_differences f ON f.merchant_id = d.merchant_id AND f.day = d.day
        AND f.status IN ('open', 'applied')
      WHERE d.status <> 'open' AND d.next_run_at IS NULL
      GROUP BY d.merchant_id, d.id
      HAVING count(f.id) <> d.open_differences`,
  },
  {
    name: 'a-decision-has-its-evidence',
    explanation:
      'A difference that was applied or accepted says by whom, why and when, and its event was told.',
    guards: 'order',
    sql: `
      SELECT f.merchant_id, f.public_id AS subject, format('%s, decided: %s by %s, evidence %s', f.status,
        coalesce(f.decided_action, 'nothing'), coalesce(f.decided_by, 'nobody'), coalesce(f.evidence, 'none')) AS detail
      FROM report_differences f
      WHERE (f.status IN ('applied', 'accepted') OR f.decided_at IS NOT NULL)
        AND (f.decided_at IS NULL OR f.decided_action IS NULL OR coalesce(f.decided_by, '') = ''
          OR coalesce(f.evidence, '') = '' OR NOT EXISTS (
            SELECT 1 FROM events e WHERE e.merchant_id = f.merchant_id
              AND (e.type = 'reconciliation.difference_decided' AND e.data->>'difference_id' = f.public_id
                -- Of many of one type at once there is one event.
                OR e.type = 'reconciliation.differences_accepted' AND e.data->>'day' = f.day::text
                  AND e.data->>'difference_type' = f.type AND e.occurred_at = f.decided_at)))
        OR (f.status = 'accepted' AND f.decided_action <> 'accept')
        OR (f.status = 'applied' AND f.decided_action = 'accept')`,
  },
  {
    name: 'what-was-applied-is-compared-again',
    explanation:
      'Applying has Ottu asked about a payment of ours, and its day compared again: only that tells whether it helped.',
    guards: 'order',
    sql: `
      SELECT f.merchant_id, f.public_id AS subject, format('%s about %s, compared again %s', f.decided_action,
        coalesce(a.public_id, 'no payment'), coalesce(d.next_run_at::text, 'never')) AS detail
      FROM report_differences f
      JOIN reconciliation_days d ON d.merchant_id = f.merchant_id AND d.day = f.day
      JOIN present p ON p.merchant_id = f.merchant_id
      LEFT JOIN attempts a ON a.merchant_id = f.merchant_id AND a.id = f.attempt_id
      WHERE f.status = 'applied' AND (a.id IS NULL OR d.next_run_at IS NULL OR d.next_run_at < p.now - ${LATE})`,
  },
  {
    name: 'a-difference-names-what-it-is-about',
    explanation:
      'Money that only our books tell of is named, and a refund in a difference is one of the payment beside it.',
    guards: 'order',
    sql: `
      SELECT f.merchant_id, f.public_id AS subject, format('%s of refund %s and attempt %s', f.type,
        coalesce(f.refund_id::text, 'none'), coalesce(f.attempt_id::text, 'none')) AS detail
      FROM report_differences f
      LEFT JOIN refunds r ON r.merchant_id = f.merchant_id AND r.id = f.refund_id
      WHERE r.attempt_id IS DISTINCT FROM coalesce(f.attempt_id, -1) AND f.refund_id IS NOT NULL
        OR (f.type = 'missing_there' AND f.attempt_id IS NULL)`,
  },
];
