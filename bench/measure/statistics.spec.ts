import fc from 'fast-check';
import { percentile, spread } from './statistics.js';

describe('percentile', () => {
  it('is the nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([5, 30, 40, 50, 100].map((p) => percentile(values, p))).toEqual([15, 20, 20, 35, 50]);
  });

  it('sorts numbers as numbers', () => {
    expect(percentile([9, 10, 100], 50)).toBe(10);
  });

  it('leaves the asked part at or below it, and is one of the values', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (all, percent) => {
        const found = percentile(all, percent);
        expect(all).toContain(found);
        expect(all.filter((value) => value <= found).length).toBeGreaterThanOrEqual(
          (percent / 100) * all.length,
        );
        expect(all.filter((value) => value < found).length).toBeLessThan((percent / 100) * all.length);
      }),
    );
  });

  it('refuses nothing, and percents that are none', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
    expect(() => percentile([1], 0)).toThrow(RangeError);
    expect(() => percentile([1], 101)).toThrow(RangeError);
  });
});

describe('spread', () => {
  it('takes the middle, or the mean of the middle two', () => {
    expect(spread([30, 1, 2])).toEqual({ min: 1, median: 2, max: 30 });
    expect(spread([4, 1, 2, 30])).toEqual({ min: 1, median: 3, max: 30 });
    expect(() => spread([])).toThrow(RangeError);
  });
});
