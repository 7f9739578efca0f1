import type { AgreementLimits } from '../agreement/consent-need.js';
import type { Anchor } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import type { InvoiceTerms } from '../invoice/terms.js';
import type { BillableItem } from '../pricing/price-items.js';
import type { ChargedLine } from '../proration/credit-unused.js';
import type { ProrationUnit } from '../proration/share.js';
import type { SubscriptionState } from '../subscription/subscription-states.js';

/** What a change of items is decided from. */
export interface ChangeFacts {
  status: SubscriptionState;
  currency: string;
  anchor: Anchor;
  interval: Interval;
  nextPeriodIndex: number;
  nextBillAt: Date | null;
  currentPeriodStart: Date | null;
  currentPeriodEnd: Date | null;
  /** Whether the running period is owed: of one that was skipped nothing was charged, and nothing is shared. */
  isOwed: boolean;
  trialEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  before: readonly BillableItem[];
  after: readonly BillableItem[];
  /** The period with which its fixed term is over; null without one. */
  endIndex: number | null;
  /** The period with whose beginning its minimum term is over; null without one. */
  committedIndex: number | null;
  /** When it is to be paused; null when nobody has planned it. */
  pauseAt: Date | null;
  /** Where periods are counted from with the next one, if their day is to be moved then. */
  movedAnchor?: Anchor | null;
  /** Of what comes after. */
  newInterval: Interval;
  terms: InvoiceTerms;
  /** With coupons as they reach the prices of before. */
  termsBefore: InvoiceTerms;
  charged: readonly ChargedLine[];
  /** What was charged for now and given back since. */
  givenBack: readonly ChargedLine[];
  /** With what its periods began, given back since or not. */
  begun: readonly ChargedLine[];
  agreement: (AgreementLimits & { isBinding: boolean }) | null;
}

export interface ChangeAsked {
  when: 'now' | 'period_end' | 'date' | 'after_periods';
  /** With "date": when. */
  at?: Date;
  /** With "after_periods": after how many, the running one counted. */
  afterPeriods?: number;
  /** next_invoice: by days, and not billed at once. */
  proration: ProrationUnit | 'next_invoice' | 'none';
  /** Whether the customer is to be asked for what goes beyond their agreement. */
  consent?: 'request' | 'refuse';
}

export type ChangeFault = {
  code: 'conflict' | 'rule_violation' | 'consent_needed' | 'change_planned';
  field: string;
  message: string;
};
