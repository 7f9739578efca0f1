import fc from 'fast-check';
import { seats } from '../../../test/support/seats.js';
import { anchorAt } from '../calendar/anchor.js';
import { formatAmount } from '../money/money.js';
import type { BillableItem } from '../pricing/price-items.js';
import { type ForecastEntry, forecast } from './forecast.js';
import type { ForecastInput, PlannedChange } from './forecast-input.js';

/** In a zone without summer time; months from January 2027 on, so February has 28 days and April 30. */
const at = (month: number, day = 1): Date => new Date(Date.UTC(2027, month - 1, day, 6));
const MONTH = { unit: 'month', count: 1 } as const;
const YEAR = { unit: 'year', count: 1 } as const;

const priced = (minor: number, quantity = 1n): BillableItem =>
  seats(BigInt(minor), quantity, { priceId: `price_${minor}`, description: String(minor) });
const setup: BillableItem = { ...priced(5000), kind: 'one_off' };

/** Paid for January; February is next. */
const STANDING: ForecastInput = {
  status: 'active',
  anchor: anchorAt(at(1), 'Asia/Kuwait'),
  interval: MONTH,
  nextPeriodIndex: 1,
  trialEnd: null,
  cancelAtPeriodEnd: false,
  currency: 'KWD',
  items: [priced(30_000)],
  terms: { discounts: [], tax: null, pendingLines: [] },
  hasUsableCard: true,
  nextBillAt: at(2),
  current: { start: at(1), end: at(2) },
  owed: { start: at(1), end: at(2) },
  planned: [],
  periodsLeft: [],
  charged: [],
  agreement: null,
  committedIndex: null,
};

type Items = Extract<PlannedChange, { kind: 'items' }>;

const dated = (when: Date, items: BillableItem[], proration: Items['proration'] = 'day', more: Partial<Items> = {}): Items =>
  ({ kind: 'items', at: when, periodIndex: null, items, interval: MONTH, proration, isAgreed: true, ...more }); // prettier-ignore

const half = {
  discounts: [
    { couponId: 'half', name: 'Half', value: { kind: 'percentage' as const, millionths: 500_000n }, priceIds: null },
  ],
  tax: null,
  pendingLines: [],
}; // prettier-ignore

const foretell = (change: Partial<ForecastInput>, until = at(7), now = at(1)) =>
  forecast({ ...STANDING, ...change }, now, until).entries;

/** "04-16 15.000: -15.000 30.000" of each invoice. */
const told = (entries: readonly ForecastEntry[]): string[] =>
  entries.map(({ at: when, kind, invoice }) => {
    const { total, creditToBalance: credit, lines } = invoice;
    const sum = credit.minor > 0n ? `-${formatAmount(credit)}` : formatAmount(total);
    const what = lines.map((line) => formatAmount(line.total)).join(' ');
    return `${when.toISOString().slice(5, 10)} ${kind === 'skip' ? 'skipped' : sum}: ${what}`;
  });

