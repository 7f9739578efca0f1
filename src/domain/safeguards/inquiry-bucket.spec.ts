import fc from 'fast-check';
import { decideInquiry, inquiriesOfLastMinute, INQUIRIES_PER_MINUTE } from './inquiry-bucket.js';

const at = (seconds: number) => new Date(Date.UTC(2027, 0, 31) + seconds * 1000);

describe('decideInquiry', () => {
  it('lets 25 go and makes the next wait until the oldest is a minute old', () => {
    let made: Date[] = [];
    for (let n = 0; n < INQUIRIES_PER_MINUTE; n++) {
      const decision = decideInquiry(made, at(n));
      if (decision.kind !== 'go') throw new Error('refused too early');
      made = decision.inquiredAt;
    }
    expect([24, 60, 70, 90].map((n) => inquiriesOfLastMinute(made, at(n)))).toEqual([25, 24, 14, 0]);
    expect(decideInquiry(made, at(25))).toEqual({ kind: 'wait', retryAfterSeconds: 35 });
    expect(decideInquiry(made, at(60))).toMatchObject({ kind: 'go' });
  });

  it('counts those of before the turn of a minute after it', () => {
    const made = Array.from({ length: INQUIRIES_PER_MINUTE }, (_, n) => at(50 + n / 10));
    expect(decideInquiry(made, at(61))).toEqual({ kind: 'wait', retryAfterSeconds: 49 });
  });

  it('shortens the minute as all waits are shortened', () => {
    const made = Array.from({ length: INQUIRIES_PER_MINUTE }, () => at(0));
    expect(decideInquiry(made, at(1), 0.01)).toEqual({ kind: 'go', inquiredAt: [at(1)] });
  });

  it('never makes more than 25 in any 60 seconds, not only in those of a clock', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 60, maxLength: 200 }), (steps) => {
        let [now, kept] = [0, [] as Date[]];
        const made: number[] = [];
        for (const step of steps) {
          now += step / 1000;
          const decision = decideInquiry(kept, at(now));
          if (decision.kind === 'wait') continue;
          kept = decision.inquiredAt;
          made.push(at(now).getTime());
        }
        // The twenty-sixth after any of them comes a minute later at the earliest.
        const apart = made.slice(INQUIRIES_PER_MINUTE).map((ms, i) => ms - made[i]!);
        expect(Math.min(60_000, ...apart)).toBe(60_000);
        expect(kept.length).toBeLessThanOrEqual(INQUIRIES_PER_MINUTE);
      }),
    );
  });
});
