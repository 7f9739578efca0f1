import type { Anchor } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import { indexAt, isEmptyPeriod, type Period, periodAt } from '../calendar/period.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';
import type { InvoiceTerms } from '../invoice/terms.js';
import { type BillableItem, usageIsIn } from '../pricing/price-items.js';
import { type CatchUp, judgeMissed, type MissedPeriod } from './catch-up.js';
import { periodInvoice, skippedInvoice } from './period-invoice.js';
import type { SubscriptionEvent, SubscriptionState } from './subscription-states.js';

/** How soon a subscription that came to its end while it owed something is looked at again. */
const HOURS_TO_LOOK_AGAIN = 24;

export interface BillingInput {
  status: SubscriptionState;
  /** Of a subscription with a trial: at the trial's end, where the first paid period begins. */
  anchor: Anchor;
  interval: Interval;
  /** The first period that has no invoice yet. */
  nextPeriodIndex: number;
  trialEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  currency: string;
  items: readonly BillableItem[];
  terms: InvoiceTerms;
  /** Whether an earlier period is open still, or a page of it is. Only asked at the end of a fixed term. */
  isCollecting?: boolean;
  /** Only asked at the end of a trial. Later a missing card is the charge's business: the period is owed. */
  hasUsableCard: boolean;
  /** When it came back after its collection had been given up. Periods that were over by then had no access. */
  resumedAt?: Date | null;
  /** The first period that is not billed any more; null when it goes on for ever. */
  endIndex?: number | null;
  /** What the end of a trial means without a card. */
  withoutCard?: 'cancel' | 'pause' | 'charge';
  /** What becomes of periods that were missed; each is billed when absent. */
  catchUp?: CatchUp;
}

export type BillingDecision =
  | {
      kind: 'bill';
      period: Period;
      invoice: InvoiceDraft;
      /** When the next period is due; in the past while catching up. */
      nextBillAt: Date;
      /** The event to apply in the same transaction. */
      transition?: SubscriptionEvent;
    }
  /** The period is written down and not owed. */
  | { kind: 'skip'; period: Period; invoice: InvoiceDraft; nextBillAt: Date; reason: string }
  /** `at` is when it took effect, not when it was noticed. */
  | { kind: 'cancel' | 'end' | 'pause'; at: Date; reason: string }
  /** A person has to say whether what was missed is billed. */
  | { kind: 'ask'; reason: string }
  | {
      kind: 'none';
      reason: string;
      /** When to ask again; null: only after something changed. */ until: Date | null;
    };

/**
 * What the clock does with a subscription now. In advance: a period is due from its first instant on,
 * however late we look. One period a decision, in order, so that days of downtime bill every period once;
 * the caller decides again while `nextBillAt` has passed. Deciding twice from the same facts gives the
 * same invoice.
 */
export function decideBilling(input: BillingInput, now: Date): BillingDecision {
  switch (input.status) {
    case 'trialing':
      return decideTrial(input, now);
    case 'active':
    case 'past_due':
      return decidePeriod(input, now);
    case 'incomplete':
      return nothing('Waits for the first payment, which the payment page collects.');
    case 'unpaid':
      return nothing('No new period is billed while collection of an earlier one was given up.');
    case 'paused':
      return nothing('The subscription is paused.');
    case 'canceled':
    case 'ended':
      return nothing('The subscription is over.');
  }
}

/** Without `trialEnd` a trial could never end: that is a broken row, and it must not pass in silence. */
function decideTrial(input: BillingInput, now: Date): BillingDecision {
  const { trialEnd } = input;
  if (trialEnd === null)
    throw new RangeError('billing: a trialing subscription without the end of its trial');
  if (now < trialEnd) return nothing('The trial is running.', trialEnd);
  if (input.cancelAtPeriodEnd) {
    return { kind: 'cancel', at: trialEnd, reason: 'It was to be canceled at the end of its trial.' };
  }
  const { withoutCard = 'cancel' } = input;
  if (!input.hasUsableCard && withoutCard !== 'charge') {
    return { kind: withoutCard, at: trialEnd, reason: 'The trial ended and there is no card to charge.' };
  }
  const decision = decidePeriod(input, now);
  return decision.kind === 'bill' ? { ...decision, transition: 'trial_ended' } : decision;
}

function decidePeriod(input: BillingInput, now: Date): BillingDecision {
  const period = nextRealPeriod(input);
  if (now < period.start) return nothing('The next period has not begun.', period.start);
  const due = usageIsIn(input.items, period.start);
  if (now < due) return nothing('Usage of the period that is over may still be on its way.', due);
  if (input.cancelAtPeriodEnd) {
    return { kind: 'cancel', at: period.start, reason: 'It was to be canceled at the end of its period.' };
  }
  const { endIndex = null } = input;
  if (endIndex !== null && period.index >= endIndex) return decideEnd(input, period, now);
  const { currency, items, terms, resumedAt = null } = input;
  const facts = { currency, items, terms, period, timeZone: input.anchor.timeZone };
  const unowed = () => skippedInvoice(facts);
  if (resumedAt !== null && period.end <= resumedAt) {
    const reason = 'the period passed without access, while collection of an earlier one was given up';
    return { kind: 'skip', period, invoice: unowed(), nextBillAt: period.end, reason };
  }
  const missed = decideMissed(input, period, now);
  if (missed.kind === 'ask') return missed;
  if (missed.kind === 'skip') {
    return { kind: 'skip', period, invoice: unowed(), nextBillAt: period.end, reason: missed.reason };
  }
  const invoice = periodInvoice(facts);
  return { kind: 'bill', period, invoice, nextBillAt: period.end };
}

/**
 * All its periods were billed. What is still being collected of them is waited for: it is owed all the same. So is a page
 * of what was paid otherwise, as a cancel waits for it: over is over, and nothing is under way then.
 */
function decideEnd({ status, isCollecting }: BillingInput, { start }: Period, now: Date): BillingDecision {
  if (status === 'past_due' || isCollecting) {
    return nothing(
      'It came to its end; what it owes is still being collected.',
      addHours(now, HOURS_TO_LOOK_AGAIN),
    );
  }
  return { kind: 'end', at: start, reason: 'All the periods that were agreed on are over.' };
}

function decideMissed({ catchUp, anchor, interval }: BillingInput, period: Period, now: Date): MissedPeriod {
  if (!catchUp || period.end > now) return { kind: 'bill' };
  return judgeMissed(catchUp, period, indexAt(anchor, interval, now) - period.index);
}

function addHours(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * 3_600_000);
}

/** A day that a zone skipped lasts no time and is not billed. No zone ever skipped two in a row. */
function nextRealPeriod({ anchor, interval, nextPeriodIndex }: BillingInput): Period {
  const period = periodAt(anchor, interval, nextPeriodIndex);
  return isEmptyPeriod(period) ? periodAt(anchor, interval, nextPeriodIndex + 1) : period;
}

function nothing(reason: string, until: Date | null = null): BillingDecision {
  return { kind: 'none', reason, until };
}
