import type { ChargedUsage } from './charged-usage.js';
import type { ServicePeriod } from './service-period.js';

export const AGGREGATIONS = ['sum', 'max', 'last'] as const;

/** What the usage records of a period come to: their sum, the greatest of them, or the latest. */
export type Aggregation = (typeof AGGREGATIONS)[number];

/** The records of a period, aggregated. */
export interface Counted {
  readonly quantity: bigint;
  /** How many records there were. */
  readonly records: bigint;
}

export const NOTHING_COUNTED: Counted = { quantity: 0n, records: 0n };

/** Usage of one period that waits for an invoice. */
export interface UnbilledUsage {
  readonly period: ServicePeriod;
  /** All records of the period that are known now. */
  readonly all: Counted;
  /** Those of them that an earlier invoice counted. */
  readonly billed: Counted;
  /** That was the invoice of a threshold, while the period was running: its own has yet to come. */
  readonly isAhead?: boolean;
  /** What invoices charged for it; read where the period may cost less now. Without it nothing is given back. */
  readonly charged?: ChargedUsage | null;
}
