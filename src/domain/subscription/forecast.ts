import type { Period } from '../calendar/period.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';
import type { InvoiceTerms } from '../invoice/terms.js';
import { next } from '../state-machine.js';
import type { BillableItem } from '../pricing/price-items.js';
import { type BillingDecision, type BillingInput, decideBilling } from './billing.js';
import { subscriptionMachine } from './subscription-states.js';

export interface ForecastEntry {
  /** When the clock will bill it; the present for what is due already. */
  at: Date;
  kind: 'bill' | 'skip';
  period: Period;
  invoice: InvoiceDraft;
  /** Why it is skipped. */
  reason: string | null;
}

export interface Forecast {
  entries: ForecastEntry[];
  /** What comes instead of another period, if it comes before the horizon. */
  end: { kind: string; at: Date; reason: string } | null;
}

/** Two years of days, and then some. */
const MOST_ENTRIES = 800;

/**
 * What the clock will bill until `horizon` if nobody changes anything and every payment succeeds: the decision
 * that bills, asked again and again, each time at the moment at which the clock would ask. `termsAfter` says
 * what coupons and added lines are left once an invoice has been made with them.
 */
export function forecast(
  input: BillingInput,
  now: Date,
  horizon: Date,
  termsAfter: (terms: InvoiceTerms) => InvoiceTerms = withoutAddedLines,
): Forecast {
  const entries: ForecastEntry[] = [];
  let state = input;
  let at = now;
  while (at <= horizon && entries.length < MOST_ENTRIES) {
    const decision = decideBilling(state, at);
    if (decision.kind === 'none') {
      if (decision.until === null || decision.until <= at) {
        return { entries, end: { kind: 'none', at, reason: decision.reason } };
      }
      at = decision.until;
      continue;
    }
    if (decision.kind !== 'bill' && decision.kind !== 'skip') return { entries, end: endOf(decision, at) };
    const { period, invoice, kind, nextBillAt } = decision;
    entries.push({ at, kind, period, invoice, reason: kind === 'skip' ? decision.reason : null });
    state = {
      ...state,
      nextPeriodIndex: period.index + 1,
      items: state.items.flatMap((item) => itemAfter(item, kind, period)),
      ...(kind === 'bill' && { terms: termsAfter(state.terms) }),
      ...(kind === 'bill' && decision.transition && { status: next(subscriptionMachine, state.status, decision.transition) }), // prettier-ignore
    };
    at = nextBillAt > at ? nextBillAt : at;
  }
  return { entries, end: null };
}

function endOf(
  decision: Exclude<BillingDecision, { kind: 'bill' | 'skip' | 'none' }>,
  now: Date,
): Forecast['end'] {
  const { kind, reason } = decision;
  return { kind, at: 'at' in decision ? decision.at : now, reason };
}

/** A line that somebody added by hand is on one invoice. */
function withoutAddedLines(terms: InvoiceTerms): InvoiceTerms {
  return { ...terms, pendingLines: [], prorations: [] };
}

/** What was paid once is done with, and what is paid afterwards is for this period next; usage nobody can foretell. */
function itemAfter(item: BillableItem, kind: ForecastEntry['kind'], { start, end }: Period): BillableItem[] {
  if (item.kind === 'one_off') return kind === 'bill' ? [] : [item];
  const ended = item.billing === 'in_arrears' && kind === 'bill' ? { start, end } : null;
  return [{ ...item, ended, ...(item.usage && { usage: { ...item.usage, unbilled: [] } }) }];
}
