import fc from 'fast-check';
import { type CardTry, limitOfCard } from './card-limits.js';

const NOW = new Date('2027-03-31T09:00:00Z');
const HOUR = 3_600_000;

function hoursAgo(hours: number, extra: Partial<CardTry> = {}): CardTry {
  return { at: new Date(NOW.getTime() - hours * HOUR), declined: true, adviceCode: null, ...extra };
}

describe('the networks’ limits of one card', () => {
  it('lets a card without history be tried', () => {
    expect(limitOfCard({ brand: 'VISA', tries: [] }, NOW)).toEqual({ kind: 'allowed' });
  });

  it('stops a Visa card after 15 declines until the oldest of them is 30 days old', () => {
    const tries = Array.from({ length: 15 }, (_, i) => hoursAgo(24 * (i + 1)));
    const limit = limitOfCard({ brand: 'VISA', tries }, NOW);
    expect(limit).toMatchObject({ kind: 'wait', until: new Date(NOW.getTime() + 15 * 24 * HOUR) });
    expect(limitOfCard({ brand: 'VISA', tries: tries.slice(1) }, NOW)).toEqual({ kind: 'allowed' });
  });

  it('does not count approved charges against a Visa card', () => {
    const tries = Array.from({ length: 20 }, (_, i) => hoursAgo(24 * i + 1, { declined: false }));
    expect(limitOfCard({ brand: 'Visa', tries }, NOW)).toEqual({ kind: 'allowed' });
  });

  it('stops a Mastercard after 10 tries in 24 hours, approved or not', () => {
    const tries = Array.from({ length: 10 }, (_, i) => hoursAgo(i + 1, { declined: i % 2 === 0 }));
    expect(limitOfCard({ brand: 'MASTERCARD', tries }, NOW)).toMatchObject({
      kind: 'wait',
      until: new Date(NOW.getTime() + 14 * HOUR),
    });
  });

  it('stops a Mastercard after 35 tries in 30 days', () => {
    const tries = Array.from({ length: 35 }, (_, i) => hoursAgo(20 * i + 30));
    expect(limitOfCard({ brand: 'MasterCard', tries }, NOW).kind).toBe('wait');
    expect(limitOfCard({ brand: 'MasterCard', tries: tries.slice(1) }, NOW).kind).toBe('allowed');
  });

  it.each([
    ['02', 72],
    ['24', 1],
    ['25', 24],
    ['26', 48],
    ['27', 96],
    ['28', 144],
    ['29', 192],
    ['30', 240],
  ])('waits as long as advice %s asks: %i hours', (adviceCode, hours) => {
    const at = hoursAgo(hours - 0.5, { adviceCode });
    for (const brand of ['MASTERCARD', 'Maestro', null]) {
      expect(limitOfCard({ brand, tries: [at] }, NOW)).toMatchObject({
        kind: 'wait',
        until: new Date(NOW.getTime() + HOUR / 2),
      });
      expect(limitOfCard({ brand, tries: [hoursAgo(hours, { adviceCode })] }, NOW).kind).toBe('allowed');
    }
    for (const brand of ['VISA', 'AMEX', 'mada', 'KNET'])
      expect(limitOfCard({ brand, tries: [at] }, NOW).kind).toBe('allowed');
  });

  it.each(['01', '03', '04', '08', '21'])('never tries again after advice %s', (adviceCode) => {
    expect(limitOfCard({ brand: 'MASTERCARD', tries: [hoursAgo(500, { adviceCode })] }, NOW).kind).toBe(
      'never',
    );
  });

  it('leaves a Visa card alone with what Mastercard advises', () => {
    expect(limitOfCard({ brand: 'VISA', tries: [hoursAgo(30, { adviceCode: '03' })] }, NOW).kind).toBe(
      'allowed',
    );
  });

  it('tries one card for one invoice five times in all, the merchant’s own faults not counted', () => {
    const tries = [30, 60, 90, 120, 150].map((hours) => hoursAgo(hours, { invoiceId: 1n }));
    expect(limitOfCard({ brand: 'VISA', tries, invoiceId: 1n }, NOW).kind).toBe('never');
    expect(limitOfCard({ brand: 'VISA', tries, invoiceId: 2n }, NOW).kind).toBe('allowed');
    const fault = hoursAgo(30, { invoiceId: 1n, isMerchantsFault: true });
    expect(limitOfCard({ brand: 'VISA', tries: [fault, ...tries.slice(1)], invoiceId: 1n }, NOW).kind).toBe(
      'allowed',
    );
  });

  it('tries it twice again where it is not understood why it is declined, whoever asks for the try', () => {
    const tries = (...isNotUnderstood: boolean[]) =>
      isNotUnderstood.map((is, i) => hoursAgo(30 * (i + 1), { invoiceId: 1n, isNotUnderstood: is }));
    const limit = (newestFirst: CardTry[]) =>
      limitOfCard({ brand: 'VISA', tries: newestFirst, invoiceId: 1n }, NOW);
    expect(limit(tries(true, true, true)).kind).toBe('never');
    expect(limit(tries(true, false, false)).kind).toBe('never');
    expect(limit(tries(true, true)).kind).toBe('allowed');
    expect(limit(tries(false, true, true)).kind).toBe('allowed');
  });

  it('ends the tries of a card for an invoice 21 days after the first', () => {
    const first = (hours: number) => [hoursAgo(hours, { invoiceId: 1n })];
    const day21 = 21 * 24;
    expect(limitOfCard({ brand: 'VISA', tries: first(day21), invoiceId: 1n }, NOW).kind).toBe('never');
    expect(limitOfCard({ brand: 'VISA', tries: first(day21 - 0.01), invoiceId: 1n }, NOW).kind).toBe(
      'allowed',
    );
  });

  it('goes by the newest advice only', () => {
    const tries = [hoursAgo(50, { adviceCode: '03' }), hoursAgo(2, { declined: false })];
    expect(limitOfCard({ brand: 'MASTERCARD', tries }, NOW).kind).toBe('allowed');
  });

  it('lets a renewed card begin anew for an invoice, and takes advice as followed; the networks count on', () => {
    const renewedAt = hoursAgo(1).at;
    const advised = { brand: 'MASTERCARD', tries: [hoursAgo(2, { adviceCode: '01' })] };
    expect(limitOfCard(advised, NOW).kind).toBe('never');
    expect(limitOfCard({ ...advised, renewedAt }, NOW).kind).toBe('allowed');
    expect(limitOfCard({ ...advised, renewedAt: hoursAgo(3).at }, NOW).kind).toBe('never');
    const ofInvoice = {
      brand: 'VISA',
      tries: [100, 80, 60, 40, 20].map((hours) => hoursAgo(hours, { invoiceId: 7n })),
      invoiceId: 7n,
    };
    expect(limitOfCard(ofInvoice, NOW).kind).toBe('never');
    expect(limitOfCard({ ...ofInvoice, renewedAt }, NOW).kind).toBe('allowed');
    const many = Array.from({ length: 15 }, (_, i) => hoursAgo(20 + i));
    expect(limitOfCard({ brand: 'VISA', tries: many, renewedAt }, NOW).kind).toBe('wait');
  });

  it('once it names a time to wait until, the card may be tried then, if nothing was tried meanwhile', () => {
    const anyTry = fc.record({
      at: fc
        .integer({ min: 1, max: 30 * 24 * 60 })
        .map((minutes) => new Date(NOW.getTime() - minutes * 60_000)),
      declined: fc.boolean(),
      adviceCode: fc.constantFrom(null, '02', '24', '25', '30'),
    });
    fc.assert(
      fc.property(
        fc.constantFrom('VISA', 'MASTERCARD', null),
        fc.array(anyTry, { maxLength: 60 }),
        (brand, tries) => {
          let now = NOW;
          // Each wait ends one rule; there are only a handful of rules.
          for (let i = 0; i < 80; i++) {
            const limit = limitOfCard({ brand, tries }, now);
            if (limit.kind === 'allowed') return;
            expect(limit.kind).toBe('wait');
            if (limit.kind !== 'wait') return;
            expect(limit.until.getTime()).toBeGreaterThan(now.getTime());
            now = limit.until;
          }
          throw new Error('the waits never end');
        },
      ),
    );
  });
});
