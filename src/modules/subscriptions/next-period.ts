const FIRST_START = `CASE WHEN s.next_period_index < s.anchor_index THEN s.stub_start END`;
/** An hour late: in the hour that a clock change skips, the database's calendar and the engine's may differ by one. */
const ANCHOR = `(s.anchor_date + s.anchor_time) AT TIME ZONE s.time_zone + interval '1 hour'`;

/**
 * SQL about a row `s` of subscriptions: when the period that comes after its last one is due. Counted from what was
 * billed, and never read off `next_bill_at`: that column is the queue, and whoever asks a queue whether it has
 * everybody is told yes.
 */
export const NEXT_PERIOD = {
  /** The break before it, as `b`. */
  join: `LEFT JOIN period_breaks b ON b.merchant_id = s.merchant_id AND b.subscription_id = s.id
    AND b.period_index = s.next_period_index`,
  startsAt: `CASE WHEN s.status = 'trialing' THEN s.trial_end
    ELSE coalesce(b.starts_at, s.current_period_end, ${FIRST_START}, ${ANCHOR}) END`,
  /** For how long it may be waited for usage at most. One look-up a row: to be asked last. */
  usageWait: `coalesce((SELECT make_interval(mins => max(p.usage_grace_minutes)) FROM subscription_items i
    JOIN prices p ON p.merchant_id = i.merchant_id AND p.id = i.price_id
    WHERE i.merchant_id = s.merchant_id AND i.subscription_id = s.id), interval '0')`,
  /** Once all its periods are billed, it is looked at so often whether it can end. */
  endWait: `CASE WHEN s.next_period_index >= s.end_index THEN interval '24 hours' ELSE interval '0' END`,
} as const;
