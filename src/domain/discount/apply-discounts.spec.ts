import fc from 'fast-check';
import { money, MoneyError } from '../money/money.js';
import { applyDiscounts, discountOf, type DiscountableLine } from './apply-discounts.js';
import type { Discount } from './discount.js';

const kwd = (minor: bigint) => money(minor, 'KWD');
const line = (minor: bigint, over: Partial<DiscountableLine> = {}): DiscountableLine => ({
  priceId: 'price_1',
  amount: kwd(minor),
  discountable: true,
  ...over,
});
const percent = (millionths: bigint, over: Partial<Discount> = {}): Discount => ({
  couponId: 'coup_p',
  name: 'Percent',
  value: { kind: 'percentage', millionths },
  priceIds: null,
  ...over,
});
const off = (minor: bigint, over: Partial<Discount> = {}): Discount => ({
  couponId: 'coup_a',
  name: 'Amount',
  value: { kind: 'amount', amount: kwd(minor) },
  priceIds: null,
  ...over,
});
const parts = (lines: DiscountableLine[], ...discounts: Discount[]) =>
  applyDiscounts(lines, discounts, 'KWD').map((applied) => discountOf(applied, 'KWD').minor);

describe('applyDiscounts', () => {
  it('rounds a percentage once over the invoice, and splits it by largest remainder', () => {
    // 10 % of 3 × 0.005 is 0.0015, half up 0.002; line by line it would have been 3 × 0.001.
    expect(parts([line(5n), line(5n), line(5n)], percent(100_000n))).toEqual([1n, 1n, 0n]);
  });

  it('takes an amount off the lines in proportion, and never more than they are', () => {
    expect(parts([line(7_000n), line(3_000n)], off(5_000n))).toEqual([3_500n, 1_500n]);
    expect(parts([line(7_000n), line(3_000n)], off(50_000n))).toEqual([7_000n, 3_000n]);
  });

  it('takes each coupon off what the one before it left', () => {
    expect(parts([line(10_000n)], off(2_000n), percent(500_000n))).toEqual([6_000n]);
    expect(parts([line(10_000n)], percent(500_000n), off(2_000n))).toEqual([7_000n]);
    expect(parts([line(10_000n)], percent(1_000_000n), off(2_000n))).toEqual([10_000n]);
  });

  it('leaves alone what is no discountable line of its prices, and credits', () => {
    const lines = [line(1_000n, { discountable: false }), line(-500n), line(1_000n, { priceId: 'price_2' })];
    expect(parts([...lines, line(1_000n)], percent(100_000n, { priceIds: ['price_1'] }))).toEqual([
      0n,
      0n,
      0n,
      100n,
    ]);
    expect(parts([line(1_000n, { priceId: null })], percent(100_000n, { priceIds: ['price_1'] }))).toEqual([
      0n,
    ]);
    expect(parts([line(0n)], percent(100_000n), off(5n))).toEqual([0n]);
  });

  it.each([
    [percent(0n), 'out_of_range'],
    [percent(1_000_001n), 'out_of_range'],
    [off(-1n), 'out_of_range'],
    [{ ...off(1n), value: { kind: 'amount' as const, amount: money(1n, 'USD') } }, 'currency_mismatch'],
  ])('refuses %j', (discount, code) => {
    const act = () => applyDiscounts([line(10n)], [discount], 'KWD');
    expect(act).toThrow(MoneyError);
    expect(act).toThrow(code.replaceAll('_', ' '));
  });

  const lines = fc.array(
    fc.record({
      priceId: fc.constantFrom('price_1', 'price_2', null),
      amount: fc.bigInt({ min: -2_000n, max: 50_000n }).map(kwd),
      discountable: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const priceIds = fc.constantFrom(null, ['price_1'], ['price_1', 'price_2']);
  const discounts = fc.array(
    fc.oneof(
      fc.tuple(fc.bigInt({ min: 1n, max: 1_000_000n }), priceIds).map(([m, ids]) => percent(m, { priceIds: ids })), // prettier-ignore
      fc.tuple(fc.bigInt({ min: 0n, max: 60_000n }), priceIds).map(([m, ids]) => off(m, { priceIds: ids })),
    ),
    { maxLength: 4 },
  );

  it('says what a slow model says, which deals out one unit after the other', () => {
    fc.assert(
      fc.property(lines, discounts, (list, coupons) => {
        expect(parts(list, ...coupons)).toEqual(slowly(list, coupons));
      }),
    );
  });

  it('never makes a line negative, and takes in all what the coupons say, whatever the order of the lines', () => {
    fc.assert(
      fc.property(lines, discounts, (list, coupons) => {
        const taken = parts(list, ...coupons);
        taken.forEach((minor, i) => {
          const most = list[i]!.discountable && list[i]!.amount.minor > 0n ? list[i]!.amount.minor : 0n;
          expect(minor >= 0n && minor <= most).toBe(true);
        });
        // One coupon comes to the same in all, however the lines stand; with several, who got an odd unit matters.
        const [coupon] = coupons;
        if (!coupon) return;
        const total = (order: DiscountableLine[]) => parts(order, coupon).reduce((a, b) => a + b, 0n);
        expect(total([...list].reverse())).toBe(total(list));
      }),
    );
  });

  it('amounts off commute', () => {
    fc.assert(
      fc.property(
        lines,
        fc.bigInt({ min: 0n, max: 60_000n }),
        fc.bigInt({ min: 0n, max: 60_000n }),
        (list, a, b) => {
          const total = (...coupons: Discount[]) => parts(list, ...coupons).reduce((x, y) => x + y, 0n);
          expect(total(off(a), off(b))).toBe(total(off(b), off(a)));
        },
      ),
    );
  });
});

/** Written otherwise: whole shares first, then unit by unit to whoever is furthest below the exact share. */
function slowly(lines: DiscountableLine[], coupons: Discount[]): bigint[] {
  const taken = lines.map(() => 0n);
  for (const { value, priceIds } of coupons) {
    const open = lines.map(({ priceId, amount, discountable }, i) => {
      const isMeant = priceIds === null || priceIds.some((id) => id === priceId);
      return discountable && isMeant && amount.minor > 0n ? amount.minor - taken[i]! : 0n;
    });
    const base = open.reduce((a, b) => a + b, 0n);
    if (base === 0n) continue;
    let units: bigint;
    if (value.kind === 'amount') units = value.amount.minor > base ? base : value.amount.minor;
    else {
      const exact = base * value.millionths;
      units = exact / 1_000_000n + ((exact % 1_000_000n) * 2n >= 1_000_000n ? 1n : 0n);
    }
    const shares = open.map((weight) => (units * weight) / base);
    let left = units - shares.reduce((a, b) => a + b, 0n);
    const given = new Set<number>();
    for (; left > 0n; left--) {
      let best = -1;
      const missing = (i: number) => units * open[i]! - shares[i]! * base;
      for (let i = 0; i < open.length; i++) {
        if (given.has(i) || open[i] === 0n) continue;
        if (best < 0 || missing(i) > missing(best)) best = i;
      }
      given.add(best);
    }
    shares.forEach((share, i) => (taken[i] = taken[i]! + share + (given.has(i) ? 1n : 0n)));
  }
  return taken;
}
