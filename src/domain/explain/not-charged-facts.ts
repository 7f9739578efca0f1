import type { CardState } from '../card/card-states.js';
import type { Money } from '../money/money.js';
import type { SubscriptionState } from '../subscription/subscription-states.js';

/** One charge that is not over. */
export interface OpenCharge {
  invoiceNumber: string | null;
  amount: Money;
  status: 'scheduled' | 'processing' | 'awaiting_customer' | 'blocked' | 'failed';
  nextAction: 'attempt' | 'final' | null;
  nextActionAt: Date | null;
  nextActionReason: string | null;
  /** How the last step of its dunning ends the subscription. */
  finalAction: 'cancel' | 'unpaid' | 'pause' | null;
  retriesLeft: number;
  /** Since when an attempt at it is in doubt. */
  inDoubtSince: Date | null;
  /** A person has to decide. */
  isManual: boolean;
}

/** What the forecast says, which is made by the decision that bills. */
export interface Coming {
  /** When the next invoice of more than nothing comes, or the next period; null when none is foretold. */
  next: Date | null;
  /** That invoice is of a change within a period. */
  isChange: boolean;
  /** What comes instead of another period. */
  end: { kind: string; at: Date; reason: string } | null;
  /** When a pause is over by itself. */
  resumesAt: Date | null;
}

/** All that may be the reason why no money was asked for, as rows tell it. */
export interface NotChargedFacts {
  now: Date;
  timeZone: string;
  /** Of a merchant with a clock of its own; `real` is the true time. */
  testClock: { real: Date } | null;
  isRecovering: boolean;
  chargingStopped: { at: Date; reason: string | null } | null;
  status: SubscriptionState;
  trialEnd: Date | null;
  nextBillAt: Date | null;
  coming: Coming;
  cancelAtPeriodEnd: boolean;
  cancelRequestedAt: Date | null;
  endedAt: Date | null;
  cancelReason: string | null;
  pastDueSince: Date | null;
  quarantine: { at: Date; reason: string | null } | null;
  billingFailures: number;
  isFree: boolean;
  card: {
    status: CardState;
    refusedReason: string | null;
    expired: string | null;
  } | null;
  /** Why the customer's agreement would not allow the next payment; null when it does. */
  agreementRefusal: string | null;
  /** The oldest draft of an invoice; null when there is none. */
  inReview: { until: Date | null; amount: Money } | null;
  /** Usage that has come to its threshold and is not billed for it yet, and why; null when there is none. */
  heldBack: { accrued: Money; threshold: Money; why: string; until: Date | null } | null;
  charges: readonly OpenCharge[];
  hold: { at: Date; reason: string; isOfMerchant: boolean } | null;
  breaker: { since: Date; gateway: string; reason: string | null } | null;
  budgetUntil: Date | null;
  lastPaid: { at: Date; amount: Money; invoiceNumber: string | null } | null;
  /** The newest invoice when it cost the card nothing. */
  withoutCharge: { invoiceNumber: string | null; because: 'zero' | 'balance' } | null;
}
