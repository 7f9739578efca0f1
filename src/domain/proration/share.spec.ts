import fc from 'fast-check';
import { daysCrossedOff, divideByHand } from '../../../test/support/proration-model.js';
import { anchorAt } from '../calendar/anchor.js';
import { periodAt } from '../calendar/period.js';
import { BILLION, formatPart, type ProrationUnit, shareOf } from './share.js';

const at = (text: string): Date => new Date(text);
const ZONES = [
  'UTC',
  'Asia/Kuwait',
  'Africa/Cairo',
  'Asia/Beirut',
  'America/New_York',
  'Australia/Lord_Howe',
];

/** By day in Kuwait (UTC+3, no change of clocks), from and to at nine in the morning there. */
function left(start: string, end: string, moment: string, unit: ProrationUnit = 'day'): string {
  const [from, to, when] = [start, end, moment].map((text) =>
    at(text.includes('T') ? text : `${text}T06:00Z`),
  );
  const { used, length, unusedPart } = shareOf({ start: from!, end: to! }, when!, unit, 'Asia/Kuwait');
  return `${used}/${length}: ${formatPart(unusedPart)}`;
}

describe('how much of a period is left', () => {
  it.each([
    ['the last day of a month of 31', '2027-01-01', '2027-02-01', '2027-01-31', '30/31: 0.032258065'],
    ['the middle of January', '2027-01-01', '2027-02-01', '2027-01-16', '15/31: 0.516129032'],
    ['31 January to 28 February', '2027-01-31', '2027-02-28', '2027-02-14', '14/28: 0.500000000'],
    ['28 February to 31 March', '2027-02-28', '2027-03-31', '2027-03-01', '1/31: 0.967741935'],
    ['February of a leap year', '2028-01-31', '2028-02-29', '2028-02-28', '28/29: 0.034482759'],
    ['across the leap day', '2028-02-15', '2028-03-15', '2028-02-29', '14/29: 0.517241379'],
    ['the same in a common year', '2027-02-15', '2027-03-15', '2027-03-01', '14/28: 0.500000000'],
    ['a leap year as one period', '2028-01-01', '2029-01-01', '2028-12-31', '365/366: 0.002732240'],
    ['the first instant', '2027-01-01', '2027-02-01', '2027-01-01', '0/31: 1.000000000'],
    ['the last instant', '2027-01-01', '2027-02-01', '2027-02-01', '31/31: 0.000000000'],
    // As Kill Bill publishes them, in TestInvoiceDateUtils: by the days of this period, to nine decimals.
    ['eight days into a period of 31', '2023-05-15', '2023-06-15', '2023-05-23', '8/31: 0.741935484'],
    ['eight days into one of 30', '2023-06-15', '2023-07-15', '2023-06-23', '8/30: 0.733333333'],
    ['eight days into one of 28', '2023-02-15', '2023-03-15', '2023-02-23', '8/28: 0.714285714'],
    ['eight days into one of 29', '2024-02-15', '2024-03-15', '2024-02-23', '8/29: 0.724137931'],
    ['a third of a day on', '2027-01-01', '2027-01-31', '2027-01-11T22:00Z', '11/30: 0.633333333'],
  ])('%s', (_what, start, end, moment, expected) => {
    expect(left(start, end, moment)).toBe(expected);
  });

  it('the day of the change belongs to what comes after it, whatever its hour', () => {
    expect(left('2027-01-01', '2027-02-01', '2027-01-10T21:00:01Z')).toMatch(/^10\/31/);
    expect(left('2027-01-01', '2027-02-01', '2027-01-10T20:59:59Z')).toMatch(/^9\/31/);
  });

  it('by second, half a month is half a month', () => {
    expect(left('2027-01-01', '2027-02-01', '2027-01-16T18:00Z', 'second')).toBe(
      '1339200/2678400: 0.500000000',
    );
  });

  it('a period within one day is counted in seconds, for it has no days', () => {
    expect(left('2027-01-01T06:00Z', '2027-01-01T07:00Z', '2027-01-01T06:15Z')).toBe('900/3600: 0.750000000');
  });

  it.each([
    ['Africa/Cairo', '2027-04-15T22:00Z', '2027-05-15T21:00Z', '2027-04-30T09:00Z', 14n, 30n],
    ['Asia/Beirut', '2027-03-14T22:00Z', '2027-04-14T21:00Z', '2027-03-28T09:00Z', 13n, 31n],
  ])('a change of clocks in %s is no part of a day', (zone, start, end, moment, used, length) => {
    const share = shareOf({ start: at(start), end: at(end) }, at(moment), 'day', zone);
    expect({ used: share.used, length: share.length }).toEqual({ used, length });
  });

  it('refuses a moment outside the period', () => {
    expect(() => left('2027-01-01', '2027-02-01', '2027-02-02')).toThrow('allowed is 2027-01-01');
  });

  it('is what crossing off days and dividing by hand gives', () => {
    const facts = fc.record({
      zone: fc.constantFrom(...ZONES),
      begin: fc.date({ min: at('2020-01-01T00:00Z'), max: at('2059-12-31T00:00Z'), noInvalidDate: true }),
      day: fc.integer({ min: 1, max: 31 }),
      interval: fc.constantFrom(
        { unit: 'week' as const, count: 2 },
        { unit: 'month' as const, count: 1 },
        { unit: 'month' as const, count: 3 },
        { unit: 'year' as const, count: 1 },
      ),
      index: fc.integer({ min: 0, max: 30 }),
      along: fc.double({ min: 0, max: 1, noNaN: true }),
      unit: fc.constantFrom<ProrationUnit>('day', 'second'),
    });
    fc.assert(
      fc.property(facts, ({ zone, begin, day, interval, index, along, unit }) => {
        const { start, end } = periodAt(anchorAt(begin, zone, day), interval, index);
        const moment = new Date(start.getTime() + Math.floor(along * (end.getTime() - start.getTime())));
        const share = shareOf({ start, end }, moment, unit, zone);
        const count = (to: Date) =>
          unit === 'day'
            ? daysCrossedOff(start, to, zone)
            : Math.floor((to.getTime() - start.getTime()) / 1000);
        expect(share.usedPart).toBe(divideByHand(count(moment), count(end)));
        expect(share.usedPart + share.unusedPart).toBe(BILLION);
      }),
      { numRuns: 300 },
    );
  });
});
