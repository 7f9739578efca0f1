import fc from 'fast-check';
import { invoice, item, kwd, on, PERIOD, VAT, ZONE } from '../../../test/support/proration-case.js';
import type { Discount } from '../discount/discount.js';
import type { TaxRule } from '../tax/tax-rule.js';
import { type BillableItem, priceItems } from '../pricing/price-items.js';
import type { ServicePeriod } from '../pricing/service-period.js';
import { begunWith, coveringAt, endedBy, givenBackAt, type PaidLine, paidBy } from './covering.js';
import { prorateChange } from './prorate-change.js';
import { partOf, shareOf } from './share.js';

const percent = (millionths: bigint, priceIds: string[] | null = null): Discount => ({
  couponId: `percent_${millionths}`,
  name: 'Percent',
  value: { kind: 'percentage', millionths },
  priceIds,
});
const off = (minor: bigint, priceIds: readonly string[] | null = null): Discount => ({
  couponId: `off_${minor}`,
  name: 'Off',
  value: { kind: 'amount', amount: kwd(minor) },
  priceIds,
});

/** A month that was billed with coupons, of which those that stand are on the next invoice, too. */
class Month {
  paid: bigint;
  private have: BillableItem[];
  /** All that was charged, as in the books. */
  private lines: PaidLine[];

  constructor(
    first: BillableItem[],
    coupons: Discount[],
    private readonly standing: Discount[] = [],
    private readonly tax: TaxRule | null = null,
    /** The period of which the month is a part, as the days until an anchor are. */
    private readonly whole: ServicePeriod = PERIOD,
  ) {
    const of = whole === PERIOD ? PERIOD : { ...PERIOD, partOf: whole };
    const begun = invoice(priceItems(first, of, ZONE), tax, coupons);
    this.have = first;
    this.lines = paidBy(begun, 'begun');
    this.paid = begun.total.minor;
  }

  /** Without proration. */
  takePlace(after: BillableItem[]): void {
    this.have = after;
  }

  /** Of an amount off, what is on the things that are held: for the rest of the month. */
  offNow(day: number): bigint {
    const { at, unit, timeZone } = on(day);
    const held = coveringAt(this.lines, at).filter(({ priceId }) => this.have.some((one) => one.priceId === priceId)); // prettier-ignore
    const parts = held.flatMap(({ discounts, period }) =>
      discounts
        .filter(({ value }) => value.kind === 'amount')
        .map(({ amount }) => partOf(amount, shareOf(period, at, unit, timeZone).unusedPart).minor),
    );
    return parts.reduce((a, b) => a + b, 0n);
  }

