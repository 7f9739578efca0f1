import fc from 'fast-check';
import { fraction, settleExactly } from '../../../test/support/exact-split.js';
import { money, MoneyError } from '../money/money.js';
import { applyTax } from './apply-tax.js';
import type { TaxRule } from './tax-rule.js';

const sar = (minor: bigint) => money(minor, 'SAR');
const VAT: TaxRule = {
  rateId: 'tax_1',
  name: 'VAT',
  millionths: 150_000n,
  inclusive: false,
  exemption: null,
};
const tax = (amounts: bigint[], over: Partial<TaxRule> = {}) =>
  applyTax(amounts.map(sar), { ...VAT, ...over }, 'SAR').map((taxes) => taxes[0]?.amount.minor ?? null);

describe('applyTax', () => {
  it('adds the rate to what is taxed', () => {
    expect(tax([10_000n])).toEqual([1_500n]);
    expect(applyTax([sar(10_000n)], VAT, 'SAR')).toEqual([
      [{ rateId: 'tax_1', name: 'VAT', millionths: 150_000n, inclusive: false, amount: sar(1_500n) }],
    ]);
  });

  it('finds the tax that an inclusive price contains', () => {
    expect(tax([11_500n], { inclusive: true })).toEqual([1_500n]);
  });

  it('is the tax of the sum, split by largest remainder: 15 % within 3 × 9.99 SAR', () => {
    // 29.97 × 15/115 = 3.909…, so 3.91 in all; each line alone would give 1.30 × 3 = 3.90.
    expect(tax([999n, 999n, 999n], { inclusive: true })).toEqual([131n, 130n, 130n]);
  });

  it('credits mirror charges', () => {
    expect(tax([-999n, -999n, -999n], { inclusive: true })).toEqual([-131n, -130n, -130n]);
    expect(tax([10_000n, -4_000n, 0n])).toEqual([1_500n, -600n, 0n]);
  });

  it('is nothing without a rule and for the exempt, who pay the price as it stands', () => {
    expect(applyTax([sar(100n)], null, 'SAR')).toEqual([[]]);
    expect(tax([100n], { inclusive: true, exemption: 'the customer is exempt' })).toEqual([null]);
  });

  it('of zero per cent is still named on the line', () => {
    expect(tax([100n], { millionths: 0n })).toEqual([0n]);
  });

  it.each([-1n, 1_000_001n])('refuses a rate of %s millionths', (millionths) => {
    expect(() => tax([100n], { millionths })).toThrow(MoneyError);
  });

  const amounts = fc.array(fc.bigInt({ min: -100_000n, max: 100_000n }), { minLength: 1, maxLength: 10 });
  const rates = fc.bigInt({ min: 0n, max: 1_000_000n });

  it('is of each line what exact fractions say: the tax of the sum, dealt out unit by unit', () => {
    fc.assert(
      fc.property(amounts, rates, fc.boolean(), (list, millionths, inclusive) => {
        const ours = tax(list, { millionths, inclusive });
        const rate = { rate: fraction(millionths, 1_000_000n), inclusive };
        const exact = list.map(() => 0n);
        for (const sign of [1n, -1n]) {
          const mine = list.map((minor) => (minor * sign > 0n ? minor * sign : 0n));
          settleExactly(mine, [], rate).forEach((line, i) => (exact[i] = exact[i]! + line.tax * sign));
        }
        expect(ours).toEqual(exact);
      }),
      { numRuns: 300 },
    );
  });

  it('what is left after inclusive tax is never negative', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 1, maxLength: 10 }),
        rates,
        (list, rate) => {
          tax(list, { millionths: rate, inclusive: true }).forEach((part, i) => {
            expect(part! >= 0n && part! <= list[i]!).toBe(true);
          });
        },
      ),
    );
  });
});
