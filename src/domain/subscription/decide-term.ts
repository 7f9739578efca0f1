import { type AgreementUse, whyNotReached } from '../agreement/agreement-terms.js';
import { type Anchor, localDateOf } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import { boundary } from '../calendar/period.js';
import type { ChangeFault } from '../change/change-types.js';
import type { SubscriptionState } from './subscription-states.js';

/** Something planned beside which a term has to fit. */
export interface PlannedBeside {
  id: string;
  kind: 'items' | 'pause' | 'resume' | 'cancel' | 'billing_day';
  at: Date;
  /** The period with which it begins; null for what has a date. */
  periodIndex: number | null;
  /** Periods are counted anew from there: another interval, or another billing day. */
  countsAnew: boolean;
}

export interface TermFacts {
  status: SubscriptionState;
  anchor: Anchor;
  interval: Interval;
  /** The period from which they are counted, itself among them. */
  countedFrom: number;
  nextPeriodIndex: number;
  nextBillAt: Date | null;
  /** The first period that is not billed any more. */
  endIndex: number | null;
  /** Until this period begins its customer is bound. */
  committedIndex: number | null;
  cancelAtPeriodEnd: boolean;
  cancelRequestedAt: Date | null;
  planned: readonly PlannedBeside[];
  /** What the customer agreed to; null before that. */
  agreement: Pick<AgreementUse, 'expiryDate' | 'totalCycles' | 'cyclesUsed'> | null;
}

/** Absent: as it is. Null: none. */
export interface TermAsked {
  endAfter?: number | null;
  minimum?: number | null;
}

export interface TermDecision {
  endIndex: number | null;
  committedIndex: number | null;
  nextBillAt: Date | null;
  /** Until when a customer was bound who is bound for less now; null where nobody is set free. */
  freedFrom: Date | null;
}

/** As it would be. */
interface Wanted extends TermAsked {
  end: number | null;
  bound: number | null;
}

/** A number that was asked for; null and absent promise nothing new. */
type Promised = { field: 'end_after_periods' | 'minimum_periods'; index: number };

const END = 'end_after_periods';
const MINIMUM = 'minimum_periods';
const WITH_A_TERM: readonly SubscriptionState[] = ['trialing', 'active', 'past_due', 'paused', 'unpaid'];

/**
 * The term of a subscription that runs becomes another one: what a creation would refuse is refused here, with what has
 * been planned and agreed to since. Pure.
 */
export function decideTerm(
  facts: TermFacts,
  asked: TermAsked,
  now: Date,
): TermDecision | { fault: ChangeFault } {
  const end = indexOf(facts, asked.endAfter, facts.endIndex);
  const committedIndex = indexOf(facts, asked.minimum, facts.committedIndex);
  const wanted = { ...asked, end, bound: binding(facts, committedIndex) };
  const fault =
    faultOfStanding(facts, asked, now) ??
    faultOfLeast(facts, wanted) ??
    faultOfMinimum(facts, wanted) ??
    faultOfCancel(facts, wanted) ??
    faultOfPlanned(facts, wanted) ??
    faultOfInterval(facts, wanted) ??
    faultOfConsent(facts, wanted);
  if (fault) return { fault };
  const was = binding(facts, facts.committedIndex);
  const isFreed = was !== null && (wanted.bound === null || wanted.bound < was);
  return {
    endIndex: end,
    committedIndex,
    nextBillAt: goesOnAt(facts, end),
    freedFrom: isFreed ? at(facts, was) : null,
  };
}

function indexOf({ countedFrom }: TermFacts, count: number | null | undefined, old: number | null) {
  if (count === undefined) return old;
  return count === null ? null : countedFrom + count;
}

/** Of a minimum that is over nothing is left. */
function binding({ nextPeriodIndex }: TermFacts, committed: number | null): number | null {
  return committed !== null && committed >= nextPeriodIndex ? committed : null;
}

/** One that has come to its end is looked at once a day; what was asked for now may not wait for that. */
function goesOnAt(facts: TermFacts, end: number | null): Date | null {
  const { nextBillAt, endIndex, nextPeriodIndex: next } = facts;
  const wasAtItsEnd = endIndex !== null && next >= endIndex;
  if (nextBillAt === null || !wasAtItsEnd || (end !== null && end <= next)) return nextBillAt;
  const begins = at(facts, next);
  return begins < nextBillAt ? begins : nextBillAt;
}

function faultOfStanding(
  { status, cancelRequestedAt, nextBillAt }: TermFacts,
  { endAfter }: TermAsked,
  now: Date,
): ChangeFault | null {
  const field = endAfter === undefined ? MINIMUM : END;
  if (!WITH_A_TERM.includes(status))
    return conflict(field, `a subscription that is ${status} has no term that could be changed`);
  if (cancelRequestedAt !== null)
    return conflict(field, 'its cancel waits only for the answer to a payment, and cannot be put off');
  if (nextBillAt === null || nextBillAt > now) return null;
  return conflict(field, 'its period is over and the next one is billed first; ask again once that is done');
}

