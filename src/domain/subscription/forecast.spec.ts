import fc from 'fast-check';
import { anchorAt } from '../calendar/anchor.js';
import { money } from '../money/money.js';
import type { BillableItem } from '../pricing/price-items.js';
import type { ServicePeriod } from '../pricing/service-period.js';
import { NOTHING_COUNTED, type UnbilledUsage } from '../pricing/usage.js';
import { unitAmountOf } from '../pricing/unit-amount.js';
import { forecast } from './forecast.js';
import type { ForecastInput, PlannedChange } from './forecast-input.js';

const MONTHS = 24;
/** The first of month `n`, counted from January 2027, in a zone without summer time. */
const first = (n: number): Date => new Date(Date.UTC(2027, n, 1, 6));

function item(minor: number): BillableItem {
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

const usedIn = (period: ServicePeriod): UnbilledUsage => ({
  period,
  all: { quantity: 3n, records: 1n },
  billed: NOTHING_COUNTED,
});

/** A tenth a period in which something was used. */
function metered(unbilled: UnbilledUsage[], later: UnbilledUsage[] = []): BillableItem {
  const usage = { aggregation: 'sum' as const, graceMinutes: 0, unbilled, later };
  const [billing, ended] = ['in_arrears' as const, STANDING.current];
  return { ...item(100), kind: 'usage', billing, ended, usage };
}

const off = (millionths: bigint) => ({
  couponId: `coup_${millionths}`,
  name: 'Off',
  value: { kind: 'percentage' as const, millionths },
  priceIds: null,
});

/** Paid for January; February is next. */
const STANDING: ForecastInput = {
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

const others = (items: BillableItem[]) => ({ kind: 'items' as const, items, interval: STANDING.interval, proration: null, isAgreed: true }); // prettier-ignore

const told = (input: ForecastInput) =>
  forecast(input, first(0), first(MONTHS)).entries.map(({ at, invoice }) => [at, invoice.total.minor]);

describe('a forecast with what is planned', () => {
  it('is what a month by month walk says, for phases, a coupon, a pause with its resume, and a cancel', () => {
    const month = fc.integer({ min: 1, max: MONTHS });
    const story = fc.record({
      phases: fc.uniqueArray(fc.record({ month, minor: fc.integer({ min: 1, max: 99_000 }) }), {
        selector: (phase) => phase.month,
        maxLength: 4,
      }),
      coupon: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
      pause: fc.option(fc.record({ month, months: fc.integer({ min: 1, max: 6 }) }), { nil: undefined }),
      cancel: fc.option(month, { nil: undefined }),
    });
    fc.assert(
      fc.property(story, ({ phases, coupon, pause, cancel }) => {
        const planned: PlannedChange[] = [
          ...phases.map(({ month: n, minor }) => ({ ...others([item(minor)]), at: first(n), periodIndex: n })),
          // On a first the calendar stays what it was, so the months can be walked.
          ...(pause
            ? [{ kind: 'pause' as const, at: first(pause.month), periodIndex: pause.month, resumeAt: first(pause.month + pause.months) }]
            : []),
          ...(cancel ? [{ kind: 'cancel' as const, at: first(cancel), periodIndex: null, reason: 'x' }] : []),
        ]; // prettier-ignore
        planned.sort((a, b) => a.at.getTime() - b.at.getTime());

        const expected: [Date, bigint][] = [];
        let left = coupon ?? 0;
        // What comes with a later period than the one before which it is paused moves by the pause.
        const begins = (n: number) => (pause && n > pause.month ? n + pause.months : n);
        const isPaused = (n: number) => !!pause && n >= pause.month && n < pause.month + pause.months;
        for (let n = 1; n <= MONTHS && n !== cancel; n++) {
          if (isPaused(n)) continue;
          const phase = phases.filter((one) => begins(one.month) <= n).sort((a, b) => b.month - a.month)[0];
          const price = BigInt(phase?.minor ?? 8000);
          expected.push([first(n), left > 0 ? price - (price * 2n + 5n) / 10n : price]);
          left--;
        }
        const input = {
          ...STANDING,
          planned,
          ...(coupon && {
            terms: { ...STANDING.terms, discounts: [off(200_000n)] },
            periodsLeft: [coupon],
          }),
        };
        expect(told(input)).toEqual(expected);
      }),
    );
  });

  it('of one that is past due has its end and its pause, as if what it owes were paid', () => {
    const late = { ...STANDING, status: 'past_due' as const };
    const { entries, end } = forecast({ ...late, endIndex: 3 }, first(0), first(MONTHS));
    expect(entries.map(({ at }) => at)).toEqual([first(1), first(2)]);
    expect(end).toMatchObject({ kind: 'end', at: first(3) });
    const pause = { kind: 'pause' as const, at: first(2), periodIndex: 2, resumeAt: first(4) };
    const resume = { kind: 'resume' as const, policy: 'now' as const, at: first(4), periodIndex: null };
    expect(told({ ...late, planned: [pause, resume] }).slice(0, 3)).toEqual(
      told({ ...STANDING, planned: [pause, resume] }).slice(0, 3),
    );
    expect(told({ ...late, planned: [pause, resume] })[1]).toEqual([first(4), 8000n]);
  });

  it('a coupon for one invoice waits for the first that has something it is for', () => {
    const later = { ...metered([]), ended: null };
    const input = {
      ...STANDING,
      items: [later],
      terms: {
        ...STANDING.terms,
        discounts: [off(500_000n), { ...off(200_000n), priceIds: ['price_8000'] }],
      },
      periodsLeft: [1, 1],
      planned: [{ ...others([item(8000)]), at: first(3), periodIndex: null }],
    };
    const invoices = forecast(input, first(0), first(5)).entries.map(({ invoice }) => invoice);
    const seen = invoices.map(({ lines, total }) => [lines.length, total.minor]);
    expect(seen).toEqual([[0, 0n], [1, 0n], [1, 3200n], [1, 8000n], [1, 8000n]]); // prettier-ignore
  });

  it('of one that stands still makes no change on a date meanwhile, and waits with what needs a period before it', () => {
    const other = others([item(2000)]);
    const paused = { ...STANDING, status: 'paused' as const, nextBillAt: null };
    const resume = { kind: 'resume' as const, policy: 'now' as const, at: first(4), periodIndex: null };
    const dated = { ...other, at: first(2), periodIndex: null, proration: 'day' as const };
    expect(told({ ...paused, planned: [dated, resume] })[0]).toEqual([first(4), 8000n]);
    const phases = [
      { ...other, at: first(1), periodIndex: 1 },
      { ...other, at: first(2), periodIndex: 2, items: [item(3000)] },
    ];
    expect(told({ ...paused, planned: [...phases, resume] }).slice(0, 3)).toEqual([
      [first(4), 2000n],
      [first(5), 3000n],
      [first(6), 3000n],
    ]);
    expect(told({ ...paused, planned: phases })).toEqual([]);
  });

  it('a line that was added by hand is on one invoice, and what is paid once is paid once', () => {
    const line = { description: 'Setup', quantity: 1n, unitAmount: money(500n, 'KWD'), discountable: false };
    const input = {
      ...STANDING,
      items: [item(8000), { ...item(3000), kind: 'one_off' as const }],
      terms: { ...STANDING.terms, pendingLines: [line] },
    };
    expect(told(input).slice(0, 2)).toEqual([
      [first(1), 11_500n],
      [first(2), 8000n],
    ]);
  });

  it('tells at a cancel what is paid afterwards of the last period, and then nothing', () => {
    const afterwards = { ...item(2000), billing: 'in_arrears' as const, ended: STANDING.current };
    const planned = [
      { kind: 'cancel' as const, at: new Date('2027-02-15T06:00Z'), periodIndex: null, reason: 'moves' },
    ];
    const { entries, end } = forecast(
      { ...STANDING, items: [item(8000), afterwards], planned },
      first(0),
      first(MONTHS),
    );
    expect(entries.map(({ invoice }) => invoice.total.minor)).toEqual([10_000n, 2000n]);
    expect(end).toEqual({ kind: 'cancel', at: new Date('2027-02-15T06:00Z'), reason: 'moves' });
  });

  it('after a downtime that skips a period, bills afterwards the last one that is owed, and what was used since', () => {
    const [january, february, march] = [0, 1, 2].map((n) => ({ start: first(n), end: first(n + 1) }));
    const afterwards = { ...item(2000), billing: 'in_arrears' as const, ended: january! };
    const items = [afterwards, metered([usedIn(january!)], [usedIn(february!)])];
    const catchUp = { policy: 'latest' as const, confirmedUntil: null };
    const { entries } = forecast({ ...STANDING, items, catchUp }, new Date('2027-03-05T06:00Z'), first(3));
    const lines = entries.map(({ kind, invoice }) => [kind, ...invoice.lines.map((line) => [line.period, line.amount.minor])]); // prettier-ignore
    expect(lines).toEqual([
      ['skip'],
      ['bill', [january, 2000n], [january, 100n], [february, 100n]],
      ['bill', [march, 2000n], [march, 0n]],
    ]);
  });

  it('bills usage once, of an item that stays not again with a change, and of one that goes with the next invoice', () => {
    const used = metered([usedIn(STANDING.current!)]);
    const items = [item(8000), used];
    const change = (n: number, after: BillableItem[]) => [{ ...others(after), at: first(n), periodIndex: n }];
    const amounts = (planned: PlannedChange[]) => told({ ...STANDING, items, planned }).slice(0, 3);
    expect(amounts(change(2, [item(9000), used]))).toEqual([
      [first(1), 8100n],
      [first(2), 9000n],
      [first(3), 9000n],
    ]);
    expect(amounts(change(1, [item(9000)]))).toEqual([
      [first(1), 9100n],
      [first(2), 9000n],
      [first(3), 9000n],
    ]);
  });

  it('of more than can be told says where it stops, and only then', () => {
    const daily = { ...STANDING, interval: { unit: 'day' as const, count: 1 } };
    const day = (n: number) => new Date(first(0).getTime() + n * 86_400_000);
    const from = { ...daily, nextBillAt: day(1), current: { start: first(0), end: day(1) } };
    const cut = forecast(from, first(0), day(900));
    expect([cut.entries.length, cut.entries.at(-1)!.at, cut.end, cut.stoppedAt]).toEqual([
      800,
      day(800),
      null,
      day(801),
    ]);
    const whole = forecast(from, first(0), day(800));
    expect([whole.entries.length, whole.end, whole.stoppedAt]).toEqual([800, null, null]);
    const ended = forecast({ ...from, endIndex: 801 }, first(0), day(900));
    expect([ended.entries.length, ended.end?.kind, ended.stoppedAt]).toEqual([800, 'end', null]);
  });
});
