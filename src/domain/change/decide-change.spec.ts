import fc from 'fast-check';
import { charged, item } from '../../../test/support/proration-case.js';
import { daysCrossedOff, monthsBefore } from '../../../test/support/proration-model.js';
import { type Anchor, anchorAt } from '../calendar/anchor.js';
import { periodAt } from '../calendar/period.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';
import { explainLine } from '../invoice/explain-line.js';
import type { PricedLine } from '../invoice/priced-line.js';
import { formatAmount } from '../money/money.js';
import type { BillableItem } from '../pricing/price-items.js';
import type { ChargedLine } from '../proration/credit-unused.js';
import { takeUp } from '../subscription/count-anew.js';
import { periodInvoice } from '../subscription/period-invoice.js';
import type { ChangeAsked, ChangeFacts } from './change-types.js';
import { amountsOfChange, type ChangeDecision, decideChange } from './decide-change.js';

const KUWAIT = 'Asia/Kuwait';
const MONTH = { unit: 'month', count: 1 } as const;
const terms = { discounts: [], tax: null, pendingLines: [] };
const day = (n: number): Date => new Date(Date.UTC(2027, 0, n, 6));
const until = (anchor: Anchor, start: Date, policy: 'prorated' | 'full' = 'prorated'): Anchor => ({
  ...anchor,
  index: 1,
  stub: { start, policy },
});

/** What was billed for the time until its anchor, and is to be changed within it. */
function begun(anchor: Anchor, items: BillableItem[], interval: ChangeFacts['interval'] = MONTH) {
  const period = periodAt(anchor, interval, (anchor.index ?? 0) - 1);
  const { timeZone } = anchor;
  const invoice = periodInvoice({ currency: 'KWD', items, terms, period, timeZone });
  const facts: ChangeFacts = {
    status: 'active',
    currency: 'KWD',
    anchor,
    interval,
    nextPeriodIndex: period.index + 1,
    nextBillAt: period.end,
    currentPeriodStart: period.start,
    currentPeriodEnd: period.end,
    isOwed: true,
    trialEnd: null,
    cancelAtPeriodEnd: false,
    before: items,
    after: items,
    endIndex: null,
    committedIndex: null,
    pauseAt: null,
    newInterval: interval,
    terms,
    termsBefore: terms,
    givenBack: [],
    begun: [],
    charged: invoice.lines.map((line) => charged(line)),
    agreement: null,
  };
  return { invoice, facts };
}

function decided(facts: ChangeFacts, asked: Partial<ChangeAsked>, now: Date): ChangeDecision {
  const decision = decideChange(facts, { when: 'now', proration: 'day', ...asked }, now);
  if ('fault' in decision) throw new Error(decision.fault.message);
  return decision;
}

const amounts = (lines: readonly PricedLine[] = []) => lines.map(({ amount }) => formatAmount(amount));
const keptOf = ({ total, creditToBalance }: InvoiceDraft) => total.minor - creditToBalance.minor;

