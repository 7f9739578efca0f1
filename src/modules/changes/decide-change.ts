import {
  type AgreementLimits,
  beyondConsent,
  type ConsentNeed,
} from '../../domain/agreement/consent-need.js';
import { type Anchor, localDateOf } from '../../domain/calendar/anchor.js';
import type { Interval } from '../../domain/calendar/interval.js';
import { type Period, periodAt } from '../../domain/calendar/period.js';
import { buildInvoice, type InvoiceDraft } from '../../domain/invoice/build-invoice.js';
import type { InvoiceTerms } from '../../domain/invoice/terms.js';
import type { PricedLine } from '../../domain/invoice/priced-line.js';
import type { BillableItem } from '../../domain/pricing/price-items.js';
import { priceItems } from '../../domain/pricing/price-items.js';
import type { ChargedLine } from '../../domain/proration/credit-unused.js';
import { prorateChange } from '../../domain/proration/prorate-change.js';
import type { ProrationUnit } from '../../domain/proration/share.js';
import { anchorOfChange } from '../../domain/subscription/count-anew.js';
import { periodInvoice } from '../../domain/subscription/period-invoice.js';
import type { SubscriptionState } from '../../domain/subscription/subscription-states.js';
import { faultOfAsking } from './fault-of-asking.js';
import { AppError } from '../../platform/http/app-error.js';

export interface ChangeFacts {
  status: SubscriptionState;
  currency: string;
  anchor: Anchor;
  interval: Interval;
  nextPeriodIndex: number;
  nextBillAt: Date | null;
  currentPeriodStart: Date | null;
  currentPeriodEnd: Date | null;
  trialEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  before: readonly BillableItem[];
  after: readonly BillableItem[];
  /** The period with which its fixed term is over; null without one. */
  endIndex: number | null;
  /** Of what comes after. */
  newInterval: Interval;
  terms: InvoiceTerms;
  /** With coupons as they reach the prices of before. */
  termsBefore: InvoiceTerms;
  charged: readonly ChargedLine[];
  agreement: (AgreementLimits & { isBinding: boolean }) | null;
}

export interface ChangeAsked {
  when: 'now' | 'period_end';
  /** next_invoice: by days, and not billed at once. */
  proration: ProrationUnit | 'next_invoice' | 'none';
  /** Whether the customer is to be asked for what goes beyond their agreement. */
  consent?: 'request' | 'refuse';
}

export interface ChangeDecision {
  effectiveAt: Date;
  /** Counted anew from here, when the interval becomes another. */
  anchor: Anchor | null;
  /** Invoiced at once; null when nothing comes of it. */
  invoice: InvoiceDraft | null;
  /** What comes with the next invoice instead; it stands on `next` already. */
  prorations: readonly PricedLine[];
  /** The next period as it will be billed. */
  next: { period: Period; invoice: InvoiceDraft };
  /** What the customer has yet to agree to. */
  consent: ConsentNeed | null;
}

export type ChangeFault = {
  code: 'conflict' | 'rule_violation' | 'consent_needed';
  field: string;
  message: string;
};

/**
 * What a change of items does, whoever asks and whether it is only previewed: the same facts give the same
 * decision. Pure.
 */
export function decideChange(
  facts: ChangeFacts,
  asked: ChangeAsked,
  now: Date,
): ChangeDecision | { fault: ChangeFault } {
  const fault = faultOfState(facts, asked) ?? faultOfEnd(facts, asked) ?? faultOfArrears(facts, asked);
  if (fault) return { fault };
  const effectiveAt = asked.when === 'now' ? now : facts.nextBillAt!;
  const anchor = newAnchor(facts, asked, effectiveAt);
  const shared = asked.when === 'now' ? sharedLines(facts, asked.proration, now) : [];
  const waits = asked.proration === 'next_invoice';
  const invoice = waits ? null : changeInvoice(facts, shared, now);
  const prorations = waits ? shared : [];
  const { newInterval, after, currency } = facts;
  const terms = { ...facts.terms, prorations: [...(facts.terms.prorations ?? []), ...prorations] };
  const period = periodAt(anchor ?? facts.anchor, newInterval, facts.nextPeriodIndex);
  const next = periodInvoice({ currency, items: after, terms, period, timeZone: facts.anchor.timeZone });
  const decision = {
    effectiveAt,
    anchor,
    invoice,
    prorations,
    next: { period, invoice: next },
    consent: null,
  };
  const need = needOf(facts, decision);
  // Beyond what the customer agreed to nothing is charged, so it is refused before it is owed.
  const why = facts.agreement?.isBinding ? beyondConsent(facts.agreement, need) : null;
  if (why === null) return decision;
  if (asked.consent === 'request') {
    const runningUntil = facts.status === 'trialing' ? facts.trialEnd : facts.currentPeriodEnd;
    const asking = { runningUntil, agreement: facts.agreement, invoice, next };
    const unaskable = asked.when === 'now' ? faultOfAsking(asking, now) : null;
    return unaskable ? { fault: unaskable } : { ...decision, consent: need };
  }
  return { fault: { code: 'consent_needed', field: 'items', message: `${why}; ${WAY_OUT}` } };
}

/** What the next period costs if nothing is changed. */
export function nextUnchanged(facts: ChangeFacts): InvoiceDraft {
  const { anchor, interval, nextPeriodIndex, before: items, termsBefore: terms, currency } = facts;
  const period = periodAt(anchor, interval, nextPeriodIndex);
  return periodInvoice({ currency, items, terms, period, timeZone: anchor.timeZone });
}