describe('a change on a date in a later period', () => {
  const upgrade = dated(at(4, 16), [priced(60_000)]);

  it('gives back the unused part of what the foretold invoice charged, by its coupon, and charges the rest', () => {
    const coupon = { terms: half, periodsLeft: [null] };
    expect(told(foretell({ ...coupon, planned: [upgrade] }, at(5)))).toEqual([
      '02-01 15.000: 15.000',
      '03-01 15.000: 15.000',
      '04-01 15.000: 15.000',
      '04-16 7.500: -7.500 15.000',
      '05-01 30.000: 30.000',
    ]);
    // The coupon is used up by April, of which the rest has it still; May has not.
    const once = { terms: half, periodsLeft: [3] };
    expect(told(foretell({ ...once, planned: [upgrade] }, at(5))).slice(3)).toEqual([
      '04-16 7.500: -7.500 15.000',
      '05-01 60.000: 60.000',
    ]);
    const [change] = foretell({ planned: [upgrade] }).filter(({ isChange }) => isChange);
    expect(change).toMatchObject({ period: { start: at(4, 16), end: at(5), index: 3 }, kind: 'bill' });
    expect(change!.invoice.lines[0]!.inputs).toMatchObject({ original_line: 'foretold_3_1', factor: '0.500000000' }); // prettier-ignore
  });

  it('of which several are in one period gives back what the one before it charged', () => {
    const planned = [upgrade, dated(at(4, 26), [priced(30_000, 2n), priced(3000)])];
    expect(told(foretell({ planned }, at(5))).slice(3)).toEqual([
      '04-16 15.000: -15.000 30.000',
      // A third of the fifteen days is left.
      '04-26 0.500: -10.000 10.000 0.500',
      '05-01 63.000: 60.000 3.000',
    ]);
    const back = [upgrade, dated(at(4, 26), [priced(30_000)])];
    expect(told(foretell({ planned: back }, at(5))).slice(4)).toEqual([
      '04-26 -5.000: -10.000 5.000',
      '05-01 30.000: 30.000',
    ]);
  });

  it('stands on the next invoice where it is left to that, and another waits for it until the period is over', () => {
    const later = dated(at(4, 16), [priced(60_000)], 'next_invoice');
    expect(told(foretell({ planned: [later] }, at(6))).slice(2)).toEqual([
      '04-01 30.000: 30.000',
      '05-01 75.000: 60.000 -15.000 30.000',
      '06-01 60.000: 60.000',
    ]);
    const second = (proration: Items['proration']) => [later, dated(at(4, 26), [priced(3000)], proration)];
    const waits = ['05-01 18.000: 3.000 -15.000 30.000', '06-01 3.000: 3.000'];
    for (const proration of ['day', 'next_invoice', 'none'] as const)
      expect(told(foretell({ planned: second(proration) }, at(6))).slice(3)).toEqual(waits);
  });

  it('without proration comes to nothing, and what is paid for is given back by the next that is shared', () => {
    const free = dated(at(4, 11), [priced(60_000)], 'none');
    expect(told(foretell({ planned: [free] }, at(5))).slice(2)).toEqual([
      '04-01 30.000: 30.000',
      '05-01 60.000: 60.000',
    ]);
    expect(told(foretell({ planned: [free, dated(at(4, 16), [priced(90_000)])] }, at(5))).slice(3)).toEqual([
      '04-16 30.000: -15.000 45.000',
      '05-01 90.000: 90.000',
    ]);
  });

  it('to another interval gives back the rest of the period and begins one of its own', () => {
    const yearly = dated(at(4, 16), [priced(300_000)], 'day', { interval: YEAR });
    expect(told(foretell({ planned: [yearly] }, at(16, 17))).slice(2)).toEqual([
      '04-01 30.000: 30.000',
      '04-16 -15.000: -15.000',
      '04-16 300.000: 300.000',
      '04-16 300.000: 300.000',
    ]);
    // Not before a minimum term is over, which is counted in its interval.
    const bound = told(foretell({ planned: [yearly], committedIndex: 12 }, at(5)));
    expect(bound.slice(3)).toEqual(['05-01 30.000: 30.000']);
  });

  it('shares only what was paid ahead, and what is paid once is paid once', () => {
    const fee: BillableItem = { ...priced(2000), billing: 'in_arrears', ended: STANDING.current };
    const items = [priced(30_000), fee, setup];
    const planned = [dated(at(4, 16), [priced(60_000), fee, setup])];
    expect(told(foretell({ items, planned }, at(5)))).toEqual([
      '02-01 37.000: 30.000 2.000 5.000',
      '03-01 32.000: 30.000 2.000',
      '04-01 32.000: 30.000 2.000',
      '04-16 15.000: -15.000 30.000',
      '05-01 62.000: 60.000 2.000',
    ]);
    const added = [dated(at(4, 16), [priced(30_000), setup]), dated(at(5, 16), [priced(30_000)]), dated(at(6, 1), [priced(30_000), setup])]; // prettier-ignore
    expect(told(foretell({ planned: added }, at(6))).slice(3)).toEqual([
      '05-01 35.000: 30.000 5.000',
      '06-01 35.000: 30.000 5.000',
    ]);
    // A fee that is paid afterwards cannot be changed: the change is not made, and nothing is shared.
    const refused = [dated(at(4, 16), [priced(60_000)])];
    expect(told(foretell({ items, planned: refused }, at(5))).slice(3)).toEqual([
      '05-01 32.000: 30.000 2.000',
    ]);
  });

  it('comes late or after a pause as of its date, shares nothing of a trial, and is not made in a pause or beyond the consent', () => {
    const trial = { status: 'trialing' as const, trialEnd: at(5), nextBillAt: at(5), current: null, owed: null, nextPeriodIndex: 0, anchor: anchorAt(at(5), 'Asia/Kuwait') }; // prettier-ignore
    const yearly = dated(at(4, 16), [priced(300_000)], 'day', { interval: YEAR });
    expect(told(foretell({ ...trial, planned: [upgrade] }, at(6)))).toEqual([
      '05-01 60.000: 60.000',
      '06-01 60.000: 60.000',
    ]);
    expect(told(foretell({ ...trial, planned: [yearly] }, at(6)))).toEqual(['05-01 300.000: 300.000']);
    // The clock was away until 20 April: two periods are void, and April is billed before the change within it.
    const catchUp = { policy: 'latest' as const, confirmedUntil: null };
    expect(told(foretell({ catchUp, planned: [upgrade] }, at(4, 20), at(4, 20)))).toEqual([
      '04-20 skipped: 30.000',
      '04-20 skipped: 30.000',
      '04-20 30.000: 30.000',
      '04-20 15.000: -15.000 30.000',
    ]);
    const pause = { kind: 'pause' as const, at: at(4), periodIndex: 3, resumeAt: at(6) };
    expect(told(foretell({ planned: [pause, upgrade] }, at(6))).slice(2)).toEqual(['06-01 30.000: 30.000']);
    const after = dated(at(6, 16), [priced(60_000)]);
    expect(told(foretell({ planned: [pause, after] })).slice(3)).toEqual([
      '06-16 15.000: -15.000 30.000',
      '07-01 60.000: 60.000',
    ]);
    const agreement = { amountVariability: 'variable' as const, amountMinor: 30_000n, maxAmountMinor: 50_000n, expiryDate: '2030-01-01', cycleIntervalDays: 28, isBinding: true }; // prettier-ignore
    expect(told(foretell({ agreement, planned: [upgrade] }, at(5))).slice(3)).toEqual([
      '05-01 30.000: 30.000',
    ]);
  });

  it('is what a cancel with credit gives back of, unless it stands on no invoice yet', () => {
    const cancel = {
      kind: 'cancel' as const,
      at: at(4, 26),
      periodIndex: null,
      reason: 'moves',
      credit: true,
    };
    expect(told(foretell({ planned: [upgrade, cancel] })).slice(3)).toEqual([
      '04-16 15.000: -15.000 30.000',
      '04-26 -10.000: -10.000',
    ]);
    const later = dated(at(4, 16), [priced(60_000)], 'next_invoice');
    expect(told(foretell({ planned: [later, cancel] })).slice(3)).toEqual(['04-26 15.000: -15.000 30.000']);
    expect(told(foretell({ planned: [{ ...cancel, credit: false }] })).slice(3)).toEqual([]);
  });

  it('of the running period gives back what is paid for now, but not what was given back before', () => {
    const [line] = foretell({}, at(2))[0]!.invoice.lines;
    const paid = { ...line!, id: 'line_1', priceId: 'price_30000', period: STANDING.current!, creditedBefore: { ...line!.total, minor: 0n }, isEnded: false, isOfChange: false }; // prettier-ignore
    const planned = [dated(new Date(Date.UTC(2027, 0, 16, 18)), [priced(60_000)], 'second')];
    expect(told(foretell({ charged: [paid], planned }, at(2)))[0]).toBe('01-16 15.000: -15.000 30.000');
    const credited = { ...paid, creditedBefore: { ...line!.total, minor: 10_000n } };
    expect(told(foretell({ charged: [credited], planned }, at(2)))[0]).toBe('01-16 20.000: -10.000 30.000');
    for (const charged of [[], [{ ...paid, isEnded: true }]])
      expect(told(foretell({ charged, planned }, at(2)))[0]).toBe('01-16 30.000: 30.000');
  });

  it('never gives back more of a foretold line than that charged, nor twice, however many come', () => {
    const change = fc.record({
      day: fc.integer({ min: 1, max: 180 }),
      minor: fc.integer({ min: 1, max: 50 }),
      quantity: fc.bigInt({ min: 1n, max: 4n }),
      proration: fc.constantFrom('day' as const, 'second' as const, 'next_invoice' as const, 'none' as const),
    });
    fc.assert(
      fc.property(fc.uniqueArray(change, { selector: ({ day }) => day, maxLength: 8 }), fc.boolean(), (changes, isHalf) => {
        const planned = changes
          .map(({ day, minor, quantity, proration }) =>
            dated(at(2, day), [priced(minor * 1009, quantity), priced(7001)], proration))
          .sort((a, b) => a.at.getTime() - b.at.getTime());
        const entries = foretell({ planned, ...(isHalf && { terms: half, periodsLeft: [4] }) }, at(9));
        const credited = new Set<string>();
        for (const { invoice } of entries)
          for (const { inputs, total, priceId } of invoice.lines) {
            if (inputs.rule !== 'proration_credit') continue;
            const [, entry, line] = /^foretold_(\d+)_(\d+)$/.exec(inputs.original_line)!.map(Number);
            const original = entries[entry! - 1]!.invoice.lines[line! - 1]!;
            expect(original.priceId).toBe(priceId);
            expect(inputs.charged).toBe(formatAmount(original.total));
            expect(-total.minor).toBeLessThanOrEqual(original.total.minor);
            expect(credited.has(inputs.original_line)).toBe(false);
            credited.add(inputs.original_line);
          }
      }),
    ); // prettier-ignore
  });
});
