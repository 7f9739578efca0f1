import { isOfOneAmount } from '../agreement/agreement-terms.js';
import { type Anchor, localDateOf } from '../calendar/anchor.js';
import { hasDayOfMonth } from '../calendar/going-on.js';
import type { Interval } from '../calendar/interval.js';
import { boundary } from '../calendar/period.js';
import { Temporal } from '../kernel/temporal.js';
import { isLeftOfFee } from '../pricing/held-part.js';
import type { BillableItem } from '../pricing/price-items.js';
import { type DayMove, movedDay } from '../subscription/count-anew.js';
import type { SubscriptionState } from '../subscription/subscription-states.js';
import { isAfterRest } from './change-moment.js';
import type { ChangeFacts, ChangeFault } from './change-types.js';

export interface BillingDayFacts {
  status: SubscriptionState;
  anchor: Anchor;
  interval: Interval;
  nextPeriodIndex: number;
  nextBillAt: Date | null;
  trialEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  endIndex: number | null;
  committedIndex: number | null;
  items: readonly BillableItem[];
  agreement: ChangeFacts['agreement'];
  /** A planned change of items, of whatever origin. */
  beside: { publicId: string; at: Date } | null;
}

export interface BillingDayDecision {
  /** Where the running period ends. */
  effectiveAt: Date;
  /** Where whole periods begin, on the new day. */
  countedFrom: Date;
}

/** When the billing day becomes another, for who moves it and who only looks; what is billed already stays. Pure. */
export function decideBillingDay(
  facts: BillingDayFacts,
  asked: DayMove,
): BillingDayDecision | { fault: ChangeFault } {
  const { anchor, interval, nextPeriodIndex } = facts;
  const fault =
    faultOfState(facts) ??
    faultOfDay(facts, asked) ??
    faultOfTerm(facts) ??
    faultOfBeside(facts) ??
    faultOfItems(facts, asked);
  if (fault) return { fault };
  const { anchor: moved } = movedDay(facts, asked);
  const effectiveAt = boundary(anchor, interval, nextPeriodIndex);
  const countedFrom = boundary(moved, interval, moved.index ?? 0);
  const beyond = moved.stub ? faultOfConsent(facts, asked, { effectiveAt, countedFrom }) : null;
  return beyond ? { fault: beyond } : { effectiveAt, countedFrom };
}

function faultOfState({
  status,
  trialEnd,
  cancelAtPeriodEnd,
  nextBillAt,
}: BillingDayFacts): ChangeFault | null {
  if (status === 'trialing') {
    const message = `its trial ends at ${trialEnd!.toISOString()}, and periods are counted from there: move that end instead (POST of /trial-end)`;
    return conflict(message);
  }
  if (status !== 'active' && status !== 'past_due')
    return conflict(`a subscription that is ${status} has no billing day that could be moved`);
  if (cancelAtPeriodEnd || nextBillAt === null)
    return conflict('it is to be canceled at the end of its period, so no later period could begin');
  return null;
}

function faultOfDay({ interval, anchor }: BillingDayFacts, { day }: DayMove): ChangeFault | null {
  if (!hasDayOfMonth(interval))
    return rule(DAY, `a subscription that renews by the ${interval.unit} has no day of the month`);
  if (day !== anchor.dayOfMonth) return null;
  return rule(DAY, 'is its billing day already; another one that is planned can be undone instead');
}

/**
 * A term is so many periods, and the days until another day would be one of them: the customer would have agreed to other
 * dates. Where a minimum term is over, the day may be moved.
 */
function faultOfTerm({ anchor, interval, endIndex, committedIndex, nextPeriodIndex }: BillingDayFacts) {
  const at = (index: number) => boundary(anchor, interval, index).toISOString();
  if (endIndex !== null)
    return rule(DAY, `its term ends at ${at(endIndex)} and is counted in its periods; begin a new subscription for another day`); // prettier-ignore
  if (committedIndex === null || committedIndex <= nextPeriodIndex) return null;
  const message = `it has a minimum term until ${at(committedIndex)}, which is counted in its periods; ask again within the last of them`;
  return rule(DAY, message);
}

/** Planned for so many periods, or for a moment within one, it would come at another time than was told. */
function faultOfBeside({ beside }: BillingDayFacts): ChangeFault | null {
  if (!beside) return null;
  const message = `other items are planned for ${beside.at.toISOString()} (${beside.publicId}), as periods are counted now: undo that first, or ask again once it is made`;
  return { code: 'change_planned', field: DAY, message };
}

/**
 * Counted anew, a fee in arrears costs a whole period for days; so does what is left of one that went within the days
 * until an anchor, whose part that anchor tells. Free days are no period, and usage needs one.
 */
function faultOfItems(facts: BillingDayFacts, { stub }: DayMove): ChangeFault | null {
  const { items, anchor, interval, nextPeriodIndex } = facts;
  const late = items.filter(({ itemId, billing }) => itemId !== null && billing === 'in_arrears');
  const fee = late.find(({ usage }) => usage === undefined);
  if (fee) {
    const message = `${fee.description} (${fee.priceId}) is a fee in arrears, with which it cannot be moved; begin a new subscription`;
    return rule(DAY, message);
  }
  const left = isAfterRest(facts) ? items.find(isLeftOfFee) : undefined;
  if (left) {
    const at = boundary(anchor, interval, nextPeriodIndex).toISOString();
    const message = `${left.description} (${left.priceId}) is a fee in arrears that went, and the days until ${at} are not billed yet: ask again once that is done`;
    return rule(DAY, message);
  }
  const [metered] = late;
  if (!metered || stub !== 'free') return null;
  const message = `cannot be free: what is used of ${metered.description} (${metered.priceId}) in these days would be in no period. Allowed are prorated and full`;
  return rule('stub', message);
}

/** What is charged for the days until there is a payment by itself, sooner after or before another than is usual. */
function faultOfConsent(
  { agreement, anchor: { timeZone } }: BillingDayFacts,
  { stub }: DayMove,
  { effectiveAt, countedFrom }: BillingDayDecision,
): ChangeFault | null {
  if (!agreement?.isBinding) return null;
  if (stub === 'prorated' && isOfOneAmount(agreement)) {
    const message =
      'cannot be prorated: the days until there cost a part, and the customer agreed to payments of one amount. Allowed are full and free';
    return rule('stub', message);
  }
  const [from, to] = [effectiveAt, countedFrom].map((at) => Temporal.PlainDate.from(localDateOf(at, timeZone))); // prettier-ignore
  const { days } = from!.until(to!);
  const { cycleIntervalDays: least } = agreement;
  if (days >= least) return null;
  const message = `must be free: the days until there would be charged ${days} days before the next period, and the customer agreed to payments at least ${least} days apart`;
  return rule('stub', message);
}

const DAY = 'day_of_month';

function conflict(message: string): ChangeFault {
  return { code: 'conflict', field: DAY, message };
}

function rule(field: string, message: string): ChangeFault {
  return { code: 'rule_violation', field, message };
}
