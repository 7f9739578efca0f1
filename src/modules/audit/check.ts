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
   * `present`: for each merchant `now` (on its test clock if it has one) and `wait_scale`.
   */
  sql: string;
}

/** How late work may be before it counts as forgotten: a deployment or an outage of hours is no breach. */
export const LATE = `interval '6 hours'`;
