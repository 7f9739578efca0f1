import type { LookResult, PaymentReading } from '../../gateway/payment-gateway.js';
import { judgeAnswer } from './judge-answer.js';

const trouble = (httpStatus: number | null): LookResult => ({
  kind: 'trouble',
  trouble: { code: 'unexpected', message: 'no', httpStatus },
});
const payment = { sessionId: 's', state: 'paid' } as PaymentReading;

describe('an answer about an order number', () => {
  it('is an absence only when the platform itself does not know it', () => {
    expect(judgeAnswer({ kind: 'not_found', message: 'Not found.' }, 0)).toEqual({ kind: 'absent' });
    const others: LookResult[] = [
      { kind: 'rate_limited', retryAfterSeconds: 5 },
      { kind: 'unauthorized', httpStatus: 403, message: 'no permission' },
      trouble(null),
      trouble(200),
      trouble(400),
      trouble(502),
    ];
    for (const look of others) {
      for (const asks of [0, 1, 2, 50]) expect(judgeAnswer(look, asks).kind).not.toBe('absent');
    }
  });

  it('is a payment, or another session, that the platform knows', () => {
    expect(judgeAnswer({ kind: 'found', payment }, 4)).toEqual({ kind: 'known', payment });
  });

  it('is asked for again, ever more rarely, and not before the platform allows it', () => {
    const wait = (look: LookResult, asks: number) => {
      const answer = judgeAnswer(look, asks);
      return answer.kind === 'again' ? answer.inSeconds : answer.kind;
    };
    expect([0, 1, 2, 3, 40].map((asks) => wait(trouble(502), asks))).toEqual([60, 120, 240, 480, 1860]);
    expect(wait({ kind: 'rate_limited', retryAfterSeconds: 1800 }, 0)).toBe(1800);
    expect(wait({ kind: 'rate_limited', retryAfterSeconds: 0 }, 0)).toBe(60);
  });

  it('is a secret after the third refusal, for a person to find out', () => {
    expect([0, 1, 2].map((asks) => judgeAnswer(trouble(400), asks).kind)).toEqual([
      'again',
      'again',
      'secret',
    ]);
  });
});
