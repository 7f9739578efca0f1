import {
  ATTEMPT_STATES,
  attemptMachine,
  type AttemptState,
  isOpenAttempt,
} from '../../domain/charge/attempt-states.js';
import { next } from '../../domain/state-machine.js';
import type { PaymentReading } from '../../gateway/payment-gateway.js';
import { eventsFor, type GatewayOutcome } from './gateway-outcome.js';

const reason = 'told by the test';
const OUTCOMES: { [K in GatewayOutcome['kind']]: Extract<GatewayOutcome, { kind: K }> } = {
  succeeded: { kind: 'succeeded', payment: {} as PaymentReading },
  authorized: { kind: 'authorized', payment: {} as PaymentReading },
  declined: { kind: 'declined', decline: { class: 'soft', code: null, message: reason } },
  refused: { kind: 'refused', message: reason },
  unsent: { kind: 'unsent', reason },
  unpaid: { kind: 'unpaid', reason },
  resolved_unpaid: { kind: 'resolved_unpaid', reason },
  unknown: { kind: 'unknown', trouble: { code: 'timeout', message: reason, httpStatus: null } },
  fenced: { kind: 'fenced', reason, checkAgainAt: new Date('2027-01-01T00:00:00Z') },
  to_human: { kind: 'to_human', reason },
  late_doubt: { kind: 'late_doubt', reason },
};
const EVERY = Object.values(OUTCOMES);
const PAIRS = ATTEMPT_STATES.flatMap((state) => EVERY.map((outcome) => [state, outcome.kind] as const));

/** Where an outcome takes an attempt; the state itself when it says nothing new. */
function after(state: AttemptState, kind: GatewayOutcome['kind']): AttemptState {
  return eventsFor(state, OUTCOMES[kind]).reduce((s, event) => next(attemptMachine, s, event), state);
}

describe('the outcome of an attempt', () => {
  it('always finds a way through the table, or says nothing new', () => {
    for (const [state, kind] of PAIRS) expect(() => after(state, kind)).not.toThrow();
  });

  it('says nothing new when it is told a second time', () => {
    for (const [state, kind] of PAIRS) expect(after(after(state, kind), kind)).toBe(after(state, kind));
  });

  it.each(ATTEMPT_STATES)('as a success is taken in the state %s', (state) => {
    expect(after(state, 'succeeded')).toBe('succeeded');
  });

  it('never takes a success back', () => {
    for (const { kind } of EVERY) expect(after('succeeded', kind)).toBe('succeeded');
  });

  it('never opens what was closed, but for a person who is to see late money: any other doubt is nothing new', () => {
    for (const [state, kind] of PAIRS) {
      if (isOpenAttempt(state) || kind === 'succeeded') continue;
      const isLate = kind === 'late_doubt' && state !== 'succeeded';
      expect(after(state, kind)).toBe(isLate ? 'manual' : state);
    }
  });

  it('leaves what a person decides to a person: only evidence or a success ends it', () => {
    for (const { kind } of EVERY) {
      const expected = { succeeded: 'succeeded', resolved_unpaid: 'abandoned' }[kind as string] ?? 'manual';
      expect(after('manual', kind)).toBe(expected);
    }
  });

  it('never turns a charge that was sent into a refusal of the request once its answer was doubtful', () => {
    expect(after('sent', 'refused')).toBe('rejected');
    expect(after('unknown', 'refused')).not.toBe('rejected');
  });
});
