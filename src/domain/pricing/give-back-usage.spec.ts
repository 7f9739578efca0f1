import fc from 'fast-check';
import { seats } from '../../../test/support/seats.js';
import { slowCost, slowTotal } from '../../../test/support/usage-model.js';
import type { Discount } from '../discount/discount.js';
import { buildInvoice, type InvoiceDraft } from '../invoice/build-invoice.js';
import { explainLine } from '../invoice/explain-line.js';
import { formatAmount, money, zero } from '../money/money.js';
import type { TaxRule } from '../tax/tax-rule.js';
import { type ChargedUsageLine, sumCharged } from './charged-usage.js';
import { priceItems } from './price-items.js';
import type { PriceModel } from './price-model.js';
import { parseUnitAmount } from './unit-amount.js';
import type { Aggregation } from './usage.js';

const at = (text: string) => new Date(text);
const JANUARY = { start: at('2027-01-01T00:00Z'), end: at('2027-02-01T00:00Z') };
const kwd = (text: string) => parseUnitAmount(text, 'KWD');
const off = (percent: bigint): Discount[] =>
  percent === 0n
    ? []
    : [{ couponId: 'coupon_1', name: 'Off', value: { kind: 'percentage', millionths: percent * 10_000n }, priceIds: null }]; // prettier-ignore
const tax = (percent: bigint, inclusive: boolean): TaxRule => {
  return { rateId: 'rate_1', name: 'VAT', millionths: percent * 10_000n, inclusive, exemption: null };
};
const volume = (upTo: bigint, first: string, then: string): PriceModel => ({
  kind: 'volume',
  currency: 'KWD',
  tiers: [
    { upTo, unitAmount: kwd(first), flatAmount: kwd('0') },
    { upTo: null, unitAmount: kwd(then), flatAmount: kwd('0') },
  ],
});
const EACH: PriceModel = { kind: 'per_unit', unitAmount: kwd('1') };

interface Terms {
  model: PriceModel;
  aggregation?: Aggregation;
  discounts?: Discount[];
  rule?: TaxRule | null;
}

/** One period, of which more is told after each invoice. */
class Period {
  readonly invoices: InvoiceDraft[] = [];
  private told: bigint[] = [];
  private billed = { quantity: 0n, records: 0n };
  private charged: ChargedUsageLine[] = [];

  constructor(private readonly terms: Terms) {}

  bill(told: readonly bigint[], discounts = this.terms.discounts ?? []): InvoiceDraft {
    const { model, aggregation = 'sum', rule = null } = this.terms;
    this.told.push(...told);
    const all = { quantity: slowTotal(this.told, aggregation), records: BigInt(this.told.length) };
    const unbilled = [{ period: JANUARY, all, billed: this.billed, charged: sumCharged(this.charged) }];
    const usage = { aggregation, graceMinutes: 60, unbilled };
    const item = seats(0n, 1n, { kind: 'usage', model, billing: 'in_arrears', usage });
    const lines = priceItems([item], null, 'UTC');
    const draft = buildInvoice({ currency: 'KWD', period: { index: 1, ...JANUARY }, lines, discounts, tax: rule }); // prettier-ignore
    this.billed = all;
    this.charged.push(...draft.lines.map((line) => ({ ...line, creditedBefore: zero('KWD') })));
    this.invoices.push(draft);
    return draft;
  }

  credit(minor: bigint): void {
    this.charged[0] = { ...this.charged[0]!, creditedBefore: money(minor, 'KWD') };
  }

  void(): void {
    this.charged = [];
  }

  get paid(): bigint {
    return this.invoices.reduce((sum, { total, creditToBalance }) => sum + total.minor - creditToBalance.minor, 0n); // prettier-ignore
  }
}

const amounts = ({ lines: [line] }: InvoiceDraft) =>
  [line!.amount, line!.discount, line!.total].map(formatAmount);

