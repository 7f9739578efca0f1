import { money } from '../money/money.js';
import { explainDeductions } from './explain-deductions.js';

const sar = (minor: bigint) => money(minor, 'SAR');
const tax = { rateId: 'tax_1', name: 'VAT', millionths: 150_000n, inclusive: false, amount: sar(1_350n) };

describe('explainDeductions', () => {
  it('says what coupons took and what tax added', () => {
    const percentage = { kind: 'percentage' as const, millionths: 125_000n };
    const amount = { kind: 'amount' as const, amount: sar(500n) };
    const discounts = [
      { couponId: 'coup_1', name: 'Ramadan', value: percentage, priceIds: null, amount: sar(1_000n) },
      { couponId: 'coup_2', name: 'Friend', value: amount, priceIds: null, amount: sar(250n) },
    ];
    expect(explainDeductions({ discounts, taxes: [tax], total: sar(10_350n) })).toBe(
      'Coupon "Ramadan" (12.5 %) took off 10.00 SAR. Coupon "Friend" (5.00 SAR over the invoice) took off ' +
        '2.50 SAR. VAT of 15 % is added: 13.50 SAR. The line comes to 103.50 SAR.',
    );
  });

  it('says that tax is contained, or comes to nothing', () => {
    const explain = (over: Partial<typeof tax>) =>
      explainDeductions({ discounts: [], taxes: [{ ...tax, ...over }], total: sar(1_000n) });
    expect(explain({ inclusive: true })).toContain('VAT of 15 % is contained in it: 13.50 SAR.');
    expect(explain({ millionths: 0n, amount: sar(0n) })).toContain('VAT of 0 % comes to nothing.');
  });

  it('is silent when there was neither', () => {
    expect(explainDeductions({ discounts: [], taxes: [], total: sar(1n) })).toBe('');
  });
});
