import { beyondConsent, type ConsentNeed } from '../agreement/consent-need.js';
import { type Anchor, localDateOf } from '../calendar/anchor.js';
import { asPartOfWhole, boundary, type Period, periodAt } from '../calendar/period.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';
import { MoneyError } from '../money/money.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { priceItems } from '../pricing/price-items.js';
import type { ChargedLine } from '../proration/credit-unused.js';
import { isPaidTogether, prorateChange } from '../proration/prorate-change.js';
import { anchorOfChange } from '../subscription/count-anew.js';
import { periodInvoice } from '../subscription/period-invoice.js';
import { changeInvoice } from './change-invoice.js';
import type { ChangeAsked, ChangeFacts, ChangeFault } from './change-types.js';
import { beginsPeriod, effectiveOf, factsThen, isAtBoundary } from './change-moment.js';
import { faultOfAsking } from './fault-of-asking.js';
import { faultOfChange } from './faults-of-change.js';
import { heldOn } from './held-on.js';
import { feesChanged, invoiceAfterNext } from './period-amounts.js';

export interface ChangeDecision {
  effectiveAt: Date;
  /** Counted anew from here, when the interval becomes another. */
  anchor: Anchor | null;
  /** The credit of what is not used any more, and the rest of what is new. */
  shared: readonly PricedLine[];
  /** Invoiced at once; null when nothing comes of it. */
  invoice: InvoiceDraft | null;
  /** What comes with the next invoice instead; it stands on `next` already. */
  prorations: readonly PricedLine[];
  /** The next period as it will be billed. */
  next: { period: Period; invoice: InvoiceDraft };
  /** The one after it, where a fee that is paid afterwards becomes another: the next one has that as it was. */
  following: InvoiceDraft | null;
  /** What the customer has yet to agree to. */
  consent: ConsentNeed | null;
}

/**
 * What a change of items does, whoever asks and whether it is only previewed: the same facts give the same
 * decision. Pure.
 */
export function decideChange(
  given: ChangeFacts,
  asked: ChangeAsked,
  now: Date,
): ChangeDecision | { fault: ChangeFault } {
  try {
    return decided(given, asked, now);
  } catch (error) {
    if (!(error instanceof MoneyError) || error.code !== 'out_of_range') throw error;
    // Each of the items is little enough, but not with what is due besides: tax, lines that wait, what was shared before.
    const message = `would make an invoice of more than one may be: ${error.message}`;
    return { fault: { code: 'rule_violation', field: 'items', message } };
  }
}

function decided(given: ChangeFacts, asked: ChangeAsked, now: Date): ChangeDecision | { fault: ChangeFault } {
  const fault = faultOfChange(given, asked, now);
  if (fault) return { fault };
  const { facts, effectiveAt, anchor } = factsFrom(given, asked, now);
  const sharing = sharingOf(facts, asked, effectiveAt);
  if (sharing && isPaidTogether(sharing.change, sharing.wholeBefore)) return { fault: PAID_TOGETHER };
  const shared = sharing ? prorateChange(sharing.change, sharing.moment) : [];
  const waits = asked.proration === 'next_invoice';
  const billed = { ...facts, timeZone: facts.anchor.timeZone };
  const invoice = waits ? null : changeInvoice(billed, shared, effectiveAt, facts.currentPeriodEnd);
  const prorations = waits ? shared : [];
  const next = nextChanged(facts, anchor, prorations);
  const following = followingOf(facts, anchor);
  const decision = { effectiveAt, anchor, shared, invoice, prorations, next, following, consent: null };
  const need = needOf(facts, decision);
  // Beyond what the customer agreed to nothing is charged, so it is refused before it is owed.
  const why = facts.agreement?.isBinding ? beyondConsent(facts.agreement, need) : null;
  if (why === null) return decision;
  if (asked.consent === 'request') {
    const runningUntil = facts.status === 'trialing' ? facts.trialEnd : facts.currentPeriodEnd;
    const asking = { runningUntil, agreement: facts.agreement, invoice, next: next.invoice };
    const unaskable = asked.when === 'now' ? faultOfAsking(asking, now) : null;
    return unaskable ? { fault: unaskable } : { ...decision, consent: need };
  }
  return { fault: { code: 'consent_needed', field: 'items', message: `${why}; ${WAY_OUT}` } };
}

/** As of the moment for which it is asked, with what is owed by then of what there was before. */
function factsFrom(
  given: ChangeFacts,
  asked: ChangeAsked,
  now: Date,
): { facts: ChangeFacts } & Pick<ChangeDecision, 'effectiveAt' | 'anchor'> {
  const then = factsThen(given, asked);
  const effectiveAt = effectiveOf(then, asked, now);
  const anchor = newAnchor(then, asked, effectiveAt);
  const after = heldOn(then.before, then.after, effectiveAt, { isCut: anchor !== null });
  return { facts: { ...then, after }, effectiveAt, anchor };
}

/** The next period after the change. */
function nextChanged(
  facts: ChangeFacts,
  anchor: Anchor | null,
  prorations: readonly PricedLine[],
): ChangeDecision['next'] {
  const { newInterval, after: items, currency, nextPeriodIndex } = facts;
  const terms = { ...facts.terms, prorations: [...(facts.terms.prorations ?? []), ...prorations] };
  const period = periodAt(anchor ?? facts.movedAnchor ?? facts.anchor, newInterval, nextPeriodIndex);
  const { timeZone } = facts.anchor;
  return { period, invoice: periodInvoice({ currency, items, terms, period, timeZone }) };
}

