import fc from 'fast-check';
import { seats } from '../../../test/support/seats.js';
import { slowCost, slowTotal } from '../../../test/support/usage-model.js';
import { explainLine } from '../invoice/explain-line.js';
import type { InvoiceLineDraft } from '../invoice/build-invoice.js';
import { formatAmount, money } from '../money/money.js';
import type { BillableItem } from '../pricing/price-items.js';
import { type PriceModel, priceQuantity } from '../pricing/price-model.js';
import type { Tier } from '../pricing/tiers.js';
import { parseUnitAmount } from '../pricing/unit-amount.js';
import type { Aggregation, Counted } from '../pricing/usage.js';
import { periodInvoice } from './period-invoice.js';
import { decideThreshold, type ThresholdFacts } from './usage-threshold.js';

const at = (text: string) => new Date(text);
const JANUARY = { start: at('2027-01-01T00:00Z'), end: at('2027-02-01T00:00Z') };
const FEBRUARY = { index: 1, start: JANUARY.end, end: at('2027-03-01T00:00Z') };
const TERMS = { discounts: [], tax: null, pendingLines: [] };
const kwd = (text: string) => parseUnitAmount(text, 'KWD');
const NONE: Counted = { quantity: 0n, records: 0n };

interface Meter {
  priceId: string;
  model: PriceModel;
  aggregation: Aggregation;
  threshold: bigint | null;
  all: Counted;
  billed: Counted;
}

const itemOf = ({ priceId, model, aggregation, threshold, all, billed }: Meter): BillableItem =>
  seats(0n, 1n, {
    priceId,
    description: priceId,
    kind: 'usage',
    model,
    billing: 'in_arrears',
    ended: JANUARY,
    usage: {
      aggregation,
      graceMinutes: 60,
      threshold: threshold === null ? null : money(threshold, 'KWD'),
      unbilled:
        all.records === billed.records && billed.records === 0n
          ? []
          : [
              {
                period: JANUARY,
                all,
                billed,
                isAhead: billed.records > 0n,
                charged: chargedFor(model, billed),
              },
            ],
    },
  });

const chargedFor = (model: PriceModel, { quantity }: Counted) => {
  const { amount } = priceQuantity(model, quantity);
  return { amount, net: amount, taxes: [], creditedBefore: money(0n, 'KWD') };
};

const facts = (meters: Meter[], change: Partial<ThresholdFacts> = {}): ThresholdFacts => ({
  status: 'active',
  cancelRequestedAt: null,
  currency: 'KWD',
  timeZone: 'UTC',
  current: JANUARY,
  nextBillAt: JANUARY.end,
  items: [seats(), ...meters.map(itemOf)],
  terms: TERMS,
  threshold: null,
  consent: null,
  ...change,
});

const endOfPeriod = (meters: Meter[]) =>
  periodInvoice({
    currency: 'KWD',
    items: meters.map(itemOf),
    terms: TERMS,
    period: FEBRUARY,
    timeZone: 'UTC',
  });

const NOON = at('2027-01-15T12:00Z');
const meter = (change: Partial<Meter> = {}): Meter => ({
  priceId: 'calls',
  model: { kind: 'per_unit', unitAmount: kwd('0.010') },
  aggregation: 'sum',
  threshold: 5_000n,
  all: { quantity: 500n, records: 3n },
  billed: NONE,
  ...change,
});
const CONSENT = {
  expiryDate: '2030-01-01',
  totalCycles: 999,
  cyclesUsed: 1,
  amountVariability: 'variable' as const,
  amountMinor: null,
  maxAmountMinor: null,
  cycleIntervalDays: 1,
};

