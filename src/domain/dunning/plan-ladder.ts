import { addDays, localDateOf } from '../calendar/anchor.js';
import { atLocalHour } from '../calendar/local-time.js';
import { type Weekday, weekdayOf, weekendOf } from '../calendar/weekend.js';
import { assertPolicy, type DunningPolicy } from './policy.js';
import { MOST_DAYS_LATER, type RetryTimes } from './retry-times.js';

/** The plan made once, at the first decline of an invoice. Stored; later policy changes do not move it. */
export interface Ladder {
  /** Instants in order, at least 24 hours apart, all before `finalAt`. */
  readonly retries: readonly Date[];
  /** Why each of them is when it is; for people. */
  readonly reasons: readonly string[];
  /** What the policy asks for and the period has no room for; for people. */
  readonly dropped: readonly string[];
  /** Access is kept until here. */
  readonly graceUntil: Date;
  /** When the customer is warned of the final action; null where the mail about the decline is warning enough. */
  readonly noticeAt: Date | null;
  /** When the policy's final action happens if nothing was paid. */
  readonly finalAt: Date;
  /** Each retry comes before: the final action is made by then, and the charge of the next period keeps its day. */
  readonly lastRetryBefore: Date;
  /** What the policy says of the time of a retry, also of one that is put off; null in a ladder of an older version. */
  readonly times: RetryTimes | null;
}

export interface LadderInput {
  policy: DunningPolicy;
  firstDeclineAt: Date;
  /** The subscription's zone: days are calendar days there. */
  timeZone: string;
  /** Where the invoice's period ends and the next one is charged: the ladder ends with it, so that two debts never run at once. */
  periodEnd: Date;
  /** When the subscription's next periods are charged, in order: what bounds the ladder of a period that is over. */
  nextCharges?: readonly Date[];
}

/** The card networks' and our own limit: never two tries within a day. */
export const RETRY_SPACING_HOURS = 24;
const SPACING_MS = RETRY_SPACING_HOURS * 3_600_000;

/** Less notice than this before the end of the period is no notice; see `endOf`. */
export const LEAST_NOTICE_HOURS = 12;

/**
 * Plans retries, grace and the final action, in calendar days after the first decline, at its local time
 * or at `localHour`, on business days where the policy asks for them. A retry less than 24 h after the one
 * before (a spring day has 23) moves later until it is not; one less than 24 h before the next charge, or not
 * before the final action, is dropped. The final action never comes after `periodEnd`, and grace never after
 * the final action.
 * @throws RangeError for a policy that contradicts itself
 */
export function planLadder(input: LadderInput): Ladder {
  const { policy, firstDeclineAt, timeZone } = input;
  assertPolicy(policy);
  const dayAfter = (days: number): Date => addDays(firstDeclineAt, days, timeZone);
  const end = endOf(input);
  const finalAt = earlier(dayAfter(policy.finalDay), end);
  const lastRetryBefore = earlier(finalAt, new Date(end.getTime() - SPACING_MS + 1));
  const planned = slots(input);
  const kept = planned.filter(({ at }) => at < lastRetryBefore);
  const dropped = planned.slice(kept.length).map(({ day }) => `day ${day} leaves no time before the end`);
  return {
    retries: kept.map(({ at }) => at),
    reasons: kept.map(({ because }) => because),
    dropped,
    graceUntil: earlier(dayAfter(policy.graceDays), finalAt),
    noticeAt: noticeOf(input, finalAt),
    finalAt,
    lastRetryBefore,
    times: { timeZone, localHour: policy.localHour ?? null, weekend: weekendDays(policy, timeZone) },
  };
}

/**
 * What bounds the ladder. Usually the end of the period. After downtime, or a person's case, an old period may be
 * declined when it is already over or about to be; bounding by it would end a subscription at once, without a single
 * retry, because *we* were late. Then the next charge bounds that is not upon us. Where none comes only the policy does.
 */
function endOf({ firstDeclineAt, periodEnd, nextCharges = [], policy, timeZone }: LadderInput): Date {
  const least = firstDeclineAt.getTime() + LEAST_NOTICE_HOURS * 3_600_000;
  const end = [periodEnd, ...nextCharges].find((at) => at.getTime() >= least);
  return end ?? addDays(firstDeclineAt, policy.finalDay + 1, timeZone);
}

function noticeOf({ policy: { mails }, firstDeclineAt, timeZone }: LadderInput, finalAt: Date): Date | null {
  if (mails.beforeFinal === null) return null;
  const at = addDays(finalAt, -mails.beforeFinalDays, timeZone);
  // Where a country skips a day, the day before the end may be the end itself.
  return at < finalAt && at.getTime() >= firstDeclineAt.getTime() + SPACING_MS ? at : null;
}

interface Slot {
  day: number;
  at: Date;
  because: string;
}

/** One instant for each retry day, moved later where the spacing or the weekend asks for it. */
function slots(input: LadderInput): Slot[] {
  let before = input.firstDeclineAt;
  return input.policy.retryDays.map((day) => {
    const slot = slotAfter(before, day, input);
    before = slot.at;
    return slot;
  });
}

function slotAfter(before: Date, day: number, { policy, firstDeclineAt, timeZone }: LadderInput): Slot {
  const planned = addDays(firstDeclineAt, day, timeZone);
  const least = new Date(before.getTime() + SPACING_MS);
  const from = planned < least ? least : planned;
  const weekend = weekendDays(policy, timeZone);
  let because = `day ${day} after the first decline${hourOf(policy)}`;
  if (atHour(planned, policy.localHour, timeZone) < least)
    because += ', moved to be a full day after the try before it';
  for (let later = 0; later <= MOST_DAYS_LATER; later++) {
    const at = atHour(addDays(from, later, timeZone), policy.localHour, timeZone);
    if (at < least) continue;
    const weekday = weekdayOf(localDateOf(at, timeZone));
    if (!weekend.includes(weekday)) return { day, at, because };
    if (!because.includes('business')) because += `, moved from ${capital(weekday)} to a business day`;
  }
  throw new RangeError(`dunning policy: no business day within ${MOST_DAYS_LATER} days`);
}

function atHour(at: Date, hour: number | undefined, timeZone: string): Date {
  return hour === undefined ? at : atLocalHour(localDateOf(at, timeZone), hour, timeZone);
}

function hourOf({ localHour }: DunningPolicy): string {
  return localHour === undefined ? '' : ` at ${String(localHour).padStart(2, '0')}:00 of the customer's time`;
}

function weekendDays({ weekend }: DunningPolicy, timeZone: string): readonly Weekday[] {
  if (weekend === undefined) return [];
  return weekend === 'customer' ? weekendOf(timeZone) : weekend;
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function earlier(a: Date, b: Date): Date {
  return a <= b ? a : b;
}
