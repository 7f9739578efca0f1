import type { Attempt, Verdict } from '../charges/index.js';
import { nextStep } from './next-step.js';
import type { Step } from './steps.js';

const NOW = new Date('2027-02-10T06:00:00Z');
const HOUR = 60 * 60_000;
const moment = { now: NOW, waitScale: 1 };
const inHours = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
const HELD = { kind: 'held', payment: {} } as Verdict;
const VOIDED: Verdict = { kind: 'voided' };
const UNREADABLE: Verdict = { kind: 'unreadable', reason: 'HTTP 500', retryAfterSeconds: null };

function attempt(status: Attempt['status'], hoursLeft: number, over: Partial<Attempt> = {}): Attempt {
  const times = { preparedAt: NOW, sentAt: NOW, fencedAt: NOW, expiresAt: null };
  const hold = { holdUntil: inHours(hoursLeft), holdWarnedAt: null };
  return { status, sessionId: 's1', resolvedAt: null, checks: 0, ...times, ...hold, ...over } as Attempt;
}
const outcomeOf = (step: Step) => (step.do === 'settle' ? step.outcome.kind : step.do);

describe('what follows a look at money that a bank holds', () => {
  it('leaves it to the merchant, warns once before it ends, and then asks a person', () => {
    const step = (hoursLeft: number, verdict = HELD, over: Partial<Attempt> = {}) =>
      nextStep(attempt('authorized', hoursLeft, over), verdict, moment);
    expect(step(100)).toEqual({ do: 'wait', at: inHours(6) });
    expect(step(50)).toEqual({ do: 'wait', at: inHours(2) });
    expect(step(48)).toEqual({ do: 'warn', at: inHours(6) });
    expect(step(3, UNREADABLE)).toEqual({ do: 'warn', at: inHours(3) });
    expect(step(47, HELD, { holdWarnedAt: NOW })).toEqual({ do: 'wait', at: inHours(6) });
    expect(outcomeOf(step(0))).toBe('to_human');
    expect(outcomeOf(step(100, VOIDED))).toBe('unpaid');
    expect(outcomeOf(step(100, { kind: 'closed', decline: null }))).toBe('fenced');
  });

  it.each(['ready', 'sent', 'unknown', 'fenced'] as const)(
    'is, for one that is %s, neither a success nor a "no"; let go of, it is a "no"',
    (status) => {
      expect(outcomeOf(nextStep(attempt(status, 100), HELD, moment))).toBe('authorized');
      expect(outcomeOf(nextStep(attempt(status, 100), VOIDED, moment))).toBe('unpaid');
    },
  );
});
