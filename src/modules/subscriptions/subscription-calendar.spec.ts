import { countedFrom } from './subscription-calendar.js';

describe('after so many periods', () => {
  const plain = { status: 'active' as const, anchorIndex: 0, stubStart: null };
  const stub = { ...plain, anchorIndex: 1, stubStart: new Date('2027-01-16T06:00Z') };
  /** With which period something begins that comes after three. */
  const afterThree = (subscription: Parameters<typeof countedFrom>[0]) => countedFrom(subscription) + 3;

  it('the running period is the first of them, as it was when the subscription was begun', () => {
    expect(afterThree({ ...plain, nextPeriodIndex: 1 })).toBe(3);
    expect(afterThree({ ...plain, nextPeriodIndex: 5 })).toBe(7);
  });

  it('a trial is none of them, nor are the days until an anchor', () => {
    expect(afterThree({ ...plain, status: 'trialing', nextPeriodIndex: 0 })).toBe(3);
    expect(afterThree({ ...stub, nextPeriodIndex: 1 })).toBe(4);
    // In the month after those days it is the running one that counts.
    expect(afterThree({ ...stub, nextPeriodIndex: 2 })).toBe(4);
  });

  it('the rest of a period after a pause is none either, whether it is billed yet or not', () => {
    const resumed = { ...stub, anchorIndex: 7 };
    expect([6, 7, 8].map((nextPeriodIndex) => afterThree({ ...resumed, nextPeriodIndex }))).toEqual([
      10, 10, 10,
    ]);
  });
});
