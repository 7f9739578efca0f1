import fc from 'fast-check';
import { anchorAt } from './anchor.js';
import { anchorGoingOn, hasDayOfMonth } from './going-on.js';
import { INTERVAL_UNITS, MAX_COUNT } from './interval.js';
import { boundary } from './period.js';

const at = (text: string) => new Date(text);
const month = { unit: 'month', count: 1 } as const;

describe('a subscription that goes on here', () => {
  it('is billed at the boundaries that it had elsewhere, whatever its interval', () => {
    fc.assert(
      fc.property(INTERVALS, BEGUN, DAYS, ZONES, fc.nat(30), (interval, begun, wanted, zone, k) => {
        const day = hasDayOfMonth(interval) ? wanted : undefined;
        const before = anchorAt(begun, zone, day);
        const nextAt = boundary(before, interval, k);
        const told = hasDayOfMonth(interval) ? before.dayOfMonth : undefined;
        const going = anchorGoingOn(nextAt, interval, zone, told);
        if ('fault' in going) throw new Error(going.fault);
        for (const i of [0, 1, 2, 13]) {
          expect(boundary(going.anchor, interval, i)).toEqual(boundary(before, interval, k + i));
        }
      }),
    );
  });

  it.each([
    ['2027-01-24T06:00Z', { unit: 'week', count: 1 } as const, 10],
    ['2027-01-24T06:00Z', { unit: 'day', count: 3 } as const, 24],
    ['2027-02-28T06:00Z', month, 15],
    ['2027-01-24T06:00Z', month, 25],
    ['2027-02-28T06:00Z', { unit: 'year', count: 1 } as const, 1],
  ])('billed next at %s is not counted from another day', (nextAt, interval, day) => {
    expect(anchorGoingOn(at(nextAt), interval, 'UTC', day)).toHaveProperty('fault');
  });

  it.each([28, 29, 30, 31])('on the last of February may want day %i', (day) => {
    expect(anchorGoingOn(at('2027-02-28T06:00Z'), month, 'UTC', day)).toHaveProperty('anchor');
  });
});

const INTERVALS = fc
  .constantFrom(...INTERVAL_UNITS)
  .chain((unit) =>
    fc.record({ unit: fc.constant(unit), count: fc.integer({ min: 1, max: MAX_COUNT[unit] }) }),
  );
/** At an hour that no clock change skips. */
const BEGUN = fc.integer({ min: 0, max: 4_000 }).map((days) => new Date(Date.UTC(2020, 0, 1 + days, 9, 30)));
const DAYS = fc.option(fc.integer({ min: 1, max: 31 }), { nil: undefined });
const ZONES = fc.constantFrom('UTC', 'Asia/Kuwait', 'Africa/Cairo', 'Asia/Beirut', 'America/New_York');
