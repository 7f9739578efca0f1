import { seats } from '../../../test/support/seats.js';
import { anchorAt } from '../calendar/anchor.js';
import { money } from '../money/money.js';
import { NOTHING_COUNTED } from '../pricing/usage.js';
import { forecast } from './forecast.js';
import type { ForecastInput } from './forecast-input.js';

const first = (n: number): Date => new Date(Date.UTC(2027, n, 1, 6));
const MONTH = { unit: 'month', count: 1 } as const;
const JANUARY = { start: first(0), end: first(1) };
const USED = { period: JANUARY, all: { quantity: 2n, records: 1n }, billed: NOTHING_COUNTED };
const HALF = { kind: 'percentage', millionths: 500_000n } as const;

/** 0.050 a unit, of which two are used, billed as soon as they come to 0.100. */
const CALLS = seats(50n, 0n, {
  kind: 'usage',
  billing: 'in_arrears',
  ended: JANUARY,
  usage: { aggregation: 'sum', graceMinutes: 0, threshold: money(100n, 'KWD'), unbilled: [USED] },
});
const TERMS = {
  discounts: [{ couponId: 'half', name: 'Half', value: HALF, priceIds: null }],
  tax: null,
  pendingLines: [],
};
const STANDING = {
  status: 'active',
  currency: 'KWD',
  nextBillAt: first(1),
  current: JANUARY,
  items: [CALLS],
  terms: TERMS,
} as const;

describe('a coupon for one invoice', () => {
  it('is used by the period in which a threshold had it, though nothing is left of that to bill', () => {
    const facts = { ...STANDING, timeZone: 'Asia/Kuwait', cancelRequestedAt: null };
    const fee = { kind: 'items' as const, items: [seats(8_000n)], interval: MONTH, proration: null, isAgreed: true }; // prettier-ignore
    const input: ForecastInput = {
      ...STANDING,
      anchor: anchorAt(first(0), 'Asia/Kuwait'),
      interval: MONTH,
      nextPeriodIndex: 1,
      trialEnd: null,
      cancelAtPeriodEnd: false,
      hasUsableCard: true,
      owed: JANUARY,
      planned: [{ ...fee, at: first(2), periodIndex: null }],
      periodsLeft: [1],
      threshold: { ...facts, threshold: null, consent: null },
      charged: [],
      agreement: null,
      committedIndex: null,
    };
    const told = forecast(input, first(0), first(3)).entries.map(({ at, invoice }) => [at, invoice.total.minor]); // prettier-ignore
    expect(told).toEqual([
      [first(0), 50n],
      [first(1), 0n],
      [first(2), 8_000n],
      [first(3), 8_000n],
    ]);
  });
});
