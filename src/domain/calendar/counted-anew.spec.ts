import { type Anchor } from './anchor.js';
import type { Interval } from './interval.js';
import { boundary, indexAt, periodAt } from './period.js';

const MONTHLY: Interval = { unit: 'month', count: 1 };
const anchorOn = (localDate: string): Anchor => ({
  localDate,
  dayOfMonth: Number(localDate.slice(8)),
  localTime: '00:00:00',
  timeZone: 'UTC',
});

describe('an anchor that is not where the subscription began', () => {
  it('goes on with the numbers it was given, so that no two periods have the same', () => {
    const anchor = { ...anchorOn('2026-01-31'), index: 5 };
    expect(periodAt(anchor, MONTHLY, 5)).toEqual({
      ...periodAt(anchorOn('2026-01-31'), MONTHLY, 0),
      index: 5,
    });
    expect(boundary(anchor, MONTHLY, 6)).toEqual(new Date('2026-02-28'));
    expect(indexAt(anchor, MONTHLY, new Date('2026-04-15'))).toBe(7);
  });

  it('has a stub before it that tiles, and knows the whole of which it is the rest', () => {
    const start = new Date('2026-01-20T10:00:00Z');
    const anchor: Anchor = { ...anchorOn('2026-02-01'), index: 1, stub: { start, policy: 'prorated' } };
    expect(periodAt(anchor, MONTHLY, 0)).toEqual({
      index: 0,
      start,
      end: new Date('2026-02-01'),
      partOf: { start: new Date('2026-01-01'), end: new Date('2026-02-01') },
    });
    expect(periodAt(anchor, MONTHLY, 1).start).toEqual(new Date('2026-02-01'));
    expect(indexAt(anchor, MONTHLY, new Date('2026-01-25'))).toBe(0);
    const full: Anchor = { ...anchor, stub: { start, policy: 'full' } };
    expect(periodAt(full, MONTHLY, 0)).not.toHaveProperty('partOf');
  });
});
