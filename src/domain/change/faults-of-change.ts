import { boundary } from '../calendar/period.js';
import { isLeftOfFee } from '../pricing/held-part.js';
import type { BillableItem } from '../pricing/price-items.js';
import { beginsPeriod, factsThen, isAfterRest, isAtBoundary, isPastItsEnd } from './change-moment.js';
import type { ChangeAsked, ChangeFacts, ChangeFault } from './change-types.js';
import { feesChanged } from './period-amounts.js';

/** Why a change of items cannot be made, or null; the state first, then the rules. Pure. */
export function faultOfChange(facts: ChangeFacts, asked: ChangeAsked, now: Date): ChangeFault | null {
  return (
    faultOfState(facts, asked) ??
    faultOfDue(facts, asked, now) ??
    faultOfDate(facts, asked) ??
    faultOfUnbilled(facts, asked, now) ??
    faultOfEnd(facts, asked) ??
    faultOfTerm(facts, asked) ??
    faultOfMovedDay(facts, asked) ??
    faultOfPause(facts, asked, now) ??
    faultOfFees(facts, asked, now) ??
    faultOfUsage(facts, asked)
  );
}

/** What is planned for after the end would never be made. */
function faultOfDate(facts: ChangeFacts, asked: ChangeAsked): ChangeFault | null {
  if (!isPastItsEnd(facts, asked)) return null;
  return conflict(asked.when === 'date' ? 'at' : 'after_periods', 'it comes to its end before that');
}

function faultOfState(
  { status, cancelAtPeriodEnd, nextBillAt }: ChangeFacts,
  { when }: ChangeAsked,
): ChangeFault | null {
  if (!(status === 'trialing' || status === 'active' || status === 'past_due')) {
    return conflict('when', `a subscription that is ${status} cannot be changed`);
  }
  if (isAtBoundary(when) && (cancelAtPeriodEnd || nextBillAt === null)) {
    return conflict(
      'when',
      'it is to be canceled at the end of its period, so no later period could be different',
    );
  }
  return null;
}

/**
 * Another interval now begins a new period at once: the days since a period that is over and not billed yet would be
 * nobody's. What was missed is billed first, as it was then; a period that begins this very instant is not missed.
 */
function faultOfDue(
  { nextBillAt, interval, newInterval }: ChangeFacts,
  { when }: ChangeAsked,
  now: Date,
): ChangeFault | null {
  if (when !== 'now' || nextBillAt === null || nextBillAt >= now || isSame(interval, newInterval))
    return null;
  return conflict(
    'when',
    'its period is over and is billed first; ask again once that is done, or for the end of the period',
  );
}

/**
 * It came over from another system and was never billed here: what was paid for the running period, and from when on,
 * nobody here knows. Shared as nothing, the dearest plan would cost nothing until the next billing, and with another
 * interval what was paid elsewhere would be gone.
 */
function faultOfUnbilled(
  { status, anchor, interval, nextPeriodIndex, currentPeriodStart }: ChangeFacts,
  { when, at, proration }: ChangeAsked,
  now: Date,
): ChangeFault | null {
  if (currentPeriodStart !== null || status === 'trialing' || isAtBoundary(when) || proration === 'none')
    return null;
  const billedFrom = boundary(anchor, interval, nextPeriodIndex);
  if ((when === 'date' ? at! : now) >= billedFrom) return null;
  const from = billedFrom.toISOString();
  const message =
    `it is billed here for the first time at ${from}, so nothing is known of what was paid for the time before, and it ` +
    `cannot be shared: ask for proration "none", or for "period_end" or a date from ${from} on`;
  return { code: 'rule_violation', field: 'proration', message };
}

/**
 * Another interval now begins a new period at once, and a subscription that is over with its period would be over
 * with it: its rest would be given back and nothing come instead.
 */
function faultOfEnd(facts: ChangeFacts, { when }: ChangeAsked): ChangeFault | null {
  const { interval, newInterval, cancelAtPeriodEnd } = facts;
  if (isAtBoundary(when) || isSame(interval, newInterval) || !cancelAtPeriodEnd) return null;
  return conflict('items', 'its running period is its last one, so it cannot get another interval');
}

/**
 * A term is so many periods of the interval in which it was agreed. With another one twelve months would be twelve years,
 * or two years two months: it is neither kept nor ended so. Where a minimum term is over, another interval may begin.
 */
function faultOfTerm(given: ChangeFacts, asked: ChangeAsked): ChangeFault | null {
  const { interval, newInterval, anchor, endIndex, committedIndex } = given;
  if (isSame(interval, newInterval)) return null;
  if (endIndex !== null) {
    const last = boundary(anchor, interval, endIndex).toISOString();
    const message = `its term ends at ${last} and is counted in its interval; begin a new subscription for another one`;
    return { code: 'rule_violation', field: 'items', message };
  }
  const facts = factsThen(given, asked);
  // Within a period it would begin before that is over, and the last one that binds would set free at once.
  const boundTo = beginsPeriod(facts, asked) ? facts.nextPeriodIndex : facts.nextPeriodIndex - 1;
  if (committedIndex === null || committedIndex <= boundTo) return null;
  const until = boundary(anchor, interval, committedIndex).toISOString();
  const message =
    `it has a minimum term until ${until}, which is counted in its interval; ` +
    'another one is possible from that moment on, with "date"';
  return { code: 'rule_violation', field: 'when', message };
}

/**
 * Where the billing day is to be moved with the next period, another interval would begin on the day of before, and what
 * is planned for after that, by a date or by so many periods, would come at another time than is told now. And usage
 * needs a period, which free days are not.
 */