export function faultError({ code, field, message }: ChangeFault): AppError {
  return AppError.field(code, field, message);
}

function faultOfState({ status, cancelAtPeriodEnd, nextBillAt }: ChangeFacts, { when }: ChangeAsked) {
  if (!(status === 'trialing' || status === 'active' || status === 'past_due')) {
    return conflict('when', `a subscription that is ${status} cannot be changed`);
  }
  if (when === 'period_end' && (cancelAtPeriodEnd || nextBillAt === null)) {
    return conflict(
      'when',
      'it is to be canceled at the end of its period, so no later period could be different',
    );
  }
  return null;
}

/**
 * Another interval now begins a new period at once, and a subscription that is over with its period would be over
 * with it: its rest would be given back and nothing come instead.
 */
function faultOfEnd(facts: ChangeFacts, { when }: ChangeAsked): ChangeFault | null {
  const { interval, newInterval, cancelAtPeriodEnd, endIndex, nextPeriodIndex } = facts;
  if (when !== 'now' || (interval.unit === newInterval.unit && interval.count === newInterval.count))
    return null;
  if (!cancelAtPeriodEnd && (endIndex === null || nextPeriodIndex < endIndex)) return null;
  return conflict('items', 'its running period is its last one, so it cannot get another interval');
}

/**
 * What is billed afterwards has no part that was paid ahead, so it cannot be shared within a period. And a fee that
 * is paid afterwards is billed by the items that are there when its period is over: changed at that moment, the
 * period would be billed by what comes after it, or not at all. Usage has its own totals, which stay.
 */
function faultOfArrears({ before, after }: ChangeFacts, { when }: ChangeAsked): ChangeFault | null {
  const changed = [...before, ...after].filter(
    (item) => quantityIn(before, item.priceId) !== quantityIn(after, item.priceId),
  );
  const fee = changed.find((item) => item.billing === 'in_arrears' && item.usage === undefined);
  if (fee) {
    const message = `${fee.description} (${fee.priceId}) is a fee in arrears and cannot be changed; begin a new subscription`;
    return { code: 'rule_violation', field: 'items', message };
  }
  const late = changed.find((item) => item.usage !== undefined);
  if (!late || when === 'period_end') return null;
  const message = `${late.description} (${late.priceId}) is billed in arrears: change it at the end of the period`;
  return { code: 'rule_violation', field: 'when', message };
}

function quantityIn(items: readonly BillableItem[], priceId: string): bigint | undefined {
  return items.find((item) => item.priceId === priceId)?.quantity;
}

/** A trial keeps its end; what is paid for begins there, in whatever interval. */
function newAnchor(facts: ChangeFacts, { when }: ChangeAsked, at: Date): Anchor | null {
  const { interval, newInterval, anchor, nextPeriodIndex, status } = facts;
  if (interval.unit === newInterval.unit && interval.count === newInterval.count) return null;
  if (status === 'trialing') return null;
  return anchorOfChange({ anchor, interval }, at, nextPeriodIndex, when === 'period_end');
}

/**
 * The credit of what is not used any more, and the rest of what is new. With another interval the running period
 * is cut off here: all of it is credited, and what is new is billed as a period of its own.
 */
function sharedLines(facts: ChangeFacts, proration: ChangeAsked['proration'], now: Date): PricedLine[] {
  const { currentPeriodStart: start, currentPeriodEnd: end, before, charged, status } = facts;
  const { timeZone } = facts.anchor;
  if (proration === 'none' || status === 'trialing' || start === null || end === null || now >= end)
    return [];
  const unit = proration === 'next_invoice' ? 'day' : proration;
  const isCut = newAnchor(facts, { when: 'now', proration }, now) !== null;
  const after = isCut ? [] : facts.after;
  // What is paid once comes whole with the next period's invoice, which notes that it was paid.
  const ahead = after.filter((item) => item.billing === 'in_advance' && item.kind === 'recurring');
  const whole = priceItems(ahead, { start, end }, timeZone);
  return prorateChange({ before, after, charged, whole }, { at: now, unit, timeZone });
}

/**
 * At once. An amount off a whole invoice has been given with the period and is not given again; a percentage
 * follows what is charged.
 */
function changeInvoice(facts: ChangeFacts, lines: readonly PricedLine[], now: Date): InvoiceDraft | null {
  const { currentPeriodEnd: end, currency, terms } = facts;
  if (lines.length === 0 || end === null) return null;
  const { timeZone } = facts.anchor;
  const discounts = terms.discounts.filter(({ value }) => value.kind === 'percentage');
  const period = { index: null, start: now, end };
  return buildInvoice({ currency, period, lines, discounts, tax: terms.tax, timeZone });
}

/** What it asks of the customer's agreement. */
function needOf(
  { interval, newInterval, anchor }: ChangeFacts,
  { invoice, next }: Pick<ChangeDecision, 'invoice' | 'next'>,
): ConsentNeed {
  const amounts = [next.invoice.total.minor, invoice?.total.minor ?? 0n].filter((minor) => minor > 0n);
  const isSame = interval.unit === newInterval.unit && interval.count === newInterval.count;
  return {
    amounts: amounts.map(String),
    interval: isSame ? null : newInterval,
    until: localDateOf(next.period.end, anchor.timeZone),
  };
}

const WAY_OUT =
  'the customer has to agree anew first. With consent "request" they are asked for it, and the change is made once they ' +
  'have agreed: now, or at the end of the period';

function conflict(field: string, message: string): ChangeFault {
  return { code: 'conflict', field, message };
}
