import { addDays, localDateOf } from '../calendar/anchor.js';
import { atLocalHour } from '../calendar/local-time.js';
import { assertPolicy, type DunningPolicy } from './policy.js';

/** The plan made once, at the first decline of an invoice. Stored; later policy changes do not move it. */
export interface Ladder {
  /** Instants in order, at least 24 hours apart, all before `finalAt`. */
  readonly retries: readonly Date[];
  /** Access is kept until here. */
  readonly graceUntil: Date;
  /** When the policy's final action happens if nothing was paid. */
  readonly finalAt: Date;
}

export interface LadderInput {
  policy: DunningPolicy;
  firstDeclineAt: Date;
  /** The subscription's zone: days are calendar days there. */
  timeZone: string;
  /** When the next period is charged: the ladder ends before it, so that two debts never run at once. */
  periodEnd: Date;
}

/** The card networks' and our own limit: never two tries within a day. */
export const RETRY_SPACING_HOURS = 24;
const SPACING_MS = RETRY_SPACING_HOURS * 3_600_000;

/** Less notice than this before the end of the period is no notice; see `endOf`. */
export const LEAST_NOTICE_HOURS = 12;

/**
 * Plans retries, grace and the final action, in calendar days after the first decline, at its local time
 * or at `localHour`. A retry less than 24 h after the one before (a spring day has 23) moves later until
 * it is not; one less than 24 h before the next charge, or not before the final action, is dropped. The
 * final action never comes after `periodEnd`, and grace never after the final action.
 * @throws RangeError for a policy that contradicts itself
 */
export function planLadder(input: LadderInput): Ladder {
  const { policy, firstDeclineAt, timeZone } = input;
  assertPolicy(policy);
  const dayAfter = (days: number): Date => addDays(firstDeclineAt, days, timeZone);
  const end = endOf(input);
  const finalAt = earlier(dayAfter(policy.finalDay), end);
  const lastRetryBefore = Math.min(finalAt.getTime(), end.getTime() - SPACING_MS + 1);
  const retries = slots(input).filter((retry) => retry.getTime() < lastRetryBefore);
  return { retries, graceUntil: earlier(dayAfter(policy.graceDays), finalAt), finalAt };
}

/**
 * What bounds the ladder. Usually the end of the period. After downtime an old period may be declined
 * when it is already over or about to be; bounding by it would end a subscription at once, without a
 * single retry, because *we* were late. Then only the policy bounds.
 */
function endOf({ firstDeclineAt, periodEnd, policy, timeZone }: LadderInput): Date {
  const notice = periodEnd.getTime() - firstDeclineAt.getTime();
  if (notice >= LEAST_NOTICE_HOURS * 3_600_000) return periodEnd;
  return addDays(firstDeclineAt, policy.finalDay + 1, timeZone);
}

/** One instant for each retry day, moved later where the spacing asks for it. */
function slots({ policy, firstDeclineAt, timeZone }: LadderInput): Date[] {
  let before = firstDeclineAt;
  return policy.retryDays.map((day) => {
    before = slotAfter(before, addDays(firstDeclineAt, day, timeZone), policy.localHour, timeZone);
    return before;
  });
}

function slotAfter(before: Date, planned: Date, localHour: number | undefined, timeZone: string): Date {
  const least = new Date(before.getTime() + SPACING_MS);
  if (localHour === undefined) return planned < least ? least : planned;
  const onDay = atLocalHour(localDateOf(planned, timeZone), localHour, timeZone);
  if (onDay >= least) return onDay;
  // The hour of the least allowed day, or of the day after it when that hour has passed by then.
  const sameDay = atLocalHour(localDateOf(least, timeZone), localHour, timeZone);
  if (sameDay >= least) return sameDay;
  return atLocalHour(localDateOf(addDays(least, 1, timeZone), timeZone), localHour, timeZone);
}

function earlier(a: Date, b: Date): Date {
  return a <= b ? a : b;
}
