import fc from 'fast-check';
import { INTERVAL_UNITS, type Interval, MAX_COUNT } from '../calendar/interval.js';
import { agreementAllows, type AgreementUse, deriveAgreement } from './agreement-terms.js';

const derive = (interval: Interval, more: object = {}) =>
  deriveAgreement({ id: 'agr_1', interval, startDate: '2026-01-31', ...more });

describe('deriveAgreement', () => {
  it.each([
    ['day', 1, 'daily', 1, '2028-10-26'],
    ['week', 1, 'weekly', 1, '2045-03-25'],
    ['month', 1, 'monthly', 7, '2046-01-31'],
    ['month', 3, 'quarterly', 68, '2046-01-31'],
    ['month', 6, 'semi_annually', 160, '2046-01-31'],
    ['year', 1, 'yearly', 344, '2046-01-31'],
    ['week', 2, 'other', 1, '2046-01-31'],
  ] as const)('%s × %i', (unit, count, frequency, cycleIntervalDays, expiryDate) => {
    expect(derive({ unit, count })).toEqual({
      id: 'agr_1',
      frequency,
      cycleIntervalDays,
      totalCycles: 999,
      startDate: '2026-01-31',
      expiryDate,
      amountVariability: 'variable',
      amountMinor: null,
      maxAmountMinor: null,
    });
  });

  it('is always within what the platform takes', () => {
    const intervals = fc
      .constantFrom(...INTERVAL_UNITS)
      .chain((unit) =>
        fc.integer({ min: 1, max: MAX_COUNT[unit] }).map((count): Interval => ({ unit, count })),
      );
    fc.assert(
      fc.property(intervals, fc.integer({ min: 0, max: 60 }), (interval, collectionDays) => {
        const terms = derive(interval, { collectionDays });
        expect(terms.cycleIntervalDays).toBeGreaterThanOrEqual(1);
        expect(terms.cycleIntervalDays).toBeLessThanOrEqual(366);
        expect(terms.expiryDate > terms.startDate && terms.expiryDate <= '2046-01-31').toBe(true);
      }),
    );
  });

  it('keeps to a shorter consent', () => {
    expect(derive({ unit: 'month', count: 1 }, { consentDays: 365 }).expiryDate).toBe('2027-01-31');
    expect(() => derive({ unit: 'month', count: 1 }, { consentDays: 0 })).toThrow('consentDays is 0');
  });

  it('never calls a renewal too early that follows a late collection', () => {
    // 31 January collected by the last retry, on 14 February; renewed on 28 February, 14 days later.
    expect(derive({ unit: 'month', count: 1 }).cycleIntervalDays).toBeLessThanOrEqual(14);
  });

  it.each([
    ['', 'id has 0'],
    ['x'.repeat(129), 'id has 129'],
  ])('refuses the id %p', (id, message) => {
    expect(() => derive({ unit: 'day', count: 1 }, { id })).toThrow(message);
  });
});

describe('what was asked for of the terms', () => {
  const monthly = (more: object) => derive({ unit: 'month', count: 1 }, more);

  it('is what they say', () => {
    expect(monthly({ cycles: 12, maxAmountMinor: 20_000n })).toMatchObject({
      totalCycles: 12,
      amountVariability: 'variable',
      maxAmountMinor: 20_000n,
    });
    expect(monthly({ fixedAmountMinor: 9500n })).toMatchObject({
      amountVariability: 'fixed',
      amountMinor: 9500n,
    });
  });

  it.each([
    [{ cycles: 0 }, 'cycles is 0'],
    [{ cycles: 1000 }, 'cycles is 1000'],
    [{ fixedAmountMinor: 0n }, 'fixedAmountMinor is 0'],
    [{ maxAmountMinor: -1n }, 'maxAmountMinor is -1'],
  ])('is refused where no agreement can say it: %p', (more, message) => {
    expect(() => monthly(more)).toThrow(message);
  });
});

describe('agreementAllows', () => {
  const use: AgreementUse = {
    expiryDate: '2027-01-31',
    totalCycles: 999,
    cyclesUsed: 0,
    amountVariability: 'variable',
    amountMinor: null,
    maxAmountMinor: null,
    today: '2026-06-01',
    chargeMinor: 9500n,
  };

  it('within its limits', () => {
    expect(agreementAllows(use)).toEqual({ ok: true });
    expect(agreementAllows({ ...use, today: '2027-01-30', cyclesUsed: 998 })).toEqual({ ok: true });
  });

  it('not on the day it expires, nor after its last cycle', () => {
    expect(agreementAllows({ ...use, today: '2027-01-31' })).toMatchObject({ ok: false });
    expect(agreementAllows({ ...use, cyclesUsed: 999 })).toEqual({
      ok: false,
      reason: "All 999 payments of the customer's agreement were used; they must agree again.",
    });
  });

  it('not above the most of a cycle, nor another amount than a fixed one', () => {
    const upTo = (maxAmountMinor: bigint) => agreementAllows({ ...use, maxAmountMinor }).ok;
    expect([upTo(9499n), upTo(9500n), upTo(9501n)]).toEqual([false, true, true]);
    const exactly = (amountMinor: bigint) =>
      agreementAllows({ ...use, amountVariability: 'fixed', amountMinor }).ok;
    expect([exactly(9499n), exactly(9500n), exactly(9501n)]).toEqual([false, true, false]);
  });
});
