import { atLocalHour, localDateOf } from '../calendar/local-time.js';
import { Temporal } from '../kernel/temporal.js';
import { amountFits, type AgreementTerms } from './agreement-terms.js';
import { beyondConsent, type ConsentNeed } from './consent-need.js';

export interface ConsentFacts {
  agreement: Omit<AgreementTerms, 'id' | 'frequency' | 'startDate'> & { cyclesUsed: number };
  /** Keys of the causes for which the customer was asked already. */
  told: readonly string[];
  /** The card on file; its id and its end make the cause another one when the card changes. */
  card: { id: string; expiryMonth: number; expiryYear: number } | null;
  /** When the next period is billed; null when none is. */
  nextBillAt: Date | null;
  /** What it will cost, in minor units; null when it cannot be known. */
  nextAmountMinor: bigint | null;
  /** Which period that is. */
  nextPeriodIndex: number;
  /** A change that waits for a consent that goes further. */
  planned: { id: string; need: ConsentNeed } | null;
  timeZone: string;
  lead: { days: number; cycles: number };
}

export interface ConsentCause {
  /** Told once per key. */
  key: string;
  reason: 'expiry' | 'cycles' | 'amount' | 'change' | 'card';
  because: string;
}

export interface ConsentReview {
  causes: ConsentCause[];
  /** When to look again; null: only after something changed. */
  nextReviewAt: Date | null;
}

/** The platform refuses to save a card that ends sooner, and some accounts refuse to charge one. */
export const CARD_MIN_VALID_DAYS = 30;

const DAY_MS = 86_400_000;
/** Where nothing says when the answer may change: a subscription that is not billed may be billed again. */
const IDLE_REVIEW_DAYS = 30;
/** A review that finds itself due again at once would spin. */
const LEAST_WAIT_MS = 3_600_000;

type Finding = { cause: ConsentCause } | { next: Date | null };

/**
 * Whether the customer must consent again, or give another card, before the next charge, and when to look
 * again. Ahead of the limit, because at the limit the charge is refused and a paying customer is dunned.
 */
export function reviewConsent(facts: ConsentFacts, now: Date): ConsentReview {
  const findings = [reviewExpiry(facts, now), reviewCycles(facts, now), reviewAmount(facts, now), reviewPlanned(facts)]; // prettier-ignore
  if (facts.card) findings.push(reviewCard(facts, facts.card, now));
  const causes = findings.flatMap((finding) => ('cause' in finding ? [finding.cause] : []));
  // An amount is looked at again each period: the next one may be another amount.
  const times = findings
    .map((finding) => ('next' in finding ? finding.next : amountAgain(facts, finding.cause, now)))
    .filter((at) => at !== null)
    .map((at) => Math.max(at.getTime(), now.getTime() + LEAST_WAIT_MS));
  return {
    causes: causes.filter((cause) => !wasTold(facts, cause)),
    nextReviewAt: times.length === 0 ? null : new Date(Math.min(...times)),
  };
}

/** Whether the agreement itself, rather than its card, needs the customer. */
export function needsNewAgreement(facts: ConsentFacts, now: Date): boolean {
  const { causes } = reviewConsent({ ...facts, told: [] }, now);
  return causes.some(({ reason }) => reason !== 'card');
}

function reviewExpiry({ agreement, timeZone, lead }: ConsentFacts, now: Date): Finding {
  const { expiryDate } = agreement;
  const from = startOfDay(expiryDate, -lead.days, timeZone);
  if (now < from) return { next: from };
  const because = `The customer's agreement ends on ${expiryDate}.`;
  return { cause: { key: 'expiry', reason: 'expiry', because } };
}

