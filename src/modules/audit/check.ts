/**
 * Something that is true of the books at every moment, however the engine was killed. One statement looks for
 * rows that say otherwise; a statement sees one instant, so work in progress is never mistaken for a breach.
 */
export interface Check {
  /** As it is printed and stored; a statement, because it is one. */
  name: string;
  /** What must hold, and what a breach would mean. */
  explanation: string;
  /** `money`: a breach stops the merchant's charging. `order`: somebody should look. */
  guards: 'money' | 'order';
  /**
   * Selects the breaches as `merchant_id`, `subject` (a public id) and `detail`. Beside the tables it may use
   * `present`: for each merchant `now` (on its test clock if it has one), `on_time`, before which work that is still
   * to be done counts as forgotten, and `wait_scale`.
   */
  sql: string;
}

/** How late work may be before it counts as forgotten: a deployment or an outage of hours is no breach. */
export const LATE = `interval '6 hours'`;

/**
 * The merchants' present. While the engine only reconciles, after a restore, nothing is billed, charged or given back,
 * and that is no forgetting: work is late by what it was when the copy was made, until there was time to catch up.
 * What would be thousands of breaches would hide the few that somebody looks for on just that day.
 */
export const PRESENT = `
  SELECT m.id AS merchant_id, coalesce(t.now, now()) AS now,
    CASE WHEN idle.gap_from IS NULL THEN coalesce(t.now, now()) - ${LATE}
      -- What a test clock would have said then nobody knows.
      WHEN t.id IS NOT NULL THEN '-infinity' ELSE idle.gap_from - ${LATE} END AS on_time,
    CASE WHEN t.id IS NULL THEN $2::float8 ELSE 1 END AS wait_scale
  FROM merchants m LEFT JOIN test_clocks t ON t.merchant_id = m.id
  LEFT JOIN LATERAL (
    -- Since the last epoch that was open, or ended long enough ago: one may begin while another is not over.
    SELECT min(e.gap_from) AS gap_from FROM database_epochs e
    WHERE e.id > (SELECT coalesce(max(o.id), 0) FROM database_epochs o
      WHERE o.mode = 'open' AND coalesce(o.ended_at < now() - ${LATE}, true))) idle ON true`;
