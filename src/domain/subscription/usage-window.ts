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
}

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
  const index = indexAt(anchor, interval, usedAt);
  if (index < 0) return beforeTheBeginning(periodAt(anchor, interval, 0).start);
  return { kind: 'period', period: periodAt(anchor, interval, index) };
}

function beforeTheBeginning(start: Date): UsagePlace {
  const reason = `must not be before the subscription began, at ${start.toISOString()}`;
  return { kind: 'refused', reason };
}