/** What came over from another system runs in a period that was billed there. */
function faultOfLeast(facts: TermFacts, wanted: Wanted): ChangeFault | null {
  const early = promised(wanted).find(({ index }) => index < 1);
  if (!early) return null;
  const message = `must be at least ${1 - facts.countedFrom}: nothing was billed here yet; cancel it at the end of its period instead`;
  return { code: 'rule_violation', field: early.field, message };
}

function faultOfMinimum({ countedFrom }: TermFacts, { minimum, end, bound }: Wanted): ChangeFault | null {
  if (bound === null || end === null || bound <= end) return null;
  const rule = (field: string, message: string) => ({ code: 'rule_violation', field, message }) as const;
  if (typeof minimum === 'number') {
    return rule(MINIMUM, `must not be more than the ${end - countedFrom} periods after which it ends`);
  }
  const least = bound - countedFrom;
  return rule(END, `must not be less than ${least}, the minimum term; name minimum_periods for another`);
}

/** Whoever makes a contract longer would lose its customer all the same. */
function faultOfCancel(facts: TermFacts, wanted: Wanted): ChangeFault | null {
  const planned = facts.planned.find(({ kind }) => kind === 'cancel')?.at ?? null;
  const cancelAt = facts.cancelAtPeriodEnd ? facts.nextBillAt : planned;
  const later = cancelAt && promised(wanted).find(({ index }) => at(facts, index) > cancelAt);
  if (!later) return null;
  const message = `it is to be canceled at ${cancelAt.toISOString()}, before that: take the cancel back first (POST of /uncancel)`;
  return conflict(later.field, message);
}

/** What begins when it is over would never be. A resume is no such thing: while it is paused no period passes. */
function faultOfPlanned(facts: TermFacts, { endAfter, end }: Wanted): ChangeFault | null {
  if (typeof endAfter !== 'number') return null;
  const last = at(facts, end!);
  const late = facts.planned.find(
    ({ kind, at: begins, periodIndex }) =>
      kind !== 'resume' && (periodIndex === null ? begins >= last : periodIndex >= end!),
  );
  return late ? conflict(END, `${planFor(late)}, when it would be over: ${UNDO}, or let it end later`) : null;
}

/** A term is counted in its periods: in another interval twelve months would be twelve years, and days until another billing day would be one of them. */
function faultOfInterval(facts: TermFacts, wanted: Wanted): ChangeFault | null {
  const other = facts.planned.find(({ countsAnew }) => countsAnew);
  if (!other) return null;
  const fault = promised(wanted).find(({ field, index }) => field === END || at(facts, index) > other.at);
  if (!fault) return null;
  const message = `${planFor(other)}, which counts periods anew, and a term is counted in its periods: ${UNDO}`;
  return conflict(fault.field, message);
}

/**
 * Nobody is bound, and no contract made longer, beyond what the customer agreed to. An open end is none: as long as it
 * is open the customer is asked in time, as ever.
 */
function faultOfConsent(facts: TermFacts, wanted: Wanted): ChangeFault | null {
  const { agreement, anchor, nextPeriodIndex: next } = facts;
  if (!agreement) return null;
  for (const { field, index } of promised(wanted)) {
    const old = field === END ? (facts.endIndex ?? Infinity) : (binding(facts, facts.committedIndex) ?? 0);
    if (index <= old || index <= next) continue;
    // In advance: the last of them is paid where it begins.
    const lastOn = localDateOf(at(facts, index - 1), anchor.timeZone);
    const why = whyNotReached(agreement, index - next, lastOn);
    if (why === null) continue;
    const message = `${why}; near the end of that the customer is asked to agree anew, and it can be made longer then`;
    return { code: 'consent_needed', field, message };
  }
  return null;
}

function promised({ endAfter, minimum, end, bound }: Wanted): Promised[] {
  return [
    ...(typeof endAfter === 'number' ? [{ field: END, index: end! } as const] : []),
    ...(typeof minimum === 'number' && bound !== null ? [{ field: MINIMUM, index: bound } as const] : []),
  ];
}

const UNDO = 'undo that first (DELETE of /scheduled-changes/{id})';

const PLANNED: Readonly<Record<PlannedBeside['kind'], string>> = {
  items: 'a change of items',
  billing_day: 'another billing day',
  pause: 'a pause',
  resume: 'a resume',
  cancel: 'a cancel',
};

function planFor({ kind, at: begins, id }: PlannedBeside): string {
  return `${PLANNED[kind]} is planned for ${begins.toISOString()} (${id})`;
}

function at({ anchor, interval }: TermFacts, index: number): Date {
  return boundary(anchor, interval, index);
}

function conflict(field: string, message: string): ChangeFault {
  return { code: 'conflict', field, message };
}
