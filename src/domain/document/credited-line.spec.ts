import fc from 'fast-check';
import { money } from '../money/money.js';
import { creditedLine } from './credited-line.js';

const sar = (minor: bigint) => money(minor, 'SAR');

describe('a line of a credit note', () => {
  it('is shown as on the invoice: with the tax in its price, without the tax on top of it', () => {
    const vat = { rate: 'tax_a', name: 'VAT 15 %', amount: sar(1_500n) };
    expect(creditedLine(sar(1_150n), sar(150n), [{ ...vat, isIncluded: true }]).shown).toEqual(sar(1_150n));
    expect(creditedLine(sar(1_150n), sar(150n), [{ ...vat, isIncluded: false }]).shown).toEqual(sar(1_000n));
  });

  it('names a rate of nothing', () => {
    const none = { rate: 'tax_a', name: 'VAT 0 %', isIncluded: false, amount: sar(0n) };
    expect(creditedLine(sar(1_000n), sar(0n), [none])).toEqual({ shown: sar(1_000n), taxes: [none] });
  });

  it('loses nothing: what is shown and the taxes on top are the amount, and all taxes are its tax', () => {
    const levies = fc.array(
      fc.record({ isIncluded: fc.boolean(), minor: fc.bigInt({ min: 0n, max: 900n }) }),
      { minLength: 1, maxLength: 4 },
    );
    const nat = fc.bigInt({ min: 0n, max: 100_000n });
    fc.assert(
      fc.property(levies, nat, nat, (drawn, net, tax) => {
        fc.pre(drawn.some(({ minor }) => minor > 0n));
        const all = drawn.map(({ isIncluded, minor }, i) => ({
          rate: `tax_${i}`,
          name: `Tax ${i}`,
          isIncluded,
          amount: sar(minor),
        }));
        const { shown, taxes } = creditedLine(sar(net + tax), sar(tax), all);
        let [added, whole] = [0n, 0n];
        for (const { isIncluded, amount } of taxes) {
          whole += amount.minor;
          if (!isIncluded) added += amount.minor;
        }
        expect([shown.minor + added, whole]).toEqual([net + tax, tax]);
      }),
    );
  });
});
