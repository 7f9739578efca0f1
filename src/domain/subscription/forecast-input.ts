import type { Interval } from '../calendar/interval.js';
import type { ChangeAsked, ChangeFacts } from '../change/change-types.js';
import type { BillableItem } from '../pricing/price-items.js';
import type { ServicePeriod } from '../pricing/service-period.js';
import type { PaidLine } from '../proration/covering.js';
import type { ThresholdFacts } from './usage-threshold.js';
import type { BillingInput } from './billing.js';
import type { DayMove } from './count-anew.js';

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
  /** What is paid for and not over, the newest last; foretold invoices add to it. Only asked where something is shared. */
  charged: readonly PaidLine[];
  /** What the customer agreed to. Only asked for a change within a period. */
  agreement: ChangeFacts['agreement'];
  /** The period with whose beginning its minimum term is over; null without one. */
  committedIndex: number | null;
  /** Prices that are paid once, of items that are there, that foretold invoices have charged. */
  paidOnce?: readonly string[];
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
        /** How it is shared, where it may come within a period; null where it begins with one. */
        proration: ChangeAsked['proration'] | null;
        /** Whether the customer has agreed to what it needs; asked where it begins with a period. */
        isAgreed: boolean;
      }
    | { kind: 'pause'; resumeAt: Date | null }
    | { kind: 'resume'; policy: 'now' | 'keep' }
    /** `credit`: what is unused of its period by then is given back. */
    | { kind: 'cancel'; credit: boolean }
    | ({ kind: 'billing_day' } & DayMove)
  );
