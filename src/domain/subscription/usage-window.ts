import type { Anchor } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import { indexAt, type Period, periodAt } from '../calendar/period.js';

/** How long ago usage may have been that is recorded only now: longer than any month. */
export const MOST_DAYS_BACK = 35;

/** By how much the clock of who tells may be ahead of ours. */
const CLOCK_SKEW_MS = 5 * 60_000;
const DAY_MS = 86_400_000;

export interface UsageWindowFacts {
  anchor: Anchor;
  interval: Interval;
  createdAt: Date;
  /** Of a subscription that began with a trial, or is in one. */
  trialEnd: Date | null;
  /** Of a subscription that counts anew: what it was billed for before, as far as usage may reach back. */
  earlier?: EarlierPeriods;
}

export interface EarlierPeriods {
  periods: readonly Period[];
  /** From when to when it was over, each time that it was taken up again. */
  over: readonly { from: Date; to: Date }[];
}

const NOTHING_EARLIER: EarlierPeriods = { periods: [], over: [] };

export type UsagePlace =
  /** It counts in this period, which may have been billed already. */
  | { kind: 'period'; period: Period }
  /** Within the trial: it is kept and costs nothing. */
  | { kind: 'free' }
  | { kind: 'refused'; reason: string };

/** In which period usage counts, whenever it is told; refused outside the window. */
export function placeUsage(facts: UsageWindowFacts, usedAt: Date, now: Date): UsagePlace {
  if (usedAt.getTime() > now.getTime() + CLOCK_SKEW_MS) {
    return { kind: 'refused', reason: `must not be in the future; it is ${now.toISOString()}` };
  }
  const earliest = new Date(now.getTime() - MOST_DAYS_BACK * DAY_MS);
  if (usedAt < earliest) {
    const reason = `must not be longer ago than ${MOST_DAYS_BACK} days; the window begins at ${earliest.toISOString()}`;
    return { kind: 'refused', reason };
  }
  const { anchor, interval, createdAt, trialEnd } = facts;
  if (trialEnd !== null && usedAt < trialEnd) {
    return usedAt < createdAt ? beforeTheBeginning(createdAt) : { kind: 'free' };
  }
  const first = firstCounted(anchor);
  const index = indexAt(anchor, interval, usedAt);
  if (index >= first) return { kind: 'period', period: periodAt(anchor, interval, index) };
  return placeEarlier(facts, usedAt, periodAt(anchor, interval, first));
}

/** Whether it was used before the periods that are counted now, where only what was billed knows the period. */
export function isBeforeCounting(anchor: Anchor, interval: Interval, usedAt: Date): boolean {
  return firstCounted(anchor) > 0 && usedAt < periodAt(anchor, interval, firstCounted(anchor)).start;
}

function firstCounted({ index = 0, stub }: Anchor): number {
  return Math.max(0, stub ? index - 1 : index);
}

/**
 * Counted backwards from an anchor that moved there would be periods that never were: only those that were billed
 * count. Between them, paused or over, nothing was sold by the period.
 */
function placeEarlier(
  { earlier: { periods, over } = NOTHING_EARLIER }: UsageWindowFacts,
  usedAt: Date,
  first: Period,
): UsagePlace {
  const gone = over.find(({ from, to }) => from <= usedAt && usedAt < to);
  if (gone) return between(gone.from, gone.to, 'the subscription was over');
  const all = [...periods.filter(({ index }) => index < first.index), first];
  all.sort((a, b) => a.start.getTime() - b.start.getTime());
  const after = all.find(({ start }) => start > usedAt)!;
  const before = all.filter(({ start }) => start <= usedAt).at(-1);
  if (!before) return beforeTheBeginning(after.start);
  if (usedAt < before.end) return { kind: 'period', period: before };
  return between(before.end, after.start, 'no period was running');
}

function between(from: Date, to: Date, why: string): UsagePlace {
  return {
    kind: 'refused',
    reason: `must not be from ${from.toISOString()} up to ${to.toISOString()}, when ${why}`,
  };
}

function beforeTheBeginning(start: Date): UsagePlace {
  const reason = `must not be before the subscription began, at ${start.toISOString()}`;
  return { kind: 'refused', reason };
}
