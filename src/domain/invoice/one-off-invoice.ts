import { instantOf, zoned } from '../calendar/local-time.js';
import { type AgreementUse, agreementAllows } from '../agreement/agreement-terms.js';
import { Temporal } from '../kernel/temporal.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';
import type { TaxRule } from '../tax/tax-rule.js';
import { buildInvoice, type InvoiceDraft } from './build-invoice.js';
import { type FreeLine, freeLine } from './free-line.js';

export interface OneOffFacts {
  currency: string;
  /** Prices that are paid once. */
  items: readonly BillableItem[];
  lines: readonly FreeLine[];
  tax: TaxRule | null;
  timeZone: string;
}

/** The invoice that a person makes: for the rest of the customer's day, without coupons, which are a subscription's. */
export function oneOffInvoice(
  { currency, items, lines, tax, timeZone }: OneOffFacts,
  now: Date,
): InvoiceDraft {
  const period = { index: null, start: now, end: endOfDay(zoned(now, timeZone).toPlainDate(), timeZone) };
  const priced = [
    ...priceItems(items, period, timeZone),
    ...lines.map((line) => freeLine(line, period, timeZone)),
  ];
  return buildInvoice({ currency, period, lines: priced, discounts: [], tax });
}

/** Due until a day is over where the customer is. */
export function dueUntil(localDate: string, timeZone: string): Date {
  return endOfDay(Temporal.PlainDate.from(localDate), timeZone);
}

export interface Consent extends Omit<AgreementUse, 'today' | 'chargeMinor'> {
  /** The least days between two payments. */
  cycleIntervalDays: number;
}

/**
 * Why the consent of a subscription does not cover a payment besides its periods; null when it does. Days between
 * payments are days that passed, as whoever enforces them counts.
 */
export function faultOfConsent(
  consent: Consent,
  { today, chargeMinor, lastSentAt }: { today: string; chargeMinor: bigint; lastSentAt: Date | null },
  now: Date,
): { field: 'collection' | 'lines'; message: string } | null {
  const allowed = agreementAllows({ ...consent, today, chargeMinor });
  if (!allowed.ok) return { field: 'lines', message: `cannot be charged automatically: ${allowed.reason}` };
  const { cycleIntervalDays: days } = consent;
  const next = soonestByConsent(consent, lastSentAt);
  if (next === null || next <= now) return null;
  const message =
    `the customer agreed to payments at least ${days} days apart, and the last one was on ` +
    `${lastSentAt!.toISOString()}: charge it from ${next.toISOString()} on, or send it`;
  return { field: 'collection', message };
}

/** When the consent allows the next payment; null for at any time. */
export function soonestByConsent(
  { cycleIntervalDays: days }: Pick<Consent, 'cycleIntervalDays'>,
  lastSentAt: Date | null,
): Date | null {
  return lastSentAt && new Date(lastSentAt.getTime() + days * 86_400_000);
}

function endOfDay(day: Temporal.PlainDate, timeZone: string): Date {
  return instantOf(day.add({ days: 1 }).toPlainDateTime(), timeZone);
}
