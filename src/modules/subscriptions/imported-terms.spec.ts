import { interval } from '../../domain/calendar/interval.js';
import { money } from '../../domain/money/money.js';
import type { TaxRule } from '../../domain/tax/tax-rule.js';
import { AppError } from '../../platform/http/app-error.js';
import type { Basket } from './choose-basket.js';
import { type ImportedAgreement, importedTerms } from './imported-terms.js';

const monthly = {
  currency: 'KWD',
  interval: interval('month', 1),
  amount: { amount: '9.500', currency: 'KWD' },
  firstAmount: money(9_500n, 'KWD'),
  isSteady: true,
} as Basket;
const vat: TaxRule = {
  rateId: 'tax_1',
  name: 'VAT',
  millionths: 100_000n,
  inclusive: false,
  exemption: null,
};

const terms = (
  agreement: Partial<ImportedAgreement>,
  basket: Partial<Basket> = {},
  tax: TaxRule | null = null,
) => {
  const given = {
    id: 'AGR-1',
    startDate: '2026-12-20',
    expiryDate: '2036-12-20',
    paymentsMade: 0,
    ...agreement,
  };
  return importedTerms(given as ImportedAgreement, { ...monthly, ...basket }, tax);
};
const fault = (...given: Parameters<typeof terms>) => {
  try {
    terms(...given);
  } catch (error) {
    if (error instanceof AppError) return error.errors[0];
  }
  throw new Error('was taken');
};

describe('the terms of an agreement made elsewhere', () => {
  it('are those that were made, and as wide as one of here where nothing is said', () => {
    expect(terms({})).toEqual({
      id: 'AGR-1',
      frequency: 'monthly',
      cycleIntervalDays: 7,
      totalCycles: 999,
      startDate: '2026-12-20',
      expiryDate: '2036-12-20',
      amountVariability: 'variable',
      amountMinor: null,
      maxAmountMinor: null,
    });
    const made = { fixedAmount: '9.5', maxAmount: '9.500', frequency: 'other', intervalDays: 30, payments: 12 } as const; // prettier-ignore
    expect(terms(made)).toMatchObject({
      frequency: 'other',
      cycleIntervalDays: 30,
      totalCycles: 12,
      amountVariability: 'fixed',
      amountMinor: 9_500n,
      maxAmountMinor: 9_500n,
    });
  });

  it('are held against what a period costs with tax', () => {
    expect(terms({ fixedAmount: '10.450' }, {}, vat)).toMatchObject({ amountMinor: 10_450n });
    expect(fault({ fixedAmount: '9.500' }, {}, vat)).toEqual({
      field: 'agreement_fixed_amount',
      message: 'must be what a period costs with tax, 10.450 KWD; nothing else could be charged',
    });
    expect(fault({ maxAmount: '9.500' }, {}, vat)).toEqual({
      field: 'agreement_max_amount',
      message: 'must be at least what a period costs with tax, 10.450 KWD',
    });
    // The first payment is the greatest where something is paid once.
    const setup = { firstAmount: money(24_500n, 'KWD'), isSteady: false };
    expect(fault({ maxAmount: '9.500' }, setup)).toMatchObject({ field: 'agreement_max_amount' });
  });

  it('under which nothing could be charged are refused by their column', () => {
    expect(fault({ fixedAmount: '9.500' }, { isSteady: false })!.message).toBe(
      'goes with payments of one amount only: usage, one-off prices or prices in arrears make them differ',
    );
    expect(fault({ fixedAmount: '0.000' }, { amount: { amount: '0.000', currency: 'KWD' } })).toEqual({
      field: 'agreement_fixed_amount',
      message: 'goes with what costs something; leave it away',
    });
    expect(fault({ fixedAmount: '9.5001' })).toMatchObject({ field: 'agreement_fixed_amount' });
    expect(fault({ maxAmount: '20.0001' })).toMatchObject({ field: 'agreement_max_amount' });
    expect(fault({ intervalDays: 32 })).toEqual({
      field: 'agreement_interval_days',
      message: 'must be at most 31, the days of a period: every payment would come too soon',
    });
    expect(terms({ intervalDays: 366 }, { interval: interval('year', 1) }).cycleIntervalDays).toBe(366);
  });
});
