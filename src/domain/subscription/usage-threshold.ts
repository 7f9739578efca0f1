import { localDateOf } from '../calendar/anchor.js';
import { type Consent, faultOfConsent, soonestByConsent } from '../invoice/one-off-invoice.js';
import { buildInvoice, type InvoiceDraft } from '../invoice/build-invoice.js';
import type { PricedLine } from '../invoice/priced-line.js';
import type { InvoiceTerms } from '../invoice/terms.js';
import { isZero, type Money, money, sum } from '../money/money.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';
import type { ServicePeriod } from '../pricing/service-period.js';
import type { SubscriptionState } from './subscription-states.js';

export interface ThresholdFacts {
  status: SubscriptionState;
  cancelRequestedAt: Date | null;
  currency: string;
  timeZone: string;
  /** The running period. */
  current: ServicePeriod | null;
  /** When the invoice of the next period is made, with what was used in this one. */
  nextBillAt: Date | null;
  /** With what waits to be billed of each, and the threshold of its price. */
  items: readonly BillableItem[];
  terms: InvoiceTerms;
  /** Of all usage of the subscription together; null for none. */
  threshold: Money | null;
  /** What the customer agreed to, and when they were charged last; null where nothing is agreed yet. */
  consent: (Consent & { lastSentAt: Date | null }) | null;
}

interface Reached {
  threshold: Money;
  /** What of the running period waits for an invoice, before discount and tax. */
  accrued: Money;
}

export interface ReachedThreshold extends Reached {
  kind: 'bill';
  invoice: InvoiceDraft;
}

export type ThresholdDecision =
  | ReachedThreshold
  /** When to look again; null: when more usage is told. */
  | { kind: 'wait'; until: Date | null; reason: string; heldBack: Reached | null };

/** While it owes something already, more is not asked for sooner than it would be anyway. */
const HOURS_TO_LOOK_AGAIN = 24;
/** A period that is over and not billed yet is billed within minutes, or has failed and is tried again. */
const MINUTES_TO_LOOK_AGAIN = 10;

/**
 * Whether usage has come to so much that it is billed before its period ends. Counted is what stands on no invoice
 * yet, so that each invoice of a threshold is for at least the threshold, and what was billed is not counted again.
 * Pure: looked at twice, the second look finds it billed.
 */
export function decideThreshold(facts: ThresholdFacts, now: Date): ThresholdDecision {
  const { status, current, nextBillAt, cancelRequestedAt } = facts;
  if (status === 'past_due')
    return wait(hours(now), 'an earlier invoice is not paid yet', reachedBy(facts).reached);
  if (status !== 'active' || cancelRequestedAt !== null || current === null)
    return wait(null, `A subscription that is ${status} is not billed within a period.`);
  if (now >= current.end) {
    const soon = new Date(now.getTime() + MINUTES_TO_LOOK_AGAIN * 60_000);
    return wait(
      nextBillAt && nextBillAt > soon ? nextBillAt : soon,
      'The period is over and is billed first.',
    );
  }
  const { lines, reached } = reachedBy(facts);
  if (reached === null) return wait(null, 'What was used has not reached a threshold.');
  const invoice = thresholdInvoice(facts, lines, now);
  // Discounted to nothing: the period's own invoice says so.
  if (isZero(invoice.total)) return wait(null, 'What was used comes to nothing.');
  return beyondConsent(facts, invoice, reached, now) ?? { kind: 'bill', invoice, ...reached };
}

function reachedBy(facts: ThresholdFacts): { lines: readonly PricedLine[]; reached: Reached | null } {
  const items = facts.items.filter(({ usage }) => usage !== undefined);
  const lines = linesSoFar(items, facts.timeZone);
  const accrued = sum(lines.map(({ amount }) => amount), facts.currency); // prettier-ignore
  const threshold = thresholdOfThose(facts, lines, accrued);
  return { lines, reached: threshold && { threshold, accrued } };
}

/** What was used and stands on no invoice. A price that costs something for no usage costs it with its period. */
function linesSoFar(items: readonly BillableItem[], timeZone: string): PricedLine[] {
  return priceItems(
    items.map((item) => ({ ...item, ended: null })),
    null,
    timeZone,
  );
}

/** The subscription's own first, then those of its prices. A volume price may have become cheaper: that is a credit. */
function thresholdOfThose(
  { threshold, items }: ThresholdFacts,
  lines: readonly PricedLine[],
  accrued: Money,
): Money | null {
  if (accrued.minor <= 0n) return null;
  if (threshold !== null && accrued.minor >= threshold.minor) return threshold;
  for (const { priceId, usage } of items) {
    const limit = usage?.threshold ?? null;
    const mine = lines.filter((line) => line.priceId === priceId);
    if (limit !== null && sum(mine.map(({ amount }) => amount), limit.currency).minor >= limit.minor) return limit; // prettier-ignore
  }
  return null;
}

/**
 * An amount off a whole invoice is given with the period's own, a percentage follows what is charged,
 * and lines that wait come with the next period.
 */
function thresholdInvoice(
  { currency, terms, current }: ThresholdFacts,
  lines: readonly PricedLine[],
  now: Date,
): InvoiceDraft {
  const period = { index: null, start: current!.start, end: now > current!.start ? now : current!.end };
  const discounts = terms.discounts.filter(({ value }) => value.kind === 'percentage');
  return buildInvoice({ currency, period, lines, discounts, tax: terms.tax });
}

/** Nothing is owed before its time that could not be charged then. */
function beyondConsent(
  { consent, timeZone, current }: ThresholdFacts,
  { total }: InvoiceDraft,
  reached: Reached,
  now: Date,
): ThresholdDecision | null {
  if (consent === null) return null;
  const asked = {
    today: localDateOf(now, timeZone),
    chargeMinor: total.minor,
    lastSentAt: consent.lastSentAt,
  };
  const fault = faultOfConsent(consent, asked, now);
  if (fault === null) return null;
  const soonest = soonestByConsent(consent, consent.lastSentAt);
  const isLater = soonest !== null && soonest > now && soonest < current!.end;
  return wait(isLater ? soonest : null, fault.message, reached);
}

function wait(until: Date | null, reason: string, heldBack: Reached | null = null): ThresholdDecision {
  return { kind: 'wait', until, reason, heldBack };
}

function hours(now: Date): Date {
  return new Date(now.getTime() + HOURS_TO_LOOK_AGAIN * 3_600_000);
}

/** What a column of minor units says. */
export function thresholdOf(minor: bigint | null, currency: string): Money | null {
  return minor === null ? null : money(minor, currency);
}
