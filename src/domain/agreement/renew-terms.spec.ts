import { deriveAgreement } from './agreement-terms.js';
import { renewTerms } from './renew-terms.js';

const interval = { unit: 'month', count: 1 } as const;
const agreed = (more: object = {}) =>
  deriveAgreement({ id: 'agr_1', interval, startDate: '2026-01-31', ...more });
const renew = (more: object = {}, nextAmountMinor: bigint | null = 9500n) =>
  renewTerms({ id: 'agr_2', interval, startDate: '2027-01-20', old: agreed(more), nextAmountMinor });

describe('the terms of a new consent', () => {
  it('begin today, under a name of their own, and are as wide as before', () => {
    expect(renew()).toEqual({ ...agreed(), id: 'agr_2', startDate: '2027-01-20', expiryDate: '2047-01-20' });
  });

  it('last as long and for as many payments as the customer had limited them to', () => {
    expect(renew({ consentDays: 365, cycles: 12 })).toMatchObject({
      expiryDate: '2028-01-20',
      totalCycles: 12,
    });
  });

  it('cover the next amount, and widen no limit that already does', () => {
    expect(renew({ maxAmountMinor: 9000n }).maxAmountMinor).toBe(9500n);
    expect(renew({ maxAmountMinor: 20_000n }).maxAmountMinor).toBe(20_000n);
    expect(renew({ fixedAmountMinor: 9000n })).toMatchObject({
      amountVariability: 'fixed',
      amountMinor: 9500n,
    });
  });

  it('stay when the next amount is not known, or nothing', () => {
    expect(renew({ fixedAmountMinor: 9000n }, null).amountMinor).toBe(9000n);
    expect(renew({ maxAmountMinor: 9000n }, 0n).maxAmountMinor).toBe(9000n);
  });
});
