import fc from 'fast-check';
import { creditByHand } from '../../../test/support/proration-model.js';
import { charged, invoice, item, kwd, on, PERIOD, VAT, ZONE } from '../../../test/support/proration-case.js';
import { explainLine } from '../invoice/explain-line.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { add, formatAmount, subtract, sum } from '../money/money.js';
import { priceItems } from '../pricing/price-items.js';
import { creditUnused, type Moment } from './credit-unused.js';
import { shareOf } from './share.js';

/** What a line is worth to the customer. */
const worth = ({ amount, settled }: PricedLine) =>
  add(
    subtract(amount, settled!.discount),
    sum(
      settled!.taxes.filter(({ inclusive }) => !inclusive).map((tax) => tax.amount),
      'KWD',
    ),
  );

describe('the credit of what is unused', () => {
  const [line] = invoice(priceItems([item('price_pro', 9_500n)], PERIOD, ZONE)).lines;

  it('on the last day of a month of 31 days is one day of it', () => {
    const credit = creditUnused(charged(line!), on(31))!;
    expect(formatAmount(credit.amount)).toBe('-0.306');
    expect(credit.period).toEqual({ start: on(31).at, end: PERIOD.end });
    expect(explainLine(credit)).toBe(
      'Unused time of price_pro: line line_price_pro had charged 9.500 KWD with tax and discount; 30 of 31 days ' +
        'were over on 31 January 2027, which leaves 0.032258065 of it; rounded half up, for 31 January 2027 up to ' +
        'but not including 1 February 2027 (Asia/Kuwait).',
    );
  });

  it('on the first day mirrors the charge to the unit, with its tax and its discount', () => {
    for (const tax of [null, VAT(true), VAT(false)]) {
      const half = [
        {
          couponId: 'c',
          name: 'Half',
          value: { kind: 'percentage' as const, millionths: 333_333n },
          priceIds: null,
        },
      ];
      const original = invoice(priceItems([item('price_pro', 9_999n, 3n)], PERIOD, ZONE), tax, half);
      const credit = creditUnused(charged(original.lines[0]!), on(1))!;
      const undone = invoice([credit]);
      expect(undone.creditToBalance).toEqual(original.total);
      expect(undone.subtotal).toEqual(kwd(-original.subtotal.minor));
      expect(undone.discountTotal.minor).toBe(-original.discountTotal.minor);
      expect(undone.taxTotal.minor).toBe(-original.taxTotal.minor);
    }
  });

  it('leaves out what was given back before, and says so', () => {
    const credit = creditUnused(charged(line!, 3_000n), on(1))!;
    expect(formatAmount(credit.amount)).toBe('-6.500');
    expect(explainLine(credit)).toContain('of which 3.000 KWD had been given back and 6.500 KWD were left');
    expect(creditUnused(charged(line!, 9_500n), on(1))).toBeNull();
  });

  it('of a period that is over is nothing', () => {
    expect(creditUnused(charged(line!), { ...on(1), at: PERIOD.end })).toBeNull();
  });

  it('is what doing it by hand gives, however it was taxed and discounted', () => {
    const facts = fc.record({
      unit: fc.bigInt({ min: 1n, max: 10n ** 7n }),
      quantity: fc.bigInt({ min: 1n, max: 1000n }),
      percent: fc.bigInt({ min: 1n, max: 999_999n }),
      taxed: fc.constantFrom(null, VAT(true), VAT(false)),
      before: fc.integer({ min: 0, max: 100 }),
      second: fc.integer({ min: 0, max: 31 * 86_400 }),
      by: fc.constantFrom<Moment['unit']>('day', 'second'),
    });
    fc.assert(
      fc.property(facts, ({ unit, quantity, percent, taxed, before, second, by }) => {
        const coupon = {
          couponId: 'c',
          name: 'C',
          value: { kind: 'percentage' as const, millionths: percent },
          priceIds: null,
        };
        const [original] = invoice(priceItems([item('p', unit, quantity)], PERIOD, ZONE), taxed, [
          coupon,
        ]).lines;
        const earlier = (original!.total.minor * BigInt(before)) / 100n;
        const moment = { at: new Date(PERIOD.start.getTime() + second * 1000), unit: by, timeZone: ZONE };
        const { unusedPart } = shareOf(PERIOD, moment.at, by, ZONE);
        const hand = {
          taxable: original!.taxableAmount.minor,
          taxes: original!.taxes.map(({ amount }) => amount.minor),
          creditedBefore: earlier,
        };
        const credit = creditUnused(charged(original!, earlier), moment);
        const expected =
          original!.total.minor === 0n ? { total: 0n, shares: [] } : creditByHand(hand, unusedPart);
        if (expected.total === 0n) return expect(credit).toBeNull();
        expect(worth(credit!)).toEqual(kwd(-expected.total));
        expect(credit!.settled!.taxes.map(({ amount }) => -amount.minor)).toEqual(expected.shares.slice(1));
        expect(invoice([credit!]).creditToBalance).toEqual(kwd(expected.total));
        // Never more than was left of it.
        expect(expected.total <= original!.total.minor - earlier).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
