import fc from 'fast-check';
import { charged, invoice, item, kwd, on, PERIOD, VAT, ZONE } from '../../../test/support/proration-case.js';
import type { Discount } from '../discount/discount.js';
import type { TaxRule } from '../tax/tax-rule.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';
import type { ChargedLine } from './credit-unused.js';
import { prorateChange } from './prorate-change.js';

const percent = (millionths: bigint, priceIds: string[] | null = null): Discount => ({
  couponId: `percent_${millionths}`,
  name: 'Percent',
  value: { kind: 'percentage', millionths },
  priceIds,
});
const off = (minor: bigint): Discount => ({
  couponId: `off_${minor}`,
  name: 'Off',
  value: { kind: 'amount', amount: kwd(minor) },
  priceIds: null,
});

/** A month that was billed with coupons, of which those that stand are on the next invoice, too. */
class Month {
  paid: bigint;
  private have: BillableItem[];
  private lines: ChargedLine[];
  private givenBack: ChargedLine[] = [];

  constructor(
    first: BillableItem[],
    coupons: Discount[],
    private readonly standing: Discount[] = [],
    private readonly tax: TaxRule | null = null,
  ) {
    const begun = invoice(priceItems(first, PERIOD, ZONE), tax, coupons);
    this.have = first;
    this.lines = begun.lines.map((line) => charged(line));
    this.paid = begun.total.minor;
  }

  /** What it comes to, a credit below zero. */
  change(day: number, after: BillableItem[]): bigint {
    const [before, whole] = [this.have, priceItems(after, PERIOD, ZONE)];
    const { lines, givenBack, standing } = this;
    const facts = { before, after, charged: lines, givenBack, whole, coupons: standing };
    const made = invoice(prorateChange(facts, on(day)), this.tax);
    const fresh = made.lines.filter(({ amount }) => amount.minor > 0n).map((line) => charged(line));
    const kept = this.lines.filter(
      ({ priceId }) =>
      before.some((one) => after.some((other) => one.priceId === priceId && other.priceId === priceId && one.quantity === other.quantity)), // prettier-ignore
    );
    // As in the books: what was paid whole by a coupon is ended by no credit, only by another line of its price.
    const unmarked = this.lines.filter(
      (line) =>
        line.total.minor === 0n && ![...kept, ...fresh].some(({ priceId }) => priceId === line.priceId),
    );
    [this.have, this.lines] = [after, [...unmarked, ...kept, ...fresh]];
    // Of each price the newest line counts.
    this.givenBack = [...givenBack, ...lines].filter(
      ({ priceId }) => !this.lines.some((line) => line.priceId === priceId),
    );
    const owed = made.total.minor - made.creditToBalance.minor;
    this.paid += owed;
    return owed;
  }
}

const seats = (quantity: bigint) => [item('seat', 20_000n, quantity)];

describe('a change in a period that had a coupon', () => {
  it('has the percentage of its period, also when that has ended with it: one more seat costs its share of one seat', () => {
    expect(new Month(seats(1n), [percent(500_000n)]).change(1, seats(2n))).toBe(10_000n);
    expect(new Month(seats(1n), [percent(1_000_000n)]).change(1, seats(2n))).toBe(0n);
    expect(new Month(seats(1n), [percent(500_000n)]).change(22, seats(2n))).toBe(3_225n);
    // Another thing beside it, of the same period.
    const extra = item('extra', 6_000n);
    expect(new Month(seats(1n), [percent(500_000n)]).change(1, [...seats(1n), extra])).toBe(3_000n);
    expect(new Month(seats(1n), [percent(500_000n, ['seat'])]).change(1, [...seats(1n), extra])).toBe(6_000n);
  });

  it('has of an amount off what the credit takes back, once, whether or not it is on the next invoice', () => {
    for (const standing of [[], [off(10_000n)]]) {
      expect(new Month(seats(1n), [off(10_000n)], standing).change(1, seats(2n))).toBe(20_000n);
      expect(new Month(seats(1n), [off(10_000n)], standing).change(16, seats(2n))).toBe(10_323n);
      expect(new Month(seats(1n), [off(90_000n)], standing).change(1, seats(2n))).toBe(20_000n);
      expect(new Month(seats(1n), [off(10_000n)], standing).change(1, [...seats(1n), item('b', 500n)])).toBe(
        500n,
      );
    }
  });

  it('gives an amount off that paid a thing whole once, however often it is changed after that', () => {
    const month = new Month([item('a', 10_000n)], [off(10_000n)]);
    const to = (priceId: string, price: bigint) => month.change(1, [item(priceId, price)]);
    expect([to('b', 30_000n), to('c', 40_000n), to('b', 30_000n)]).toEqual([20_000n, 10_000n, -10_000n]);
  });

  it('has a percentage that came since, and no amount off that came since', () => {
    expect(new Month(seats(1n), [], [percent(100_000n), off(1_000n)]).change(1, seats(2n))).toBe(16_000n);
  });

  it('has a percentage for one thing again, when that is taken again after something that it is not for', () => {
    const month = new Month([item('a', 10_000n)], [percent(500_000n, ['a'])]);
    const to = (priceId: string, price: bigint) => month.change(1, [item(priceId, price)]);
    expect([to('b', 30_000n), to('a', 10_000n), to('c', 8_000n)]).toEqual([25_000n, -25_000n, 3_000n]);
    expect([to('b', 30_000n), to('a', 10_000n)]).toEqual([22_000n, -25_000n]);
  });

  it('and changing back costs nothing and gives nothing but for the rounding; only an amount off that was more than the cheaper is lost', () => {
    const coupon = fc.oneof(
      fc.bigInt({ min: 1n, max: 1_000_000n }).map((m) => percent(m)),
      fc.bigInt({ min: 1n, max: 90_000n }).map((m) => percent(m, ['seat'])),
      fc.bigInt({ min: 1n, max: 90_000n }).map(off),
    );
    const coupons = fc.uniqueArray(coupon, { selector: ({ couponId }) => couponId, maxLength: 3 });
    const held = fc.record({ seat: fc.bigInt({ min: 1n, max: 5n }), other: fc.bigInt({ min: 0n, max: 3n }) });
    const facts = fc.record({
      coupons,
      isLast: fc.boolean(),
      day: fc.integer({ min: 1, max: 31 }),
      there: held,
      tax: fc.constantFrom(null, VAT(true), VAT(false)),
    });
    const items = ({ seat, other }: { seat: bigint; other: bigint }) =>
      [item('seat', 20_003n, seat), item('other', 777n, other)].filter(({ quantity }) => quantity > 0n);
    fc.assert(
      fc.property(facts, ({ coupons: had, isLast, day, there, tax }) => {
        const first = [item('seat', 20_003n, 2n)];
        const month = new Month(first, had, isLast ? [] : had, tax);
        const before = month.paid;
        const none = there.other > 0n ? 0n : 1n;
        const least = had.some(({ value }) => value.kind === 'amount') ? 2n : none;
        month.change(day, items({ ...there, seat: there.seat < least ? least : there.seat }));
        month.change(day, first);
        const cost = month.paid - before;
        expect(cost >= -8n && cost <= 8n).toBe(true);
      }),
    );
  });
});