function faultOfMovedDay(
  { interval, newInterval, movedAnchor = null, anchor, nextPeriodIndex, before, after }: ChangeFacts,
  { when, at, afterPeriods }: ChangeAsked,
): ChangeFault | null {
  if (movedAnchor === null) return null;
  const moment = boundary(anchor, interval, nextPeriodIndex);
  const isLater = when === 'date' ? at! > moment : when === 'after_periods' && afterPeriods! > 1;
  const hasFreeDays = boundary(movedAnchor, interval, nextPeriodIndex) > moment;
  const isMetered = after.some(({ usage, priceId }) => usage && quantityIn(before, priceId) === undefined);
  const isOther = !isSame(interval, newInterval) || (hasFreeDays && isMetered);
  if (!isLater && !isOther) return null;
  const message =
    `its billing day is to be moved at ${moment.toISOString()}: undo that first (DELETE of /scheduled-changes/{id}), or ask ` +
    `again once it is moved${isOther ? '' : ', or for a moment up to then'}`;
  return { code: 'change_planned', field: isOther ? 'items' : 'when', message };
}

/**
 * Another interval begins a period at once, and a pause that is planned with the next one would begin with it: access
 * would be gone that is paid for.
 */
function faultOfPause(
  { interval, newInterval, pauseAt }: ChangeFacts,
  { when, at }: ChangeAsked,
  now: Date,
): ChangeFault | null {
  if (isAtBoundary(when) || isSame(interval, newInterval)) return null;
  if (pauseAt === null || pauseAt <= (when === 'date' ? at! : now)) return null;
  return conflict(
    'items',
    `it is to be paused at ${pauseAt.toISOString()}, where its running period ends, and another interval would end that ` +
      'now: take the pause back first (DELETE of /scheduled-changes/{id}), or ask for "period_end"',
  );
}

/**
 * A fee that is paid afterwards is billed for the days for which it was held: there is no way in which these cost
 * nothing.
 */
function faultOfFees(facts: ChangeFacts, asked: ChangeAsked, now: Date): ChangeFault | null {
  const [fee] = feesChanged(facts);
  if (fee && asked.proration === 'none' && isWithinPeriod(facts, asked, now)) {
    const message = `${paidAfterwards(fee)}, by the days for which it is held: ask for "day", or for "period_end"`;
    return { code: 'rule_violation', field: 'proration', message };
  }
  return faultOfRest(facts, asked, fee, now);
}

/**
 * The rest of a period until an anchor is known by that anchor, which another interval moves, and another billing day:
 * billed after that, a few days would cost a whole period, also of a fee that is gone and owed up to then.
 */
function faultOfRest(
  facts: ChangeFacts,
  asked: ChangeAsked,
  changed: BillableItem | undefined,
  now: Date,
): ChangeFault | null {
  const { anchor, interval, newInterval, nextPeriodIndex, movedAnchor } = facts;
  const then = factsThen(facts, asked);
  const fee = changed ?? then.before.find(isLeftOfFee);
  if (!fee || !isAfterRest(then)) return null;
  if (!isSame(interval, newInterval)) {
    const message = `${paidAfterwards(fee)}, and the days until its anchor are not billed yet: another interval is possible a period later`;
    return { code: 'rule_violation', field: 'items', message };
  }
  if (!changed || !movedAnchor || !isWithinPeriod(facts, asked, now)) return null;
  const moment = boundary(anchor, interval, nextPeriodIndex).toISOString();
  const message =
    `${paidAfterwards(fee)}, and the days until ${moment} cost their part, which the billing day that is to be moved then ` +
    'would not tell: undo that first (DELETE of /scheduled-changes/{id}), or ask for "period_end"';
  return { code: 'change_planned', field: 'items', message };
}

function paidAfterwards({ description, priceId }: BillableItem): string {
  return `${description} (${priceId}) is paid afterwards`;
}

/** Of a trial nothing is paid, and before the first period is billed here nobody knows what was. */
function isWithinPeriod(facts: ChangeFacts, asked: ChangeAsked, now: Date): boolean {
  const { status, trialEnd, currentPeriodEnd: end } = facts;
  if (asked.when === 'now') return status !== 'trialing' && end !== null && now < end;
  if (asked.when !== 'date' || beginsPeriod(factsThen(facts, asked), asked)) return false;
  return status !== 'trialing' || trialEnd === null || asked.at! >= trialEnd;
}

/** Usage has no part that was paid ahead, so it cannot be shared within a period. It has its own totals, which stay. */
function faultOfUsage({ before, after }: ChangeFacts, { when }: ChangeAsked): ChangeFault | null {
  const changed = [...before, ...after].filter(
    (item) => quantityIn(before, item.priceId) !== quantityIn(after, item.priceId),
  );
  const late = changed.find((item) => item.usage !== undefined);
  if (!late || isAtBoundary(when)) return null;
  const message = `${late.description} (${late.priceId}) is billed in arrears: change it at the end of the period`;
  return { code: 'rule_violation', field: 'when', message };
}

function isSame(one: ChangeFacts['interval'], other: ChangeFacts['interval']): boolean {
  return one.unit === other.unit && one.count === other.count;
}

function quantityIn(items: readonly BillableItem[], priceId: string): bigint | undefined {
  return items.find((item) => item.priceId === priceId)?.quantity;
}

function conflict(field: string, message: string): ChangeFault {
  return { code: 'conflict', field, message };
}
