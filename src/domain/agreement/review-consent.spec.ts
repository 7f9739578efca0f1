import fc from 'fast-check';
import { type ConsentFacts, needsNewAgreement, reviewConsent } from './review-consent.js';

const at = (text: string) => new Date(text);
const NOW = at('2027-06-10T06:00:00Z');

interface Given extends Omit<Partial<ConsentFacts>, 'agreement'> {
  agreement?: Partial<ConsentFacts['agreement']>;
}

function facts({ agreement = {}, ...over }: Given = {}): ConsentFacts {
  return {
    agreement: {
      expiryDate: '2046-01-31',
      totalCycles: 999,
      cyclesUsed: 5,
      cycleIntervalDays: 7,
      amountVariability: 'variable',
      amountMinor: null,
      maxAmountMinor: null,
      ...agreement,
    },
    told: [],
    card: { id: 'card_1', expiryMonth: 12, expiryYear: 2034 },
    nextBillAt: at('2027-07-10T06:00:00Z'),
    nextAmountMinor: null,
    nextPeriodIndex: 6,
    planned: null,
    timeZone: 'Asia/Kuwait',
    lead: { days: 30, cycles: 3 },
    ...over,
  };
}

const reasons = (given: Given, now = NOW) =>
  reviewConsent(facts(given), now).causes.map(({ reason }) => reason);

