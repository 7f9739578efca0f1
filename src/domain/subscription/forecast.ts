import type { Period } from '../calendar/period.js';
import { isUsedAhead, isUsedBy } from '../discount/apply-discounts.js';
import { afterUse } from '../discount/periods-left.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';
import { heldPart, isFeeAfterwards } from '../pricing/held-part.js';
import type { BillableItem } from '../pricing/price-items.js';
import { describeMoney } from '../money/money.js';
import { paidBy } from '../proration/covering.js';
import { next } from '../state-machine.js';
import { type BillingDecision, decideBilling } from './billing.js';
import { finalInvoice } from './period-invoice.js';
import type { ForecastInput } from './forecast-input.js';
import { change, firstPlanned } from './planned-changes.js';
import { decideThreshold } from './usage-threshold.js';
import { subscriptionMachine } from './subscription-states.js';

export interface ForecastEntry {
  /** When the clock will bill it; the present for what is due already. */
  at: Date;
  kind: 'bill' | 'skip';
  period: Period;
  invoice: InvoiceDraft;
  /** Why it is skipped, or comes before its period is over. */
  reason: string | null;
  /** It is no period's: items become others within one, or a cancel gives back what is unused of it. */
  isChange?: boolean;
}

export interface Forecast {
  entries: ForecastEntry[];
  /** What comes instead of another period, if it comes before the horizon. */
  end: { kind: string; at: Date; reason: string } | null;
  /** The first moment that was not looked at, where there would have been too much to tell. */
  stoppedAt: Date | null;
}

/** Two years of days, and then some. */
export const MOST_FORETOLD = 800;

type Billed = Extract<BillingDecision, { kind: 'bill' | 'skip' }>;

/**
 * What the clock will bill until `horizon` if nobody asks for anything more and every payment succeeds: the
 * decision that bills, asked again and again, each time at the moment at which the clock would ask, with what is
 * planned made in between, where the clock would make it.
 */
export function forecast(input: ForecastInput, now: Date, horizon: Date): Forecast {
  const reached = reachedThreshold(input, now, horizon);
  const entries: ForecastEntry[] = reached ? [reached] : [];
  let state = collected(reached ? billedAhead(input, reached.invoice) : input);
  let at = now;
  for (;;) {
    const planned = firstPlanned(state);
    // A period that begins with a change is billed after it.
    const isChange = planned && (state.nextBillAt === null || planned.at <= state.nextBillAt);
    const due = isChange ? planned.at : state.nextBillAt;
    if (due !== null && due > at) at = due;
    if (at > horizon) return { entries, end: null, stoppedAt: null };
    if (isChange) {
      const { state: after, invoice } = change(state, planned);
      if (invoice) entries.push(entryOfChange(state, invoice, at));
      if (after === 'canceled')
        return ending(state, entries, { kind: 'cancel', at, reason: planned.reason! });
      state = invoice ? paid(after, invoice, entries.length) : after;
      continue;
    }
    const decision = decideBilling(state, at);
    if (due === null) return standstill(entries, at, unbilled(decision));
    if (decision.kind === 'none') {
      if (decision.until === null || decision.until <= at) {
        return standstill(entries, at, decision.reason);
      }
      state = { ...state, nextBillAt: decision.until };
    } else if (decision.kind === 'bill' || decision.kind === 'skip') {
      if (entries.length === MOST_FORETOLD) return { entries, end: null, stoppedAt: at };
      const { kind, period, invoice } = decision;
      entries.push({ at, kind, period, invoice, reason: kind === 'skip' ? decision.reason : null });
      state = stateAfter(state, decision, entries.length);
    } else return ending(state, entries, endOf(decision, at));
  }
}

/** Every payment succeeds, also of what is being collected: while it is past due it would neither end nor pause. */
function collected(state: ForecastInput): ForecastInput {
  if (state.status !== 'past_due') return state;
  return { ...state, status: next(subscriptionMachine, state.status, 'payment_recovered') };
}

/** Of the rest of the running period. */
function entryOfChange({ nextPeriodIndex }: ForecastInput, invoice: InvoiceDraft, at: Date): ForecastEntry {
  const period = { ...invoice.period, index: nextPeriodIndex - 1 };
  return { at, kind: 'bill', period, invoice, reason: null, isChange: true };
}

function standstill(entries: ForecastEntry[], at: Date, reason: string): Forecast {
  return { entries, end: { kind: 'none', at, reason }, stoppedAt: null };
}

/** Of what is told already: now, or as soon as the customer's consent allows. More usage nobody can foretell. */
function reachedThreshold(
  { threshold, current, nextPeriodIndex }: ForecastInput,
  now: Date,
  horizon: Date,
): ForecastEntry | null {
  if (!threshold || !current) return null;
  const first = decideThreshold(threshold, now);
  const at = first.kind === 'wait' ? first.until : now;
  if (at === null || at > horizon || at >= current.end) return null;
  const decision = decideThreshold(threshold, at);
  if (decision.kind === 'wait') return null;
  const { invoice, threshold: reached } = decision;
  const period = { ...current, index: nextPeriodIndex - 1 };
  const reason = `Usage comes to its threshold of ${describeMoney(reached)}.`;
  return { at, kind: 'bill', period, invoice, reason };
}

