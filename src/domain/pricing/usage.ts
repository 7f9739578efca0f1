export const AGGREGATIONS = ['sum', 'max', 'last'] as const;

/** What the usage records of a period come to: their sum, the greatest of them, or the latest. */
export type Aggregation = (typeof AGGREGATIONS)[number];

/** What was used in a period, aggregated. */
export interface Usage {
  readonly aggregation: Aggregation;
  readonly quantity: bigint;
  /** How many records there were. */
  readonly records: bigint;
}