describe('usage within a period', () => {
  it('is billed when it comes to the threshold, and not a unit sooner', () => {
    expect(decideThreshold(facts([meter()]), NOON)).toMatchObject({
      kind: 'bill',
      invoice: { total: { minor: 5_000n } },
    });
    const sooner = meter({ all: { quantity: 499n, records: 3n } });
    const notYet = { kind: 'wait', until: null, heldBack: null };
    expect(decideThreshold(facts([sooner]), NOON)).toMatchObject(notYet);
  });

  it('of all prices together comes to the threshold of the subscription', () => {
    const two = [meter({ threshold: null }), meter({ priceId: 'mails', threshold: null })];
    expect(decideThreshold(facts(two), NOON).kind).toBe('wait');
    const decided = decideThreshold(facts(two, { threshold: money(10_000n, 'KWD') }), NOON);
    expect(decided).toMatchObject({ kind: 'bill', accrued: { minor: 10_000n } });
  });

  it('is not billed ahead of what cannot be charged yet, and is looked at again when it can', () => {
    const last = at('2027-01-15T06:00Z');
    const soon = { consent: { ...CONSENT, lastSentAt: last } };
    expect(decideThreshold(facts([meter()], soon), NOON)).toMatchObject({
      kind: 'wait',
      until: at('2027-01-16T06:00Z'),
      heldBack: { accrued: { minor: 5_000n }, threshold: { minor: 5_000n } },
    });
    const rare = { consent: { ...CONSENT, cycleIntervalDays: 28, lastSentAt: last } };
    expect(decideThreshold(facts([meter()], rare), NOON)).toMatchObject({ kind: 'wait', until: null });
    const small = { consent: { ...CONSENT, maxAmountMinor: 4_999n, lastSentAt: null } };
    expect(decideThreshold(facts([meter()], small), NOON)).toMatchObject({ kind: 'wait', until: null });
  });

  it.each([
    ['past_due', at('2027-01-16T12:00Z')],
    ['paused', null],
    ['unpaid', null],
    ['canceled', null],
  ] as const)('of a subscription that is %s waits', (status, until) => {
    const heldBack = status === 'past_due' ? { accrued: { minor: 5_000n } } : null;
    expect(decideThreshold(facts([meter()], { status }), NOON)).toMatchObject({
      kind: 'wait',
      until,
      heldBack,
    });
  });

  it('of a period that is over is left to its own invoice', () => {
    const grace = facts([meter()], { nextBillAt: at('2027-02-01T01:00Z') });
    expect(decideThreshold(grace, JANUARY.end)).toMatchObject({
      kind: 'wait',
      until: at('2027-02-01T01:00Z'),
    });
  });

  it('that made all units cheaper is given back with the period', () => {
    const tiers = [
      { upTo: 999n, unitAmount: kwd('0.010'), flatAmount: kwd('0') },
      { upTo: null, unitAmount: kwd('0.004'), flatAmount: kwd('0') },
    ];
    const volume = meter({ model: { kind: 'volume', currency: 'KWD', tiers } });
    const cheaper = {
      ...volume,
      billed: { quantity: 999n, records: 4n },
      all: { quantity: 1_000n, records: 5n },
    };
    expect(decideThreshold(facts([cheaper]), NOON).kind).toBe('wait');
    const invoice = endOfPeriod([cheaper]);
    expect(invoice.lines.map(({ amount }) => formatAmount(amount))).toEqual(['-5.990']);
    expect([invoice.total.minor, invoice.creditToBalance.minor]).toEqual([0n, 5_990n]);
    expect(explainLine(invoice.lines[0]!)).toContain(
      'usage since a threshold was reached. In all the period costs',
    );
  });

  it('costs the same in all, however often a threshold is reached, as a slow model says that counts unit by unit', () => {
    fc.assert(
      fc.property(METERS, fc.option(fc.bigInt(1n, 9_000n)), RECORDS, (drawn, ofAll, records) => {
        let meters = drawn.map((one, i) => ({ ...one, priceId: `price_${i}`, all: NONE, billed: NONE }));
        const told: bigint[][] = meters.map(() => []);
        const paid = meters.map(() => 0n);
        const expected = meters.map(() => 0n);
        const bill = (lines: readonly InvoiceLineDraft[]) => {
          for (const { priceId, amount } of lines) paid[Number(priceId!.slice(6))]! += amount.minor;
          meters = meters.map((one) => ({ ...one, billed: one.all }));
        };
        for (const { of, quantity } of records) {
          const which = of % meters.length;
          told[which]!.push(quantity);
          const { aggregation } = meters[which]!;
          const all = {
            quantity: slowTotal(told[which]!, aggregation),
            records: BigInt(told[which]!.length),
          };
          meters = meters.map((one, i) => (i === which ? { ...one, all } : one));
          const threshold = ofAll === null ? null : money(ofAll, 'KWD');
          const decision = decideThreshold(facts(meters, { threshold }), NOON);
          const open = meters.map(({ model }, i) => slowCost(model, slowTotal(told[i]!, meters[i]!.aggregation)) - expected[i]!); // prettier-ignore
          const sum = open.reduce((a, b) => a + b, 0n);
          const isReached = [ofAll, ...meters.map((one) => one.threshold)].some(
            (limit, i) => limit !== null && (i === 0 ? sum : open[i - 1]!) >= limit,
          );
          expect(decision.kind).toBe(isReached && sum > 0n ? 'bill' : 'wait');
          if (decision.kind !== 'bill') continue;
          expect(decision.invoice.total.minor).toBe(sum);
          open.forEach((amount, i) => (expected[i]! += amount));
          bill(decision.invoice.lines);
          expect(decideThreshold(facts(meters, { threshold }), NOON).kind).toBe('wait');
        }
        bill(endOfPeriod(meters).lines);
        expect(paid).toEqual(meters.map(({ model, aggregation }, i) => slowCost(model, slowTotal(told[i]!, aggregation)))); // prettier-ignore
      }),
    );
  });
});

const RECORDS = fc.array(fc.record({ of: fc.nat(2), quantity: fc.bigInt(1n, 40n) }), { maxLength: 14 });
const UNIT = fc.integer({ min: 0, max: 900_000 }).map((n) => kwd((n / 1_000_000).toFixed(6)));
const TIERS = fc
  .tuple(fc.bigInt(1n, 20n), fc.bigInt(1n, 30n), UNIT, UNIT, UNIT, UNIT)
  .map(([first, more, a, b, c, flat]): Tier[] => [
    { upTo: first, unitAmount: a, flatAmount: kwd('0') },
    { upTo: first + more, unitAmount: b, flatAmount: flat },
    { upTo: null, unitAmount: c, flatAmount: kwd('0') },
  ]);
const MODELS: fc.Arbitrary<PriceModel> = fc.oneof(
  UNIT.map((unitAmount) => ({ kind: 'per_unit' as const, unitAmount })),
  TIERS.map((tiers) => ({ kind: 'graduated' as const, currency: 'KWD', tiers })),
  TIERS.map((tiers) => ({ kind: 'volume' as const, currency: 'KWD', tiers })),
  fc.tuple(UNIT, fc.bigInt(2n, 9n)).map(([packageAmount, packageSize]) => ({ kind: 'package' as const, packageAmount, packageSize })), // prettier-ignore
);
const METERS = fc.array(
  fc.record({
    model: MODELS,
    aggregation: fc.constantFrom<Aggregation>('sum', 'max', 'last'),
    threshold: fc.option(fc.bigInt(1n, 6_000n)),
  }),
  { minLength: 1, maxLength: 3 },
);
