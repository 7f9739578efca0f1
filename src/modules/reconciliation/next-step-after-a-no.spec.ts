import { ago, attempt, DAY, MINUTE, moment, NOW } from '../../../test/support/attempt-in-doubt.js';
import type { PaymentReading } from '../../gateway/payment-gateway.js';
import type { Verdict } from '../charges/index.js';
import { nextStep } from './next-step.js';
import type { Step } from './steps.js';

const DECLINE = { class: 'soft', code: '05', message: 'Do not honour' } as const;
const REASON = 'paid with another amount';
const VERDICTS: Record<'held' | 'closed' | 'contradiction' | 'unreadable', Verdict> = {
  held: { kind: 'held', payment: {} as PaymentReading },
  closed: { kind: 'closed', decline: DECLINE },
  contradiction: { kind: 'contradiction', reason: REASON },
  unreadable: { kind: 'unreadable', reason: 'HTTP 500', retryAfterSeconds: null },
};

function outcomeOf(step: Step): string | null {
  if (step.do === 'settle') return step.outcome.kind;
  return step.do === 'expire' ? step.settled.kind : null;
}

describe('what follows a look at an attempt', () => {
  it.each(['declined', 'abandoned', 'rejected'] as const)(
    'looks at one that was %s after 24 and 72 hours, and then rests',
    (status) => {
      const look = (hours: number, verdict = VERDICTS.closed) =>
        nextStep(attempt(status, { resolvedAt: ago(hours * 60 * MINUTE) }), verdict, moment);
      const inHours = (hours: number) => ({ do: 'wait', at: new Date(NOW.getTime() + hours * 60 * MINUTE) });
      expect(look(0)).toEqual(inHours(24));
      expect(look(23)).toEqual(inHours(1));
      expect(look(24)).toEqual(inHours(48));
      expect(look(72)).toEqual({ do: 'rest' });
      // A look that could not be read is made again, for a week.
      expect(look(72, VERDICTS.unreadable)).toEqual(inHours(31 / 60));
      expect(look(7 * 24, VERDICTS.unreadable)).toEqual({ do: 'rest' });
    },
  );

  it.each(['declined', 'abandoned', 'rejected'] as const)(
    'gives one that was %s to a person when other money is seen twice to come to it, or money is held for it, once',
    (status) => {
      const contradiction = REASON;
      const first = nextStep(attempt(status, { resolvedAt: NOW }), VERDICTS.contradiction, moment);
      expect(first).toEqual({ do: 'doubt', reason: REASON, at: new Date(NOW.getTime() + MINUTE) });
      for (const verdict of [VERDICTS.contradiction, VERDICTS.held]) {
        const step = nextStep(attempt(status, { resolvedAt: NOW, contradiction }), verdict, moment);
        expect(outcomeOf(step)).toBe('late_doubt');
        const message = step.do === 'settle' && 'reason' in step.outcome ? step.outcome.reason : '';
        const trouble = { code: 'unexpected', message, httpStatus: null } as const;
        const judged = attempt(status, { resolvedAt: NOW, settledBy: 'human', trouble, contradiction });
        expect(nextStep(judged, verdict, moment).do).toBe('wait');
        // What a person has judged was something else.
        const other = { ...judged, trouble: { ...trouble, message: 'no answer in a week' } };
        expect(outcomeOf(nextStep(other, verdict, moment))).toBe('late_doubt');
      }
      // Held before, and let go as far as we know.
      const letGo = attempt(status, { resolvedAt: NOW, authorizedAt: ago(DAY) });
      expect(nextStep(letGo, VERDICTS.held, moment).do).toBe('wait');
    },
  );

  it('asks for a week how much was paid, and gives it to a person then, once', () => {
    const untold: Verdict = { ...VERDICTS.unreadable, reason: REASON, saysPaid: true } as Verdict;
    const look = (days: number, over = {}) =>
      nextStep(attempt('declined', { resolvedAt: ago(days * DAY), ...over }), untold, moment);
    expect(look(6).do).toBe('wait');
    expect(outcomeOf(look(7))).toBe('late_doubt');
    const message = `after 7 days still no answer: ${REASON}`;
    const judged = { settledBy: 'human', trouble: { code: 'unexpected', message, httpStatus: null } };
    expect(look(7, judged)).toEqual({ do: 'rest' });
  });
});
