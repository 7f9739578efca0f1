import fc from 'fast-check';
import { type Beginning, boundariesOf, boundaryBefore, Wall } from '../../../test/support/calendar-model.js';
import { type Anchor, anchorAt } from './anchor.js';
import { type Interval, INTERVAL_UNITS, MAX_COUNT } from './interval.js';
import { indexAt, periodAt } from './period.js';

/** Without summer time, with it by the hour and by the half, with half an hour of offset, over midnight, less a day. */
const ZONES = [
  'UTC',
  'Asia/Kuwait',
  'Asia/Riyadh',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'America/Nuuk',
  'Pacific/Apia',
];
const EVERY: Interval[] = INTERVAL_UNITS.flatMap((unit) =>
  Array.from({ length: MAX_COUNT[unit] }, (_, i) => ({ unit, count: i + 1 })),
);
const DAY = 86_400_000;
/** Two and a half a year: the engine asks Temporal each time, which takes 50 µs. */
const MOST_AT_EVEN_DISTANCES = 100;
const hasDay = ({ unit }: Interval): boolean => unit === 'month' || unit === 'year';

/** When somebody subscribes: any time, at the end of a month, or about when the clock is put forward or back. */
const moments = (wall: Wall) =>
  fc
    .oneof(
      fc.integer({ min: Date.UTC(1996, 0, 1), max: Date.UTC(2034, 11, 31) }),
      fc
        .tuple(fc.integer({ min: 0, max: 456 }), fc.integer({ min: -72, max: 0 }))
        .map(([month, hour]) => Date.UTC(1996, month, 1, hour)),
      fc
        .tuple(
          fc.constantFrom(...(wall.turns.length > 0 ? wall.turns : [0])),
          fc.integer({ min: -120, max: 120 }),
        )
        .filter(([turn]) => turn < Date.UTC(2035, 0, 1))
        .map(([turn, minute]) => turn + minute * 60_000 + 7_500),
    )
    .map((at) => new Date(at));

/** How a subscription may come by its anchor; a day of the month goes with months and years only. */
interface Start {
  zone: string;
  moment: Date;
  day: number | null;
  index: number;
  stub: 'prorated' | 'full' | null;
}
const startsIn = (zone: string) =>
  fc.record<Start>({
    zone: fc.constant(zone),
    moment: moments(Wall.of(zone)),
    day: fc.option(fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constantFrom(29, 30, 31))),
    index: fc.constantFrom(0, 1, 7, 400),
    stub: fc.constantFrom('prorated', 'full', null),
  });

function anchorOf({ zone, moment, day, index, stub }: Start, interval: Interval): [Anchor, Beginning] {
  const wanted = (hasDay(interval) && day) || undefined;
  const plain: Anchor = { ...anchorAt(moment, zone, wanted), ...(index > 0 && { index }) };
  const beginning = Wall.of(zone).beginningAt(moment, wanted);
  const begins = Wall.of(zone).firstMoment(beginning.first, beginning.time);
  if (wanted === undefined || stub === null || index === 0 || moment >= begins) return [plain, beginning];
  return [{ ...plain, stub: { start: moment, policy: stub } }, beginning];
}

/** Both as texts, so that a difference is told with the dates in it. */
const told = ({ start, end }: { start: Date; end: Date }): string =>
  `${start.toISOString()} ${end.toISOString()}`;

/** All of few. Of many those within a day of a clock change, each with the next, and others at even distances. */
function* places(found: readonly Date[], turns: readonly number[]): Generator<number> {
  const every = Math.ceil(found.length / MOST_AT_EVEN_DISTANCES);
  let turn = 0;
  for (let k = 0; k + 1 < found.length; k++) {
    while (turn < turns.length && turns[turn]! < +found[k]! - DAY) turn += 1;
    if (k % every === 0 || turns[turn]! <= +found[k]! + DAY) yield k;
  }
}

function assertTiles(start: Start, interval: Interval): void {
  const [anchor, beginning] = anchorOf(start, interval);
  const wall = Wall.of(start.zone);
  const found = boundariesOf(beginning, interval, wall);
  const first = anchor.index ?? 0;
  for (const k of places(found, wall.turns)) {
    const period = periodAt(anchor, interval, first + k);
    // Its start is where the model's list has the end of the one before: so they tile.
    if (+period.start === +found[k]! && +period.end === +found[k + 1]!) continue;
    const expected = told({ start: found[k]!, end: found[k + 1]! });
    expect({ start, interval, k, period: told(period) }).toEqual({ start, interval, k, period: expected });
  }
  if (anchor.stub) {
    const before = { start: boundaryBefore(beginning, interval, wall), end: found[0]! };
    const { partOf, ...rest } = periodAt(anchor, interval, first - 1);
    expect(rest).toEqual({ index: first - 1, start: start.moment, end: found[0]! });
    expect(partOf && told(partOf)).toEqual(anchor.stub.policy === 'prorated' ? told(before) : undefined);
  }
}

describe('the periods that one finds with a paper calendar and a clock on the wall', () => {
  it.each(ZONES)('in %s: of every interval and count, from any anchor, over 40 years', (zone) => {
    const place = ZONES.indexOf(zone);
    // Of days and weeks, which have by far the most boundaries, each count in one of the zones.
    const ours = EVERY.filter(({ unit, count }, i) => hasDay({ unit, count }) || i % ZONES.length === place);
    const starts = fc.sample(startsIn(zone), ours.length);
    ours.forEach((interval, i) => assertTiles(starts[i]!, interval));
  });

  it('are so for months and years of whatever day and beginning', () => {
    const starts = fc.constantFrom(...ZONES).chain(startsIn);
    fc.assert(fc.property(starts, fc.constantFrom(...EVERY.filter(hasDay)), assertTiles), { numRuns: 60 });
  });

  it('are those that a moment is found in, up to their first and last millisecond', () => {
    const starts = fc.constantFrom(...ZONES).chain(startsIn);
    const along = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(starts, fc.constantFrom(...EVERY), along, (start, interval, part) => {
        const [anchor, beginning] = anchorOf(start, interval);
        const found = boundariesOf(beginning, interval, Wall.of(start.zone), 2);
        const boundary = +found[Math.floor(part * found.length)]!;
        for (const moment of [boundary - 1, boundary, boundary + 1]) {
          const begun = found.filter((one) => +one <= moment).length;
          const index = indexAt(anchor, interval, new Date(moment));
          if (begun > 0) expect(index).toBe((anchor.index ?? 0) + begun - 1);
          else expect(index).toBe((anchor.index ?? 0) - 1);
        }
      }),
      { numRuns: 200 },
    );
  });
});
