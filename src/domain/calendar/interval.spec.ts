import { Temporal } from '../kernel/temporal.js';
import { CalendarError } from './calendar-error.js';
import {
  agreementFrequency,
  describeInterval,
  interval,
  INTERVAL_UNITS,
  leastDays,
  MAX_COUNT,
} from './interval.js';

describe('interval', () => {
  it.each(INTERVAL_UNITS)('of %s: from one to its most', (unit) => {
    expect(interval(unit, 1)).toEqual({ unit, count: 1 });
    expect(interval(unit, MAX_COUNT[unit])).toEqual({ unit, count: MAX_COUNT[unit] });
    for (const count of [0, -1, 1.5, NaN, MAX_COUNT[unit] + 1]) {
      expect(() => interval(unit, count)).toThrow(CalendarError);
    }
  });

  it('quotes what it refuses', () => {
    expect(() => interval('fortnight', 1)).toThrow(
      'got "fortnight"; allowed is one of day, week, month, year',
    );
    expect(() => interval('year', 2)).toThrow('got "2 year"; allowed is a whole count from 1 to 1 of year');
  });

  it('never needs more days between payments than an agreement can say', () => {
    for (const unit of INTERVAL_UNITS)
      expect(leastDays({ unit, count: MAX_COUNT[unit] })).toBeLessThanOrEqual(366);
  });

  it('counts the least days of months over every anchor of eight years', () => {
    const counted = (count: number): number => {
      let least = Infinity;
      for (let month = 0; month < 96; month += 1) {
        for (let day = 28; day <= 31; day += 1) {
          const on = (months: number) => Temporal.PlainDate.from('2024-01-01').add({ months }).with({ day });
          least = Math.min(least, on(month).until(on(month + count), { largestUnit: 'day' }).days);
        }
      }
      return least;
    };
    for (let count = 1; count <= 12; count += 1)
      expect(leastDays({ unit: 'month', count })).toBe(counted(count));
    expect(leastDays({ unit: 'year', count: 1 })).toBe(365);
    expect(leastDays({ unit: 'week', count: 2 })).toBe(14);
    expect(leastDays({ unit: 'day', count: 10 })).toBe(10);
  });

  it.each([
    ['day', 1, 'daily', 'every day'],
    ['day', 7, 'weekly', 'every 7 days'],
    ['day', 30, 'other', 'every 30 days'],
    ['week', 1, 'weekly', 'every week'],
    ['week', 2, 'other', 'every 2 weeks'],
    ['month', 1, 'monthly', 'every month'],
    ['month', 2, 'other', 'every 2 months'],
    ['month', 3, 'quarterly', 'every 3 months'],
    ['month', 6, 'semi_annually', 'every 6 months'],
    ['month', 12, 'yearly', 'every 12 months'],
    ['year', 1, 'yearly', 'every year'],
  ] as const)('%s × %i is %s, %s', (unit, count, frequency, words) => {
    expect(agreementFrequency({ unit, count })).toBe(frequency);
    expect(describeInterval({ unit, count })).toBe(words);
  });
});
