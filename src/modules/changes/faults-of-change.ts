import type { BillableItem } from '../../domain/pricing/price-items.js';
import { isAtBoundary, isPastItsEnd } from './change-moment.js';
import type { ChangeAsked, ChangeFacts, ChangeFault } from './change-types.js';

/** Why a change of items cannot be made, or null; the state first, then the rules. Pure. */
export function faultOfChange(facts: ChangeFacts, asked: ChangeAsked, now: Date): ChangeFault | null {
  return (
    faultOfState(facts, asked) ??
    faultOfDue(facts, asked, now) ??
    faultOfDate(facts, asked) ??
    faultOfEnd(facts, asked) ??
    faultOfArrears(facts, asked)
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
  if (when !== 'now' || nextBillAt === null || nextBillAt >= now || isSame(interval, newInterval)) return null;
  return conflict(
    'when',
    'its period is over and is billed first; ask again once that is done, or for the end of the period',
  );
}

/**
 * Another interval now begins a new period at once, and a subscription that is over with its period would be over
 * with it: its rest would be given back and nothing come instead.
 */
function faultOfEnd(facts: ChangeFacts, { when }: ChangeAsked): ChangeFault | null {
  const { interval, newInterval, cancelAtPeriodEnd, endIndex, nextPeriodIndex } = facts;
  if (isAtBoundary(when) || isSame(interval, newInterval))
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
