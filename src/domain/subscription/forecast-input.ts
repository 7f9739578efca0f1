import type { Interval } from '../calendar/interval.js';
import type { PricedLine } from '../invoice/priced-line.js';
import type { BillableItem } from '../pricing/price-items.js';
import type { ServicePeriod } from '../pricing/service-period.js';
import type { ThresholdFacts } from './usage-threshold.js';
import type { BillingInput } from './billing.js';

export interface ForecastInput extends BillingInput {
  /** When the clock looks at it; null while nothing is billed. */
  nextBillAt: Date | null;
  /** Billed last. */
  current: ServicePeriod | null;
  /** Billed last and owed: one before the current period where that was skipped. */
  owed: ServicePeriod | null;
  /** In the order in which they take effect. */
  planned: readonly PlannedChange[];
  /** Of each discount of the terms, on how many invoices it still is; null for ever. */
  periodsLeft: readonly (number | null)[];
  /** Of usage that is told already; null where nobody has set one. */
  threshold?: ThresholdFacts | null;
}

interface Planned {
  at: Date;
  /** The period with which it begins, where that was asked for: then `at` moves with the periods. */
  periodIndex: number | null;
  /** Told when it ends the subscription. */
  reason?: string;
}

export type PlannedChange = Planned &
  (
    | {
        kind: 'items';
        /** All of them from then on; what is paid once only if it has not been. */
        items: readonly BillableItem[];
        interval: Interval;
        /** It may come within a period: another interval is then counted from that moment. */
        isDated?: boolean;
        /** Within the running period: what it comes to there, at once or with the next invoice. */
        share?: { lines: readonly PricedLine[]; isLeftToNext: boolean } | null;
      }
    | { kind: 'pause'; resumeAt: Date | null }
    | { kind: 'resume'; policy: 'now' | 'keep' }
    | { kind: 'cancel' }
  );
