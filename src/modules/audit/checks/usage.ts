import type { Check } from '../check.js';

/** What was used is counted once, and billed. */
export const USAGE_CHECKS: readonly Check[] = [
  {
    name: 'usage-adds-up',
    explanation: 'The total of a price and period is what its records come to.',
    guards: 'money',
    sql: `
      SELECT t.merchant_id, s.public_id AS subject, format('%s of %s records from %s: %s, its records that count say %s of %s',
        t.quantity, t.records, t.period_start, t.aggregation, r.quantity, r.records) AS detail
      FROM usage_totals t JOIN subscriptions s ON s.merchant_id = t.merchant_id AND s.id = t.subscription_id
      LEFT JOIN LATERAL (
        SELECT count(*) AS records, CASE t.aggregation WHEN 'sum' THEN sum(u.quantity) WHEN 'max' THEN max(u.quantity)
          ELSE (array_agg(u.quantity ORDER BY u.used_at DESC, u.id DESC))[1] END AS quantity
        FROM usage_records u
        WHERE u.merchant_id = t.merchant_id AND u.subscription_id = t.subscription_id AND u.price_id = t.price_id
          AND u.period_start = t.period_start AND NOT EXISTS (
            SELECT FROM usage_voids v WHERE v.merchant_id = u.merchant_id AND v.usage_record_id = u.id)) r ON true
      WHERE r.records <> t.records OR r.quantity IS DISTINCT FROM t.quantity`,
  },
  {
    name: 'usage-is-billed',
    explanation: 'What a subscription used before its end stands on an invoice.',
    guards: 'order',
    sql: `
      SELECT t.merchant_id, s.public_id AS subject, format('%s of %s records from %s are billed',
        t.billed_records, t.records, t.period_start) AS detail
      FROM usage_totals t JOIN subscriptions s ON s.merchant_id = t.merchant_id AND s.id = t.subscription_id
      JOIN present p ON p.merchant_id = t.merchant_id
      WHERE t.billed_records < t.records AND s.ended_at < p.on_time AND s.quarantined_at IS NULL`,
  },
  {
    name: 'thresholds-are-looked-at',
    explanation: 'Usage that may have reached a threshold was looked at.',
    guards: 'order',
    sql: `
      SELECT t.merchant_id, s.public_id AS subject, format('usage from %s was to be looked at on %s',
        t.period_start, t.look_at) AS detail
      FROM usage_totals t JOIN subscriptions s ON s.merchant_id = t.merchant_id AND s.id = t.subscription_id
      JOIN present p ON p.merchant_id = t.merchant_id
      WHERE t.look_at < p.on_time AND s.quarantined_at IS NULL`,
  },
];
