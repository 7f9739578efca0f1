import { anchorAt } from '../../domain/calendar/anchor.js';
import type { Price } from '../plans/index.js';
import { anchorColumns, type Subscription } from '../subscriptions/index.js';
import { billableOf } from './billable-item.js';

const on = (day: number): Date => new Date(Date.UTC(2027, 0, day, 6));
const MONTH = { start: on(1), end: on(32) };
const PRICE = {
  currency: 'KWD',
  intervalUnit: 'month',
  intervalCount: 1,
  model: 'per_unit',
  amountMinor: 3100n,
  billing: 'in_arrears',
  usageAggregation: null,
} as Price;

/** Billed for January, and from there on as it says. */
const running = (more: Partial<Subscription>): Subscription =>
  ({
    ...anchorColumns(anchorAt(on(1), 'Asia/Kuwait')),
    intervalUnit: 'month',
    intervalCount: 1,
    nextPeriodIndex: 1,
    currentPeriodStart: on(1),
    currentPeriodEnd: on(32),
    skippedPeriodStart: null,
    resumedAt: null,
    feesOwedFrom: null,
    endedAt: null,
    ...more,
  }) as Subscription;

describe('a fee that is paid afterwards', () => {
  const owed = (more: Partial<Subscription>, heldFrom: Date | null = null) => {
    const item = { publicId: 'item_1', quantity: 1n, chargedOnceAt: null, heldFrom };
    return billableOf(item, PRICE, { description: 'Support' }, running(more), { unbilled: [], later: [] })!
      .ended;
  };
  const anew = (day: number) => anchorColumns({ ...anchorAt(on(day), 'Asia/Kuwait'), index: 1 });

  it('is owed for its period up to where the next one begins, and from there on with that one', () => {
    expect(owed({})).toEqual(MONTH);
    expect(owed({}, on(11))).toEqual({ start: on(11), end: on(32), partOf: MONTH });
    expect(owed(anew(11))).toEqual({ start: on(1), end: on(11), partOf: MONTH });
    // Of another interval, held from where its first period begins.
    expect(owed({ ...anew(11), intervalUnit: 'year' }, on(11))).toBeNull();
    // Canceled with what was unused given back, and reactivated: a period begins, with which the days are owed.
    expect(owed({ ...anew(13), feesOwedFrom: new Date(on(13).getTime() + 700) })).toBeNull();
    // Without anything given back it goes on, and the month ends where it did.
    expect(owed({ feesOwedFrom: on(13) })).toEqual({ start: on(13), end: on(32), partOf: MONTH });
    // Free days until a moved billing day lie after it.
    expect(owed(anew(40))).toEqual(MONTH);
  });
});