describe('a review of what the customer agreed to', () => {
  it('asks for nothing far from every limit, and is made again years later', () => {
    const { causes, nextReviewAt } = reviewConsent(facts(), NOW);
    expect(causes).toEqual([]);
    // 60 days before 12/2034 ends, in Kuwait: 30 that the platform wants, 30 ahead.
    expect(nextReviewAt).toEqual(at('2034-10-31T21:00:00Z'));
  });

  it('asks from thirty days before the end of the agreement on', () => {
    const ends = (expiryDate: string) => reasons({ agreement: { expiryDate } });
    expect(ends('2027-07-11')).toEqual([]);
    expect(ends('2027-07-10')).toEqual(['expiry']);
    expect(ends('2020-01-01')).toEqual(['expiry']);
    const { nextReviewAt } = reviewConsent(facts({ agreement: { expiryDate: '2027-07-20' } }), NOW);
    expect(nextReviewAt).toEqual(at('2027-06-19T21:00:00Z'));
  });

  it('asks when so many payments are left, and not later than they can have been made', () => {
    const left = (n: number) => reasons({ agreement: { totalCycles: 12, cyclesUsed: 12 - n } });
    expect([left(4), left(3), left(0)]).toEqual([[], ['cycles'], ['cycles']]);
    const { nextReviewAt } = reviewConsent(facts({ agreement: { totalCycles: 9 } }), NOW);
    expect(nextReviewAt).toEqual(at('2027-06-17T06:00:00Z'));
  });

  it('asks for what a planned change needs, once, and no more when that is agreed to', () => {
    const need = { amounts: ['12000'], interval: null, until: '2027-08-10' };
    const planned = { id: 'sch_1', need };
    const limited = (maxAmountMinor: bigint) => ({ agreement: { maxAmountMinor }, planned });
    expect(reasons(limited(11_999n))).toEqual(['change']);
    expect(reasons({ ...limited(11_999n), told: ['change:sch_1'] })).toEqual([]);
    expect(needsNewAgreement(facts({ ...limited(11_999n), told: ['change:sch_1'] }), NOW)).toBe(true);
    expect(reasons(limited(12_000n))).toEqual([]);
  });

  it('asks when the next amount is not one that was agreed to', () => {
    const upTo = (maxAmountMinor: bigint) =>
      reasons({ agreement: { maxAmountMinor }, nextAmountMinor: 9500n });
    expect([upTo(9499n), upTo(9500n)]).toEqual([['amount'], []]);
    const fixed = (amountMinor: bigint) =>
      reasons({ agreement: { amountVariability: 'fixed', amountMinor }, nextAmountMinor: 9500n });
    expect([fixed(9000n), fixed(9500n)]).toEqual([['amount'], []]);
    // A free period takes nothing.
    expect(reasons({ agreement: { maxAmountMinor: 1n }, nextAmountMinor: 0n })).toEqual([]);
  });

  it('asks for a card when the next charge falls where the platform may refuse the old one', () => {
    const card = { id: 'card_1', expiryMonth: 7, expiryYear: 2027 };
    const billedOn = (nextBillAt: string) => reasons({ card, nextBillAt: at(nextBillAt) });
    expect(billedOn('2027-07-01T06:00:00Z')).toEqual([]);
    expect(billedOn('2027-07-02T06:00:00Z')).toEqual(['card']);
    // Not yet: it is reviewed again when the next period is billed.
    const later = reviewConsent(facts({ card, nextBillAt: at('2027-06-20T06:00:00Z') }), NOW);
    expect(later.nextReviewAt).toEqual(at('2027-06-20T06:00:00Z'));
    expect(reasons({ card, nextBillAt: null })).toEqual([]);
  });

  it('asks once for each cause, and again for another card, or another amount of another period', () => {
    const card = { id: 'card_1', expiryMonth: 7, expiryYear: 2027 };
    const agreement = { expiryDate: '2027-06-30', maxAmountMinor: 1n };
    const given = { card, agreement, nextAmountMinor: 9500n };
    const { causes } = reviewConsent(facts(given), NOW);
    expect(causes.map(({ reason }) => reason)).toEqual(['expiry', 'amount', 'card']);
    const told = causes.map(({ key }) => key);
    expect(reasons({ ...given, told })).toEqual([]);
    expect(reasons({ ...given, told, card: { ...card, id: 'card_2' } })).toEqual(['card']);
    // Renewed under its token, and again near its end years later.
    expect(reasons({ ...given, told, card: { ...card, expiryMonth: 6 } })).toEqual(['card']);
    // Usage grows until it is billed: the link that was told stands.
    expect(reasons({ ...given, told, nextAmountMinor: 9600n })).toEqual([]);
    expect(reasons({ ...given, told, nextAmountMinor: 9600n, nextPeriodIndex: 7 })).toEqual(['amount']);
    expect(reasons({ ...given, told, nextPeriodIndex: 7 })).toEqual([]);
    // Told by an older version, which kept no period.
    expect(reasons({ agreement: { maxAmountMinor: 1n }, nextAmountMinor: 9500n, told: ['amount:9500'] })).toEqual([]); // prettier-ignore
  });

  it('is never due again at once, whatever it finds: the clock would spin', () => {
    const day = fc.date({
      min: at('2026-01-01T00:00:00Z'),
      max: at('2029-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(
        day,
        fc.option(day),
        fc.nat(20),
        fc.option(fc.bigInt({ min: 0n, max: 10n })),
        fc.boolean(),
        (now, nextBillAt, cyclesUsed, nextAmountMinor, hasTold) => {
          const given = facts({
            agreement: { totalCycles: 10, cyclesUsed, maxAmountMinor: 5n, expiryDate: '2027-07-01' },
            card: { id: 'card_1', expiryMonth: 6, expiryYear: 2027 },
            nextBillAt,
            nextAmountMinor,
            told: hasTold ? ['expiry', 'cycles', 'card:card_1:2027-6'] : [],
          });
          const { nextReviewAt } = reviewConsent(given, now);
          if (nextReviewAt !== null) expect(nextReviewAt.getTime()).toBeGreaterThan(now.getTime());
        },
      ),
    );
  });
});

describe('a customer who gives a card', () => {
  it('consents anew when the agreement itself is near its end, told or not', () => {
    const needs = (given: Given) => needsNewAgreement(facts(given), NOW);
    expect(needs({})).toBe(false);
    expect(needs({ card: { id: 'card_1', expiryMonth: 6, expiryYear: 2027 } })).toBe(false);
    expect(needs({ agreement: { expiryDate: '2027-06-30' }, told: ['expiry'] })).toBe(true);
  });
});