describe('a change in the days until an anchor', () => {
  const [small, large] = [item('price_small', 31_000n), item('price_large', 62_000n)];
  const firstOfFebruary = anchorAt(day(16), KUWAIT, 1);
  const { facts, invoice } = begun(until(firstOfFebruary, day(16)), [small]);
  const upgrade = { ...facts, after: [large] };

  it('that nobody owes, for they were skipped, are not shared', () => {
    const { shared, invoice: made } = decided({ ...upgrade, charged: [], isOwed: false }, {}, day(24));
    expect([shared, made]).toEqual([[], null]);
  });

  it('gives back what is left of them, and charges as many days of a whole month', () => {
    expect(formatAmount(invoice.total)).toBe('16.000');
    const { shared, invoice: made } = decided(upgrade, {}, day(24));
    expect(amounts(shared)).toEqual(['-8.000', '16.000']);
    expect(formatAmount(made!.total)).toBe('8.000');
    expect(explainLine(shared[1]!)).toBe(
      'price_large: 1 at price price_large cost 62.000 KWD for the whole period; 23 of 31 days were over on 24 January ' +
        '2027, which leaves 0.258064516 of it; rounded half up, for 24 January 2027 up to but not including 1 February ' +
        '2027 (Asia/Kuwait).',
    );
  });

  it('does so by the second, on a date, with the next invoice, and on the only day there is', () => {
    expect(amounts(decided(upgrade, { proration: 'second' }, day(24)).shared)).toEqual(['-8.000', '16.000']);
    const dated = decided(upgrade, { when: 'date', at: day(24) }, day(17));
    expect(amounts(dated.shared)).toEqual(['-8.000', '16.000']);
    const later = decided(upgrade, { proration: 'next_invoice' }, day(24));
    expect([later.invoice, amounts(later.prorations)]).toEqual([null, ['-8.000', '16.000']]);
    expect(formatAmount(later.next.invoice.total)).toBe('70.000');
    const last = begun(until(firstOfFebruary, day(31)), [small]).facts;
    const oneMore = { ...last, after: [{ ...small, quantity: 2n }] };
    expect(amounts(decided(oneMore, {}, day(31)).shared)).toEqual(['-1.000', '2.000']);
  });

  it('asks of an agreement only what is due', () => {
    const agreement = {
      amountVariability: 'variable' as const,
      amountMinor: 31_000n,
      maxAmountMinor: 70_000n,
      expiryDate: '2030-01-01',
      cycleIntervalDays: 1,
      isBinding: true,
    };
    expect(decided({ ...upgrade, agreement }, { proration: 'next_invoice' }, day(24)).consent).toBeNull();
  });

  it('of which each costs a whole period charges the whole price over them', () => {
    const { facts: full } = begun(until(firstOfFebruary, day(16), 'full'), [small]);
    expect(amounts(decided({ ...full, after: [large] }, {}, day(24)).shared)).toEqual(['-15.500', '31.000']);
  });

  it('counts those that are left after a pause alike', () => {
    const anchor = anchorAt(new Date('2026-12-01T06:00Z'), KUWAIT);
    const standing = { anchor, interval: MONTH, nextPeriodIndex: 1, currentPeriodEnd: day(1) };
    const rest = begun(takeUp(standing, 'keep', day(16)).anew!.anchor, [small]);
    expect(rest.facts).toMatchObject({ currentPeriodStart: day(16), nextPeriodIndex: 2 });
    expect(amounts(decided({ ...rest.facts, after: [large] }, {}, day(24)).shared)).toEqual([
      '-8.000',
      '16.000',
    ]);
    // Once the month after them is running, it is a whole one.
    const whole = { ...rest.facts, currentPeriodStart: day(32), currentPeriodEnd: day(60), charged: [], nextPeriodIndex: 3 }; // prettier-ignore
    expect(amounts(decided({ ...whole, after: [small, large] }, {}, day(46)).shared)).toEqual(['31.000']);
  });

  it('whatever is changed in them, each day costs what is had on it, a part of the whole period around it', () => {
    const step = fc.record({
      at: fc.integer({ min: 0, max: 100 }),
      quantities: fc.tuple(fc.bigInt({ min: 0n, max: 9n }), fc.bigInt({ min: 1n, max: 3n })),
    });
    const life = fc.record({
      zone: fc.constantFrom(KUWAIT, 'Africa/Cairo', 'America/New_York'),
      start: fc.integer({ min: 0, max: 1_200 }).map((n) => new Date(Date.UTC(2026, 0, 1 + n, 6))),
      wanted: fc.integer({ min: 1, max: 31 }),
      hour: fc.constantFrom('04:00:00', '09:30:00', '23:00:00'),
      months: fc.integer({ min: 1, max: 3 }),
      policy: fc.constantFrom('prorated' as const, 'full' as const),
      steps: fc.array(step, { maxLength: 5 }),
    });
    const each = { a: 7_777n, b: 29_999n };
    const itemsOf = ([a, b]: readonly [bigint, bigint]) =>
      [item('a', each.a, a), item('b', each.b, b)].filter(({ quantity }) => quantity > 0n);
    fc.assert(
      fc.property(life, ({ zone, start, wanted, hour, months, policy, steps }) => {
        const interval = { unit: 'month' as const, count: months };
        const counted = { ...anchorAt(start, zone, wanted), localTime: hour };
        const anchor = until(counted, start, policy);
        const end = periodAt(anchor, interval, 1).start;
        const days = daysCrossedOff(start, end, zone);
        // A whole price for some hours is not shared by days.
        if (end <= start || (policy === 'full' && days === 0)) return;
        const order = steps
          .map((one) => ({ ...one, n: Math.floor((one.at * days) / 101) }))
          .sort((x, y) => x.n - y.n);
        let held: readonly [bigint, bigint] = [1n, 1n];
        const { facts, invoice: first } = begun(anchor, itemsOf(held), interval);
        let kept = first.total.minor;
        let book: ChargedLine[] = [...facts.charged];
        const heldOn: (typeof held)[] = [];
        for (const { n, quantities } of order) {
          while (heldOn.length < n) heldOn.push(held);
          const at = new Date(start.getTime() + n * 86_400_000);
          if (daysCrossedOff(start, at, zone) !== n || at >= end) continue;
          const change = { ...facts, before: itemsOf(held), after: itemsOf(quantities), charged: book };
          const { invoice } = decided(change, {}, at);
          held = quantities;
          if (!invoice) continue;
          kept += keptOf(invoice);
          const given = invoice.lines.flatMap(({ inputs }) => (inputs.rule === 'proration_credit' ? [inputs.original_line] : [])); // prettier-ignore
          const fresh = invoice.lines.filter(({ amount }) => amount.minor > 0n);
          book = [...book.filter(({ id }) => !given.includes(id)), ...fresh.map((line) => charged(line))];
        }
        while (heldOn.length < days) heldOn.push(held);
        // By hand: the calendar page of the whole period, of which a day costs a part.
        const length =
          policy === 'full' ? days : daysCrossedOff(monthsBefore(end, months, wanted, zone), end, zone);
        const exact = heldOn.reduce((sum, [a, b]) => sum + a * each.a + b * each.b, 0n);
        const off = kept * BigInt(length) - exact;
        expect((off < 0n ? -off : off) <= BigInt(length) * 2n * BigInt(order.length + 1)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a change to another interval within a period', () => {
  it('shows a fee that is paid afterwards up to there with the period that begins, and what it becomes a period later', () => {
    const late = { billing: 'in_arrears', ended: { start: day(1), end: day(32) } } as const;
    const [old, yearly] = [item('old', 3_100n), item('yearly', 36_500n)].map((one) => ({ ...one, ...late }));
    const { facts } = begun({ ...anchorAt(day(1), KUWAIT), index: 1 }, [item('seat', 9_500n), old!]);
    const running = { ...facts, nextPeriodIndex: 2, nextBillAt: day(32), currentPeriodStart: day(1), currentPeriodEnd: day(32), charged: [] }; // prettier-ignore
    const after = [item('seats', 95_000n), yearly!];
    const asked = { ...running, after, newInterval: { unit: 'year', count: 1 } as const };
    for (const when of [{}, { when: 'date' as const, at: day(11) }]) {
      const { next, following } = decided(asked, when, day(11));
      expect(amounts(next.invoice.lines)).toEqual(['95.000', '1.000']);
      expect(amounts(following!.lines)).toEqual(['95.000', '36.500']);
    }
    expect(amountsOfChange(asked, 'now', day(11))).toEqual({ before: 12_600n, after: 131_500n });
  });
});
