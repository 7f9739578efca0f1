import fc from 'fast-check';
import { decidePaymentInquiry } from './payment-inquiries.js';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(Date.UTC(2027, 0, 31) + minutes * MINUTE);
const decide = (made: number[], now: number, created: number | null = null, scale = 1) =>
  decidePaymentInquiry(
    { inquiredAt: made.map(at), createdAt: created === null ? null : at(created) },
    at(now),
    scale,
  );

describe('a status query about one payment', () => {
  it.each([
    ['the first, of a payment of whose age nothing is known', [], 0, null, null],
    ['the first, in its first ten minutes', [], 4, 0, 390],
    ['the first, later', [], 10.5, 0, null],
    ['a second, within half an hour', [0], 29, null, 90],
    ['a second, later', [0], 30.5, null, null],
    ['a fourth, on the same day', [0, 31, 62], 100, null, 1340 * 60],
    ['a fourth, a day after the first', [0, 31, 62], 1440, null, null],
    ['one of a clock that is fast counts as made now', [50], 0, null, 30.5 * 60],
    ['an age told by a clock of another time', [], 0, 5, null],
  ])('%s', (_, made, now, created, waits) => {
    const decision = decide(made, now, created);
    expect(decision.kind === 'wait' ? decision.retryAfterSeconds : null).toBe(waits);
  });

  it('waits shorter where all waits are shortened', () => {
    expect(decide([0], 1, null, 0.01).kind).toBe('go');
    expect(decide([0, 1, 2], 14, null, 0.01)).toEqual({ kind: 'wait', retryAfterSeconds: 24 });
  });

  it('is never made against what the platform allows, whoever asks and however often', () => {
    const askers = fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 50, maxLength: 300 });
    fc.assert(
      fc.property(askers, (steps) => {
        let [now, kept] = [0, [] as Date[]];
        const made: number[] = [];
        for (const step of steps) {
          now += step;
          const decision = decidePaymentInquiry({ inquiredAt: kept, createdAt: at(0) }, at(now));
          if (decision.kind === 'go') {
            kept = decision.inquiredAt;
            made.push(now);
            continue;
          }
          // Whoever comes back when it was told is let through.
          const back = new Date(at(now).getTime() + decision.retryAfterSeconds * 1000);
          expect(decidePaymentInquiry({ inquiredAt: kept, createdAt: at(0) }, back).kind).toBe('go');
        }
        expect(made.every((minute) => minute >= 10)).toBe(true);
        expect(made.every((minute, i) => i === 0 || minute - made[i - 1]! >= 30)).toBe(true);
        expect(made.every((minute) => made.filter((m) => m <= minute && m > minute - 1440).length <= 3)).toBe(
          true,
        );
      }),
    );
  });
});
