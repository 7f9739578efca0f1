import { type Anchor, anchorAt, localDateOf, type Stub } from '../calendar/anchor.js';
import type { Interval } from '../calendar/interval.js';
import { boundary, boundaryDate, indexAt } from '../calendar/period.js';

/** Where a subscription stands when it is taken up again. */
export interface Standing {
  anchor: Anchor;
  interval: Interval;
  nextPeriodIndex: number;
  /** Up to when it was billed; null before the first period. */
  currentPeriodEnd: Date | null;
  /** What was billed last was given back: nothing of it goes on. */
  isGivenBack?: boolean;
  /** It runs elsewhere up to its first period, and was never billed here. */
  cameOver?: boolean;
}

export interface TakenUp {
  nextBillAt: Date;
  /** Set when periods are counted anew; what was billed before stays as it is. */
  anew: { anchor: Anchor; previousEnd: Date | null } | null;
}

/**
 * A subscription goes on after a pause or a cancel. What was paid for and is not over goes on first, and nothing
 * is counted anew. Otherwise the next period begins now: `now` counts from here on, `keep` bills the rest of the
 * running period by days and then goes on where the old boundaries lie. The time between was not sold.
 *
 * Where another interval was to begin within what was paid for, the rest of that was given back, and nothing of it goes
 * on: waited for, it would be used for nothing, and then a period be charged that began before.
 *
 * Days that are free until a moved billing day go on like what was paid for: else a pause within them would cost them.
 */
export function takeUp(standing: Standing, policy: 'now' | 'keep', now: Date): TakenUp {
  const { anchor, interval, nextPeriodIndex: index, currentPeriodEnd: end } = standing;
  const first = boundary(anchor, interval, index);
  const isGivenBack = standing.isGivenBack === true || (end !== null && first < end);
  if (end !== null && now < first && !isGivenBack) return { nextBillAt: first, anew: null };
  // Else who paid elsewhere for a year would be charged when a pause of a day is over.
  if (end === null && standing.cameOver && now < first) return { nextBillAt: first, anew: null };
  if (policy === 'now') {
    return {
      nextBillAt: now,
      anew: { anchor: { ...anchorAt(now, anchor.timeZone), index }, previousEnd: end },
    };
  }
  const { stub: _old, ...counted } = anchor;
  const running = indexAt(counted, interval, now);
  if (boundary(counted, interval, running).getTime() === now.getTime()) {
    const moved = { ...counted, index: (counted.index ?? 0) + index - running };
    return { nextBillAt: now, anew: { anchor: moved, previousEnd: end } };
  }
  // The boundary after this moment becomes that of the period after the next, which is the rest of the running one.
  const moved = { ...counted, index: (counted.index ?? 0) + index - running };
  const stub = { start: now, policy: 'prorated' as const };
  return { nextBillAt: now, anew: { anchor: rebase(moved, interval, index + 1, stub), previousEnd: end } };
}

/**
 * Where counting begins when a subscription begins that waited for a card. An anchor that was asked for, which has a stub
 * before it, stays: the stub is the time from now to its next boundary.
 */
export function anchorOfBeginning({ stub, ...counted }: Anchor, interval: Interval, now: Date): Anchor {
  if (!stub) return anchorAt(now, counted.timeZone);
  const start = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const passed = indexAt(counted, interval, start) + 1 - (counted.index ?? 0);
  const { policy } = stub;
  return rebase({ ...counted, index: 1 - passed }, interval, 1, { start, policy });
}

/**
 * Where counting begins when the interval becomes another. At a boundary the time and the wanted day stay, so a
 * monthly 31st becomes a yearly one; weeks and days want no day, so there it is the boundary's own. Within a period
 * it is this moment.
 */
export function anchorOfChange(
  { anchor, interval }: { anchor: Anchor; interval: Interval },
  at: Date,
  index: number,
  isBoundary: boolean,
): Anchor {
  const { stub: _stub, ...counted } = anchor;
  // The rest of a period that was taken up begins at no boundary, whatever comes next.
  if (!isBoundary || boundary(counted, interval, index).getTime() !== at.getTime())
    return { ...anchorAt(at, anchor.timeZone), index };
  const hasDay = interval.unit === 'month' || interval.unit === 'year';
  const localDate = boundaryDate(counted, interval, index);
  return { ...counted, index, localDate, ...(!hasDay && { dayOfMonth: Number(localDate.slice(-2)) }) };
}

export interface DayMove {
  /** 1 to 31: the day wanted each month. */
  day: number;
  /** What the days until the first of them cost; free ones are no period, and nothing is sold by the period in them. */
  stub: Stub['policy'] | 'free';
}

interface Running {
  anchor: Anchor;
  interval: Interval;
  nextPeriodIndex: number;
  nextBillAt: Date | null;
}

const MONTHLY: Interval = { unit: 'month', count: 1 };

/**
 * Where periods are counted from once the billing day is another, with the next period: from the first such day at or
 * after its beginning, at the local time of before. The days until there are that period, shorter; or free, and then it
 * begins where they are over. Where a short month had put the old day on the new one there are none.
 */
export function movedDay(
  { anchor, interval, nextPeriodIndex: index, nextBillAt }: Running,
  { day, stub: policy }: DayMove,
): Pick<Running, 'anchor' | 'nextBillAt'> {
  const { localTime, timeZone } = anchor;
  const start = boundary(anchor, interval, index);
  const days = { localDate: localDateOf(start, timeZone), dayOfMonth: day, localTime, timeZone };
  const running = indexAt(days, MONTHLY, start);
  const isThere = boundary(days, MONTHLY, running).getTime() === start.getTime();
  const first = { ...days, localDate: boundaryDate(days, MONTHLY, isThere ? running : running + 1) };
  if (!isThere && policy !== 'free')
    return { anchor: { ...first, index: index + 1, stub: { start, policy } }, nextBillAt };
  const begins = boundary({ ...first, index }, interval, index);
  // Who waits a moment for usage of the period that is over goes on waiting.
  return {
    anchor: { ...first, index },
    nextBillAt: nextBillAt && (begins > nextBillAt ? begins : nextBillAt),
  };
}

/** The same boundaries, counted from the one of `index`, with a stub before it. */
function rebase(anchor: Anchor, interval: Interval, index: number, stub: Stub): Anchor {
  return { ...anchor, localDate: boundaryDate(anchor, interval, index), index, stub };
}