  /** What it comes to, a credit below zero. */
  change(day: number, after: BillableItem[]): bigint {
    const [before, whole] = [this.have, priceItems(after, this.whole, ZONE)];
    const { lines, standing: coupons } = this;
    const moment = on(day);
    const [charged, givenBack] = [coveringAt(lines, moment.at), givenBackAt(lines, moment.at)];
    const facts = { before, after, charged, givenBack, begun: begunWith(lines), whole, coupons };
    const shared = prorateChange(facts, moment);
    const made = invoice(shared, this.tax);
    const besides = { ...made, period: { ...made.period, index: null } };
    this.lines = [...endedBy(lines, shared), ...paidBy(besides, `change_${lines.length}`)];
    this.have = after;
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

  it('has an amount off for one thing again, once, when that is taken again after something that it is not for', () => {
    for (const [minor, paid] of [
      [4_000n, 6_000n],
      [10_000n, 0n],
    ] as const) {
      const month = new Month([item('a', 10_000n)], [off(minor, ['a'])]);
      const to = (...held: [string, bigint][]) => month.change(1, held.map(([id, price]) => item(id, price))); // prettier-ignore
      expect(to(['b', 30_000n])).toBe(30_000n - paid);
      expect(to(['a', 10_000n])).toBe(paid - 30_000n);
      // Beside something else it is there once.
      expect(to(['c', 8_000n], ['a', 10_000n])).toBe(8_000n);
      expect([to(['b', 30_000n]), to(['a', 10_000n], ['c', 8_000n])]).toEqual([
        22_000n - paid,
        paid - 22_000n,
      ]);
    }
  });

  it('has it again also in the days until an anchor, which are a part of a period', () => {
    const whole = { start: new Date('2026-12-01T06:00Z'), end: PERIOD.end };
    const days = new Month([item('a', 20_000n)], [off(4_000n, ['a'])], [], null, whole);
    expect(days.paid).toBe(6_000n);
    expect([days.change(1, [item('b', 60_000n)]), days.change(1, [item('a', 20_000n)])]).toEqual([
      24_000n,
      -24_000n,
    ]);
  });

  it('has nothing of an amount off for more, while what it paid pays for what took its place without being shared', () => {
    const month = new Month([item('a', 10_000n)], [off(10_000n)]);
    month.takePlace([item('b', 30_000n)]);
    expect(month.change(1, [item('b', 30_000n), item('d', 5_000n)])).toBe(5_000n);
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

  const held = fc
    .record({ seat: fc.bigInt({ min: 0n, max: 5n }), other: fc.bigInt({ min: 0n, max: 3n }) })
    .filter(({ seat, other }) => seat + other > 0n);
  const items = ({ seat, other }: { seat: bigint; other: bigint }) =>
    [item('seat', 20_003n, seat), item('other', 777n, other)].filter(({ quantity }) => quantity > 0n);
  const amountOff = fc.bigInt({ min: 1n, max: 90_000n });
  const coupon = fc.oneof(
    fc.bigInt({ min: 1n, max: 1_000_000n }).map((m) => percent(m)),
    amountOff.map((m) => percent(m, ['seat'])),
    amountOff.map((m) => off(m)),
  );

  it('and changing back costs nothing and gives nothing but for the rounding, whatever was there in between', () => {
    const coupons = fc.uniqueArray(coupon, { selector: ({ couponId }) => couponId, maxLength: 3 });
    const facts = fc.record({
      coupons,
      isLast: fc.boolean(),
      day: fc.integer({ min: 1, max: 31 }),
      there: held,
      tax: fc.constantFrom(null, VAT(true), VAT(false)),
    });
    fc.assert(
      fc.property(facts, ({ coupons: had, isLast, day, there, tax }) => {
        const first = [item('seat', 20_003n, 2n)];
        const month = new Month(first, had, isLast ? [] : had, tax);
        const before = month.paid;
        month.change(day, items(there));
        month.change(day, first);
        const cost = month.paid - before;
        expect(cost >= -8n && cost <= 8n).toBe(true);
      }),
    );
  });

  it('comes to what the last change has, however often things are changed at one moment: an amount off for one thing is there once, one for all at most', () => {
    const steps = fc.array(held, { minLength: 1, maxLength: 6 });
    const coupons = fc.tuple(amountOff, fc.constantFrom<string[] | null>(null, ['seat'], ['other']));
    fc.assert(
      fc.property(held, steps, coupons, (first, all, [minor, priceIds]) => {
        const month = new Month(items(first), [off(minor, priceIds)]);
        const had = month.offNow(1);
        for (const one of all) month.change(1, items(one));
        const last = items(all.at(-1)!);
        const coupon = had > 0n ? [off(had, priceIds)] : [];
        const once = invoice(priceItems(last, PERIOD, ZONE), null, coupon).total.minor;
        // What is taken back of one for all, while nothing is charged, waits for the next change.
        if (priceIds === null) expect(month.paid >= once).toBe(true);
        else expect(month.paid).toBe(once);
      }),
    );
  });

  it('never has more of an amount off than the month began with, on whatever days things are changed', () => {
    const day = fc.integer({ min: 1, max: 31 });
    const steps = fc.array(fc.record({ day, held }), { minLength: 1, maxLength: 6 });
    const coupons = fc.tuple(amountOff, fc.constantFrom<string[] | null>(null, ['seat'], ['other']));
    fc.assert(
      fc.property(held, steps, coupons, (first, all, [minor, priceIds]) => {
        const month = new Month(items(first), [off(minor, priceIds)]);
        const had = month.offNow(1);
        for (const one of all.sort((a, b) => a.day - b.day)) {
          month.change(one.day, items(one.held));
          const { unusedPart } = shareOf(PERIOD, on(one.day).at, 'day', ZONE);
          expect(month.offNow(one.day) <= partOf(kwd(had), unusedPart).minor + 3n).toBe(true);
        }
      }),
    );
  });
});