describe('a period that costs less than was billed of it', () => {
  it('gives half back to who paid half, whatever coupons say today', () => {
    for (const today of [50n, 0n, 100n]) {
      const period = new Period({ model: volume(1_000n, '1', '0.5'), discounts: off(50n) });
      expect(amounts(period.bill([950n]))).toEqual(['950.000', '475.000', '475.000']);
      const credit = period.bill([100n], off(today));
      expect(amounts(credit)).toEqual(['-425.000', '-212.500', '-212.500']);
      expect(period.paid).toBe(262_500n);
      expect(explainLine(credit.lines[0]!)).toContain(
        'With discount and tax 475.000 KWD had been charged for it; 212.500 KWD of that are given back.',
      );
    }
  });

  it('gives nothing back of what was free', () => {
    const period = new Period({ model: EACH, aggregation: 'last', discounts: off(100n) });
    expect(period.bill([100n]).total).toEqual(zero('KWD'));
    expect(amounts(period.bill([1n], []))).toEqual(['-99.000', '-99.000', '0.000']);
  });

  it('gives the tax back that was charged, not the one of today', () => {
    const period = new Period({ model: EACH, aggregation: 'last', rule: tax(15n, false) });
    expect(amounts(period.bill([100n]))).toEqual(['100.000', '0.000', '115.000']);
    const [line] = period.bill([40n]).lines;
    expect([line!.total.minor, line!.taxes[0]!.amount.minor]).toEqual([-69_000n, -9_000n]);
  });

  it('gives no more back than credit notes have left, and nothing of a void invoice', () => {
    const credited = new Period({ model: EACH, aggregation: 'last', rule: tax(10n, false) });
    credited.bill([100n]);
    credited.credit(88_000n);
    const [line] = credited.bill([0n]).lines;
    expect([line!.amount.minor, line!.total.minor, line!.taxes[0]!.amount.minor]).toEqual([-20_000n, -22_000n, -2_000n]); // prettier-ignore
    credited.credit(110_000n);
    const voided = new Period({ model: EACH, aggregation: 'last' });
    voided.bill([100n]);
    voided.void();
    expect(amounts(voided.bill([1n]))).toEqual(['0.000', '0.000', '0.000']);
    expect(voided.bill([5n]).total.minor).toBe(4_000n);
  });

  it('costs in all what the whole costs with its discount and tax, and never pays the customer, as a slow model says', () => {
    fc.assert(
      fc.property(TERMS, BILLS, ({ percent, rate, inclusive, ...terms }, bills) => {
        const rule = rate === 0n ? null : tax(rate, inclusive);
        const period = new Period({ ...terms, discounts: off(percent), rule });
        for (const told of bills) {
          period.bill(told);
          expect(period.paid).toBeGreaterThanOrEqual(0n);
        }
        const whole = slowCost(terms.model, slowTotal(bills.flat(), terms.aggregation));
        // Half up in thousandths of a unit, the discount first and then the tax on top.
        const left = whole - (whole * percent * 2n + 100n) / 200n;
        const owed = inclusive ? left : left + (left * rate * 2n + 100n) / 200n;
        const distance = period.paid > owed ? period.paid - owed : owed - period.paid;
        expect(distance).toBeLessThanOrEqual(2n * BigInt(bills.length));
      }),
    );
  });
});

const BILLS = fc.array(fc.array(fc.bigInt(0n, 40n), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }); // prettier-ignore
const UNIT = fc.integer({ min: 0, max: 900_000 }).map((n) => (n / 1_000_000).toFixed(6));
const TERMS = fc.record({
  model: fc.oneof(
    fc.tuple(fc.bigInt(1n, 60n), UNIT, UNIT).map(([upTo, a, b]) => volume(upTo, a, b)),
    UNIT.map((unit): PriceModel => ({ kind: 'per_unit', unitAmount: kwd(unit) })),
  ),
  aggregation: fc.constantFrom<Aggregation>('sum', 'max', 'last'),
  percent: fc.constantFrom(0n, 10n, 33n, 50n, 99n, 100n),
  rate: fc.constantFrom(0n, 5n, 15n),
  inclusive: fc.boolean(),
});