/** With the period comes only what is used from now on, and the use of the coupons that this invoice had. */
function billedAhead(state: ForecastInput, { lines }: InvoiceDraft): ForecastInput {
  const discounts = state.terms.discounts.map((one) => ({ ...one, isUsedAhead: isUsedAhead(one, lines) }));
  const items = state.items.map((item) => {
    if (!item.usage) return item;
    const unbilled = item.usage.unbilled.map((one) => ({ ...one, billed: one.all, isAhead: true }));
    return { ...item, usage: { ...item.usage, unbilled } };
  });
  return { ...state, items, terms: { ...state.terms, discounts } };
}

/** What it charges may be given back by a change that comes later; what is over cannot. */
function paid(state: ForecastInput, invoice: InvoiceDraft, number: number): ForecastInput {
  const left = state.charged.filter(({ period }) => period.end > invoice.period.start);
  return { ...state, charged: [...left, ...paidBy(invoice, `foretold_${number}`)] };
}

function stateAfter(state: ForecastInput, decision: Billed, number: number): ForecastInput {
  const { kind, period, nextBillAt } = decision;
  const after: ForecastInput = {
    ...state,
    nextPeriodIndex: period.index + 1,
    nextBillAt,
    current: period,
  };
  // What is paid once or afterwards, and what was used, waits for an invoice that is owed.
  if (kind === 'skip') return { ...after, items: state.items.map((item) => withTold(item, period)) };
  const { transition, invoice } = decision;
  const once = state.items.flatMap(({ kind, priceId }) => (kind === 'one_off' ? [priceId] : []));
  return {
    ...paid(after, invoice, number),
    owed: period,
    paidOnce: [...(state.paidOnce ?? []), ...once],
    items: state.items.flatMap((item) => itemAfter(item, period)),
    ...usedUp(state, invoice),
    ...(transition && { status: next(subscriptionMachine, state.status, transition) }),
  };
}

/** A coupon of what is on it has one invoice less, and a line that somebody added by hand is on one. */
function usedUp(
  { terms, periodsLeft }: ForecastInput,
  { lines }: InvoiceDraft,
): Pick<ForecastInput, 'terms' | 'periodsLeft'> {
  const left = terms.discounts.map((discount, i) => {
    const before = periodsLeft[i] ?? null;
    return isUsedBy(discount, lines) ? afterUse(before) : before;
  });
  return {
    terms: {
      ...terms,
      discounts: terms.discounts
        .filter((_, i) => left[i] !== 0)
        .map((one) => ({ ...one, isUsedAhead: false })),
      pendingLines: [],
      prorations: [],
    },
    periodsLeft: left.filter((one) => one !== 0),
  };
}

/** With what is paid afterwards of its last period. */
function ending(
  { current, items, terms, currency, anchor, nextPeriodIndex }: ForecastInput,
  entries: ForecastEntry[],
  end: NonNullable<Forecast['end']>,
): Forecast {
  const told = { entries, end, stoppedAt: null };
  if (current === null || (end.kind !== 'cancel' && end.kind !== 'end')) return told;
  const period = { ...current, index: nextPeriodIndex - 1 };
  const held = items.map((item) => heldUntil(item, end.at));
  const invoice = finalInvoice({ currency, items: held, terms, period, timeZone: anchor.timeZone });
  if (!invoice) return told;
  return { ...told, entries: [...entries, { at: end.at, kind: 'bill', period, invoice, reason: null }] };
}

function endOf(
  decision: Exclude<BillingDecision, { kind: 'bill' | 'skip' | 'none' }>,
  now: Date,
): NonNullable<Forecast['end']> {
  const { kind, reason } = decision;
  return { kind, at: 'at' in decision ? decision.at : now, reason };
}

/** A fee that is paid afterwards is owed up to the end. */
function heldUntil(item: BillableItem, end: Date): BillableItem {
  return isFeeAfterwards(item) ? { ...item, ended: heldPart(item.ended, null, end) } : item;
}

/** The clock does not look at it, whatever would be billed if it did. */
function unbilled(decision: BillingDecision): string {
  return decision.kind === 'none'
    ? decision.reason
    : 'Its cancel waits for the answer to a payment under way.';
}

/** What was paid once is done with, and what is paid afterwards is for this period next; more usage nobody can foretell. */
function itemAfter(item: BillableItem, period: Period): BillableItem[] {
  if (item.kind === 'one_off' || item.itemId === null) return [];
  const { index: _index, ...over } = period;
  const ended = item.billing === 'in_arrears' ? heldPart(over, item.heldFrom ?? null, null) : null;
  const billed = item.usage && { ...item.usage, unbilled: [] };
  return [withTold({ ...item, ended, ...(billed && { usage: billed }) }, period)];
}

/** What is told already of a period is billed once that is the last one. */
function withTold(item: BillableItem, { end }: Period): BillableItem {
  if (!item.usage) return item;
  const { unbilled, later = [] } = item.usage;
  const told = later.filter(({ period }) => period.end <= end);
  const rest = later.filter(({ period }) => period.end > end);
  return { ...item, usage: { ...item.usage, unbilled: [...unbilled, ...told], later: rest } };
}