function reviewCycles({ agreement, lead }: ConsentFacts, now: Date): Finding {
  const left = agreement.totalCycles - agreement.cyclesUsed;
  // Not before so many payments can have been made; payments keep the agreement's own distance.
  if (left > lead.cycles) {
    return { next: daysLater(now, (left - lead.cycles) * agreement.cycleIntervalDays) };
  }
  const because = `${Math.max(left, 0)} of ${agreement.totalCycles} payments of the customer's agreement are left.`;
  return { cause: { key: 'cycles', reason: 'cycles', because } };
}

function reviewAmount(facts: ConsentFacts, now: Date): Finding {
  const { agreement, nextAmountMinor } = facts;
  if (agreement.amountVariability === 'variable' && agreement.maxAmountMinor === null) return { next: null };
  if (nextAmountMinor === null || nextAmountMinor === 0n || amountFits(agreement, nextAmountMinor)) {
    return { next: beforeNextBill(facts, now) };
  }
  const because = "The next amount is not one that the customer's agreement allows.";
  return { cause: { key: `amount:${nextAmountMinor}${ofPeriod(facts)}`, reason: 'amount', because } };
}

/** Once for each period, since usage may go on growing until it is billed; and the same amount never again. */
function wasTold(facts: ConsentFacts, { key, reason }: ConsentCause): boolean {
  const { told, nextAmountMinor } = facts;
  if (reason !== 'amount') return told.includes(key);
  const amount = `amount:${nextAmountMinor}`;
  return told.some(
    (one) =>
      one === amount ||
      one.startsWith(`${amount}@`) ||
      (one.startsWith('amount:') && one.endsWith(ofPeriod(facts))),
  );
}

function ofPeriod({ nextPeriodIndex }: ConsentFacts): string {
  return `@${nextPeriodIndex}`;
}

function reviewPlanned({ agreement, planned }: ConsentFacts): Finding {
  const why = planned && beyondConsent(agreement, planned.need);
  if (!why) return { next: null };
  const because = `A change is planned, and ${why}.`;
  return { cause: { key: `change:${planned.id}`, reason: 'change', because } };
}

function reviewCard(facts: ConsentFacts, card: NonNullable<ConsentFacts['card']>, now: Date): Finding {
  const { timeZone, lead, nextBillAt, told } = facts;
  // With its end: a renewed card keeps its token, and ends again one day.
  const key = `card:${card.id}:${card.expiryYear}-${card.expiryMonth}`;
  if (told.includes(key)) return { next: null };
  const lastDay = Temporal.PlainYearMonth.from({ year: card.expiryYear, month: card.expiryMonth })
    .toPlainDate({ day: 1 })
    .add({ months: 1 })
    .subtract({ days: 1 });
  const lastGood = lastDay.subtract({ days: CARD_MIN_VALID_DAYS }).toString();
  const from = startOfDay(lastGood, -lead.days, timeZone);
  if (now < from) return { next: from };
  if (nextBillAt === null) return { next: daysLater(now, IDLE_REVIEW_DAYS) };
  if (localDateOf(nextBillAt, timeZone) <= lastGood) return { next: nextBillAt };
  const ends = `${String(card.expiryMonth).padStart(2, '0')}/${card.expiryYear}`;
  return { cause: { key, reason: 'card', because: `The card on file ends with ${ends}.` } };
}

function amountAgain(facts: ConsentFacts, { reason }: ConsentCause, now: Date): Date | null {
  return reason === 'amount' ? beforeNextBill(facts, now) : null;
}

function beforeNextBill({ nextBillAt, lead }: ConsentFacts, now: Date): Date {
  if (nextBillAt === null) return daysLater(now, IDLE_REVIEW_DAYS);
  const ahead = daysLater(nextBillAt, -lead.days);
  return ahead > now ? ahead : nextBillAt;
}

function startOfDay(localDate: string, days: number, timeZone: string): Date {
  return atLocalHour(Temporal.PlainDate.from(localDate).add({ days }).toString(), 0, timeZone);
}

function daysLater(at: Date, days: number): Date {
  return new Date(at.getTime() + days * DAY_MS);
}
