import { Temporal } from '../kernel/temporal.js';
import { type Anchor } from './anchor.js';
import { CalendarError } from './calendar-error.js';
import { type Interval, leastDays } from './interval.js';
import { instantOf } from './local-time.js';

/** Half-open [start, end): the last instant of one period is the first of the next, and belongs to the next. */
export interface Span {
  readonly start: Date;
  readonly end: Date;
}

export interface Period extends Span {
  readonly index: number;
  /** The whole period of which this one is the rest and costs only its part. */
  readonly partOf?: Span;
}

/** Far beyond any subscription; keeps a wild index from asking the calendar for the year 300000. */
const MAX_INDEX = 100_000;

/**
 * Boundary k: the anchor plus k intervals (less the anchor's own index), each computed from the anchor. Monthly and yearly boundaries
 * fall on the wanted day, in shorter months on the last: 31 Jan, 28 Feb, 31 Mar, 30 Apr; a yearly 29 Feb
 * bills on 28 Feb in common years. Skipped and repeated local times: see `instantOf`. Negative k reaches
 * before the anchor.
 * @throws CalendarError `out_of_range`
 */
export function boundary(anchor: Anchor, interval: Interval, k: number): Date {
  const steps = k - (anchor.index ?? 0);
  if (!Number.isInteger(steps) || Math.abs(steps) > MAX_INDEX) {
    throw new CalendarError('out_of_range', k, `a whole period index within ${MAX_INDEX} of the anchor`);
  }
  if (steps === -1 && anchor.stub) return anchor.stub.start;
  const time = Temporal.PlainTime.from(anchor.localTime);
  return instantOf(dateAfter(anchor, interval, steps).toPlainDateTime(time), anchor.timeZone);
}

/**
 * The local date of boundary k, YYYY-MM-DD. Not the date of its instant: where a clock change skips the end of a
 * day (Nuuk, 28 March 2026, 23:30), that is the day after, and whoever counted on from there would be a day late.
 */
export function boundaryDate(anchor: Anchor, interval: Interval, k: number): string {
  return dateAfter(anchor, interval, k - (anchor.index ?? 0)).toString();
}

function dateAfter(anchor: Anchor, { unit, count }: Interval, k: number): Temporal.PlainDate {
  const first = Temporal.PlainDate.from(anchor.localDate);
  if (unit === 'day') return first.add({ days: k * count });
  if (unit === 'week') return first.add({ weeks: k * count });
  const months = k * count * (unit === 'year' ? 12 : 1);
  // The first of the month survives the addition; the day is put back last and clamps to the month.
  return first.with({ day: 1 }).add({ months }).with({ day: anchor.dayOfMonth });
}

/** Period `index` of the tiling; the anchor's own begins at the anchor. */
export function periodAt(anchor: Anchor, interval: Interval, index: number): Period {
  const [start, end] = [boundary(anchor, interval, index), boundary(anchor, interval, index + 1)];
  return { index, ...asPartOfWhole({ start, end }, anchor, interval) };
}

/**
 * A period that is known by its instants, with the whole one of which it is the rest, if there is one. Whoever prices
 * the rest without that takes it for a whole period, and charges a whole price for a few days.
 */
export function asPartOfWhole(
  { start, end }: Span,
  { stub, ...counted }: Anchor,
  interval: Interval,
): Omit<Period, 'index'> {
  if (stub?.policy !== 'prorated' || stub.start.getTime() !== start.getTime()) return { start, end };
  return { start, end, partOf: { start: boundary(counted, interval, (counted.index ?? 0) - 1), end } };
}

/**
 * Whether the period lasts no time at all. It happens when a zone skips a whole day (Apia, 30 December
 * 2011) and periods are days: nothing was delivered, so nothing may be billed.
 */
export function isEmptyPeriod({ start, end }: Period): boolean {
  return start.getTime() >= end.getTime();
}

/**
 * The index of the period that contains the instant: start <= instant < end. Negative before the anchor.
 * Estimates by average length, then walks to the answer, which is at most a few steps away.
 */
export function indexAt(anchor: Anchor, interval: Interval, instant: Date): number {
  const at = instant.getTime();
  if (Number.isNaN(at)) throw new CalendarError('invalid_instant', 'Invalid Date', 'a real instant');
  const length = averageDays(interval) * 86_400_000;
  const first = anchor.index ?? 0;
  let index = first + Math.floor((at - boundary(anchor, interval, first).getTime()) / length);
  while (boundary(anchor, interval, index).getTime() > at) index -= 1;
  while (boundary(anchor, interval, index + 1).getTime() <= at) index += 1;
  return index;
}

function averageDays(interval: Interval): number {
  if (interval.unit === 'month') return interval.count * 30.436875;
  return interval.unit === 'year' ? 365.2425 : leastDays(interval);
}
