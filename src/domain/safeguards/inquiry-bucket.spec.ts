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

  it('shortens the minute as all waits are shortened', () => {
    const made = Array.from({ length: INQUIRIES_PER_MINUTE }, () => at(0));
    expect(decideInquiry(made, at(1), 0.01)).toEqual({ kind: 'go', inquiredAt: [at(1)] });
  });

  it('never makes more than 25 in any 60 seconds, not only in those of a clock', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 200 }), (steps) => {
        let [now, kept] = [0, [] as Date[]];
        const made: number[] = [];
        for (const step of steps) {
          now += step / 1000;
          const decision = decideInquiry(kept, at(now));
          if (decision.kind === 'wait') continue;
          kept = decision.inquiredAt;
          made.push(at(now).getTime());
        }
        for (const [i, first] of made.entries()) {
          const within = made.slice(i).filter((ms) => ms - first < 60_000);
          expect(within.length).toBeLessThanOrEqual(INQUIRIES_PER_MINUTE);
        }
        expect(kept.length).toBeLessThanOrEqual(INQUIRIES_PER_MINUTE);
      }),
    );
  });
});
