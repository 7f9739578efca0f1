import type { LookResult, PaymentReading } from '../../gateway/payment-gateway.js';
import { judgeAnswer } from './judge-answer.js';

const trouble = (httpStatus: number | null): LookResult => ({
  kind: 'trouble',
  trouble: { code: 'unexpected', message: 'no', httpStatus },
});
const unknown: LookResult = { kind: 'not_found', message: 'Not found.' };
const FIRST = { isProbe: false, isBehindAbsent: false };
const BEHIND = { isProbe: false, isBehindAbsent: true };
const PROBE = { isProbe: true, isBehindAbsent: false };
const never = { asks: 0, said: null, saidTimes: 0 };
const asked = (asks: number) => ({ ...never, asks });
const refused = (saidTimes: number) => ({ asks: 7, said: 'refused' as const, saidTimes });
const unheardOf = (saidTimes: number) => ({ asks: 7, said: 'unknown' as const, saidTimes });
const payment = { sessionId: 's', state: 'paid' } as PaymentReading;

describe('an answer about an order number', () => {
  it('is an absence only when the platform itself does not know it', () => {
    expect(judgeAnswer(unknown, unheardOf(2), FIRST)).toEqual({ kind: 'absent' });
    const others: LookResult[] = [
      { kind: 'rate_limited', retryAfterSeconds: 5 },
      { kind: 'unauthorized', httpStatus: 403, message: 'no permission' },
      trouble(null),
      trouble(200),
      trouble(400),
      trouble(502),
    ];
    for (const look of others) {
      for (const before of [never, asked(50), unheardOf(2), refused(2)]) {
        expect(judgeAnswer(look, before, BEHIND).kind).not.toBe('absent');
      }
    }
  });

  it('is an absence only when it was told three times in a row, half an hour apart: one may be a proxy’s', () => {
    const again = { kind: 'again', inSeconds: 900, said: 'unknown' };
    expect(judgeAnswer(unknown, never, FIRST)).toMatchObject({ ...again, saidTimes: 1 });
    expect(judgeAnswer(unknown, unheardOf(1), FIRST)).toMatchObject({ ...again, saidTimes: 2 });
    // Silence changes nothing, and what is refused is there.
    expect(judgeAnswer(trouble(502), unheardOf(2), FIRST)).toMatchObject({ said: 'unknown', saidTimes: 2 });
    expect(judgeAnswer(trouble(400), unheardOf(2), FIRST)).toMatchObject({ said: 'refused', saidTimes: 1 });
    expect(judgeAnswer(unknown, refused(2), FIRST)).toMatchObject({ ...again, saidTimes: 1 });
  });

  it('is an absence the second time in a minute after a mere silence', () => {
    expect(judgeAnswer(unknown, never, PROBE)).toMatchObject({ inSeconds: 60, saidTimes: 1 });
    expect(judgeAnswer(unknown, unheardOf(1), PROBE)).toEqual({ kind: 'absent' });
  });

  it('is an absence at once for a try behind one that is not there either', () => {
    expect(judgeAnswer(unknown, never, BEHIND)).toEqual({ kind: 'absent' });
  });

  it('is a payment, or another session, that the platform knows', () => {
    expect(judgeAnswer({ kind: 'found', payment }, asked(4), FIRST)).toEqual({ kind: 'known', payment });
    expect(judgeAnswer({ kind: 'found', payment }, unheardOf(2), BEHIND)).toEqual({ kind: 'known', payment });
  });

  it('is asked for again, ever more rarely, and not before the platform allows it', () => {
    const wait = (look: LookResult, asks: number) => {
      const answer = judgeAnswer(look, asked(asks), FIRST);
      return answer.kind === 'again' ? answer.inSeconds : answer.kind;
    };
    expect([0, 1, 2, 3, 40].map((asks) => wait(trouble(502), asks))).toEqual([60, 120, 240, 480, 1860]);
    expect(wait({ kind: 'rate_limited', retryAfterSeconds: 1800 }, 0)).toBe(1800);
    expect(wait({ kind: 'rate_limited', retryAfterSeconds: 0 }, 0)).toBe(60);
  });

  it('is a secret after the third refusal, for a person to find out', () => {
    const kinds = [never, refused(1), refused(2)].map(
      (before) => judgeAnswer(trouble(400), before, FIRST).kind,
    );
    expect(kinds).toEqual(['again', 'again', 'secret']);
    // However often it was asked without an answer before.
    expect(judgeAnswer(trouble(400), asked(9), FIRST).kind).toBe('again');
  });
});
