import { afterSkip, owedPeriod } from './owed-period.js';

const month = (n: number) => ({
  start: new Date(Date.UTC(2027, n, 1)),
  end: new Date(Date.UTC(2027, n + 1, 1)),
});
const NEVER_SKIPPED = { skippedPeriodStart: null, owedPeriodStart: null, owedPeriodEnd: null };
const billed = (n: number) => ({ currentPeriodStart: month(n).start, currentPeriodEnd: month(n).end });
const NEW = { currentPeriodStart: null, currentPeriodEnd: null, ...NEVER_SKIPPED };

describe('the last period that is owed', () => {
  it('is the current one, and before the first there is none', () => {
    expect(owedPeriod(NEW)).toBeNull();
    expect(owedPeriod({ ...billed(0), ...NEVER_SKIPPED })).toEqual(month(0));
  });

  it('is the one before all that were skipped in a row, until another is billed', () => {
    const once = afterSkip({ ...billed(0), ...NEVER_SKIPPED }, month(1));
    expect([once.currentPeriodStart, once.currentPeriodEnd]).toEqual([month(1).start, month(1).end]);
    expect(owedPeriod(once)).toEqual(month(0));
    const twice = afterSkip(once, month(2));
    expect(owedPeriod(twice)).toEqual(month(0));
    // Who bills says only which period is current now.
    const again = { ...twice, ...billed(3) };
    expect(owedPeriod(again)).toEqual(month(3));
    expect(owedPeriod(afterSkip(again, month(4)))).toEqual(month(3));
  });

  it('is none where the very first was skipped', () => {
    const first = afterSkip(NEW, month(0));
    expect(owedPeriod(first)).toBeNull();
    expect(owedPeriod(afterSkip(first, month(1)))).toBeNull();
  });
});
