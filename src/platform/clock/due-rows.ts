/**
 * Rows that time makes due: those of `table` whose `column` has come, as far as `where` holds. Whoever claims them
 * may ask for more; rows that are not among these it never claims, or a test clock would walk past them.
 */
export interface DueRows {
  table: string;
  column: string;
  /** SQL over the table's own columns. */
  where?: string;
  /** Due so long after what the column says. */
  hoursLater?: number;
}
