import { anchorAt } from '../../src/domain/calendar/anchor.js';
import { money } from '../../src/domain/money/money.js';
import type { BillableItem } from '../../src/domain/pricing/price-items.js';
import type { ServicePeriod } from '../../src/domain/pricing/service-period.js';
import { NOTHING_COUNTED, type UnbilledUsage } from '../../src/domain/pricing/usage.js';
import { unitAmountOf } from '../../src/domain/pricing/unit-amount.js';
import { forecast } from '../../src/domain/subscription/forecast.js';
import type { ForecastInput } from '../../src/domain/subscription/forecast-input.js';

export const MONTHS = 24;
/** The first of month `n`, counted from January 2027, in a zone without summer time. */
export const first = (n: number): Date => new Date(Date.UTC(2027, n, 1, 6));

export function item(minor: number): BillableItem {
  const amount = money(BigInt(minor), 'KWD');
  return {
    itemId: 'item',
    priceId: `price_${minor}`,
    description: 'Pro',
    model: { kind: 'flat', amount: unitAmountOf(amount) },
    kind: 'recurring',
    quantity: 1n,
    billing: 'in_advance',
    ended: null,
  };
}

export const usedIn = (period: ServicePeriod): UnbilledUsage => ({
  period,
  all: { quantity: 3n, records: 1n },
  billed: NOTHING_COUNTED,
});

/** A tenth a period in which something was used. */
export function metered(unbilled: UnbilledUsage[], later: UnbilledUsage[] = []): BillableItem {
  const usage = { aggregation: 'sum' as const, graceMinutes: 0, unbilled, later };
  const [billing, ended] = ['in_arrears' as const, STANDING.current];
  return { ...item(100), kind: 'usage', billing, ended, usage };
}

export const off = (millionths: bigint) => ({
  couponId: `coup_${millionths}`,
  name: 'Off',
  value: { kind: 'percentage' as const, millionths },
  priceIds: null,
});

/** Paid for January; February is next. */
export const STANDING: ForecastInput = {
  status: 'active',
  anchor: anchorAt(first(0), 'Asia/Kuwait'),
  interval: { unit: 'month', count: 1 },
  nextPeriodIndex: 1,
  trialEnd: null,
  cancelAtPeriodEnd: false,
  currency: 'KWD',
  items: [item(8000)],
  terms: { discounts: [], tax: null, pendingLines: [] },
  hasUsableCard: true,
  nextBillAt: first(1),
  current: { start: first(0), end: first(1) },
  owed: { start: first(0), end: first(1) },
  planned: [],
  periodsLeft: [],
  charged: [],
  agreement: null,
  committedIndex: null,
};

export const others = (items: BillableItem[]) => ({ kind: 'items' as const, items, interval: STANDING.interval, proration: null, isAgreed: true }); // prettier-ignore

export const told = (input: ForecastInput) =>
  forecast(input, first(0), first(MONTHS)).entries.map(({ at, invoice }) => [at, invoice.total.minor]);