/**
 * What a period costs with what there is and with what would be, whether or not the change may be made at this moment,
 * and whatever else is planned. In minor units.
 */
export function amountsOfChange(
  facts: ChangeFacts,
  when: ChangeAsked['when'],
  now: Date,
): { before: bigint; after: bigint } {
  const asked = { when, proration: 'none' } as const;
  const at = when === 'now' ? now : boundary(facts.anchor, facts.interval, facts.nextPeriodIndex);
  // Of whole periods, also where the days until another billing day come first.
  const anchor = newAnchor(facts, asked, at);
  const after = heldOn(facts.before, facts.after, at, { isCut: anchor !== null });
  const changed = { ...facts, movedAnchor: null, after };
  const next = nextChanged(changed, anchor, []);
  return periodAmounts(facts, { next, following: followingOf(changed, anchor) });
}

/** Of a change that was decided: what a period cost before, and what one costs after it. */
export function periodAmounts(
  facts: ChangeFacts,
  { next, following }: Pick<ChangeDecision, 'next' | 'following'>,
): { before: bigint; after: bigint } {
  const { anchor, interval, nextPeriodIndex, before: items, termsBefore: terms, currency } = facts;
  const period = periodAt(anchor, interval, nextPeriodIndex);
  const before = following
    ? invoiceAfterNext(facts, { anchor, interval, items, terms })
    : periodInvoice({ currency, items, terms, period, timeZone: anchor.timeZone });
  return { before: before.total.minor, after: (following ?? next.invoice).total.minor };
}

/** Where the next period does not tell what a period costs: a fee is billed as it was, or it is the days until another day. */
function followingOf(facts: ChangeFacts, anchor: Anchor | null): InvoiceDraft | null {
  const { newInterval: interval, after: items, terms, movedAnchor = null } = facts;
  if (feesChanged(facts).length === 0 && movedAnchor === null) return null;
  return invoiceAfterNext(facts, { anchor: anchor ?? movedAnchor ?? facts.anchor, interval, items, terms });
}

/** A trial keeps its end; what is paid for begins there, in whatever interval. */
function newAnchor(facts: ChangeFacts, asked: ChangeAsked, at: Date): Anchor | null {
  const { interval, newInterval, anchor, nextPeriodIndex, status, trialEnd } = facts;
  if (interval.unit === newInterval.unit && interval.count === newInterval.count) return null;
  if (status === 'trialing' && trialEnd !== null) return null;
  return anchorOfChange({ anchor, interval }, at, nextPeriodIndex, beginsPeriod(facts, asked));
}

/**
 * What is shared, if anything: the credit of what is not used any more, and the rest of what is new. With another
 * interval the running period is cut off here: all of it is credited, and what is new is billed as a period of its own.
 */
function sharingOf(facts: ChangeFacts, asked: ChangeAsked, at: Date) {
  const { proration, when } = asked;
  const { currentPeriodStart: start, currentPeriodEnd: end, before, charged, status } = facts;
  const { timeZone } = facts.anchor;
  if (isAtBoundary(when) || proration === 'none' || status === 'trialing') return null;
  if (start === null || end === null || at >= end || !facts.isOwed) return null;
  const unit = proration === 'next_invoice' ? 'day' : proration;
  const isCut = newAnchor(facts, asked, at) !== null;
  const after = isCut ? [] : facts.after;
  // Of the days until an anchor a whole price is that of the period around them.
  const { partOf: whole = { start, end } } = asPartOfWhole({ start, end }, facts.anchor, facts.interval);
  const wholeOf = (items: typeof before) =>
    // What is paid once comes whole with the next period's invoice, which notes that it was paid.
    priceItems(items.filter(({ billing, kind }) => billing === 'in_advance' && kind === 'recurring'), whole, timeZone); // prettier-ignore
  const { discounts: coupons } = facts.terms;
  const isOfPeriod = ({ period }: ChargedLine) =>
    period.start >= start && period.end.getTime() === end.getTime();
  const givenBack = facts.givenBack.filter(isOfPeriod);
  const begun = facts.begun.filter(isOfPeriod);
  const change = { before, after, charged, givenBack, begun, coupons, whole: wholeOf(after) };
  return { change, wholeBefore: wholeOf(before), moment: { at, unit, timeZone } as const };
}

const PAID_TOGETHER: ChangeFault = {
  code: 'rule_violation',
  field: 'proration',
  message:
    'several items took the place of what was paid for without being shared, and only some of them would go: what was ' +
    'paid for those cannot be told. Change all of them at once, or ask for "none" or for the end of the period',
};

/** What it asks of the customer's agreement. */
function needOf(
  { interval, newInterval, anchor }: ChangeFacts,
  { invoice, next, following }: Pick<ChangeDecision, 'invoice' | 'next' | 'following'>,
): ConsentNeed {
  const invoices = [next.invoice, invoice, ...(following ? [following] : [])];
  const amounts = invoices.map((one) => one?.total.minor ?? 0n).filter((minor) => minor > 0n);
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
