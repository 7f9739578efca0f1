import {
  ATTEMPT_STATES,
  attemptMachine,
  isOpenAttempt,
  OPEN_ATTEMPT_STATES,
} from './charge/attempt-states.js';
import { chargeMachine } from './charge/charge-states.js';
import { invoiceMachine } from './invoice/invoice-states.js';
import { breakerMachine } from './safeguards/breaker.js';
import { refundMachine } from './refund/refund-states.js';
import {
  can,
  defineStateMachine,
  eventsOf,
  IllegalTransition,
  next,
  type StateMachine,
} from './state-machine.js';
import {
  eventWhenDeclined,
  eventWhenPaid,
  SUBSCRIPTION_STATES,
  subscriptionMachine,
} from './subscription/subscription-states.js';

type AnyMachine = StateMachine<string, string>;
const MACHINES = [
  subscriptionMachine,
  invoiceMachine,
  chargeMachine,
  attemptMachine,
  breakerMachine,
  refundMachine,
] as unknown as AnyMachine[];

describe.each(MACHINES)('$name', (machine) => {
  const pairs = machine.states.flatMap((state) => eventsOf(machine).map((event) => [state, event] as const));

  it('answers every pair of state and event: a known state or a refusal that names both', () => {
    for (const [state, event] of pairs) {
      const listed = machine.transitions[state]?.[event];
      expect(can(machine, state, event)).toBe(listed !== undefined);
      if (listed === undefined) {
        expect(() => next(machine, state, event)).toThrow(new IllegalTransition(machine.name, state, event));
      } else {
        expect(next(machine, state, event)).toBe(listed);
        expect(machine.states).toContain(listed);
      }
    }
  });

  it('refuses events nobody listed, also names that every object has', () => {
    for (const event of ['toString', 'constructor', '__proto__', 'nonsense']) {
      expect(can(machine, machine.initial, event)).toBe(false);
      expect(() => next(machine, machine.initial, event)).toThrow(IllegalTransition);
    }
  });
});

describe('the law of attempts', () => {
  it('success absorbs: every other state accepts a late one, and nothing leaves it', () => {
    for (const state of ATTEMPT_STATES.filter((each) => each !== 'succeeded')) {
      expect(next(attemptMachine, state, 'late_success')).toBe('succeeded');
    }
    expect(attemptMachine.transitions.succeeded).toEqual({});
  });

  it('unknown becomes unpaid only by proof, a found decline or a person', () => {
    const negatives = ['declined', 'rejected', 'abandoned'];
    const ways = Object.entries(attemptMachine.transitions.unknown).filter(([, to]) =>
      negatives.includes(to),
    );
    expect(ways.map(([event]) => event).sort()).toEqual(['decline_found', 'proven_unpaid']);
  });

  it('a closed attempt opens again only for a person, whom doubt about money leads to', () => {
    for (const state of ATTEMPT_STATES.filter((each) => !isOpenAttempt(each))) {
      for (const [event, target] of Object.entries(attemptMachine.transitions[state])) {
        if (isOpenAttempt(target)) expect([event, target]).toEqual(['late_doubt', 'manual']);
      }
    }
    for (const state of ['declined', 'rejected', 'abandoned'] as const) {
      expect(next(attemptMachine, state, 'late_doubt')).toBe('manual');
    }
    expect(OPEN_ATTEMPT_STATES).toEqual([
      'prepared',
      'ready',
      'sent',
      'unknown',
      'fenced',
      'authorized',
      'manual',
    ]);
  });

  it('a payer who was declined on the page may try again', () => {
    expect(next(attemptMachine, 'ready', 'customer_declined')).toBe('ready');
  });
});

describe('the law of the others', () => {
  it('a charge accepts a late success from everywhere, and cannot be canceled in flight', () => {
    for (const state of chargeMachine.states.filter((each) => each !== 'succeeded')) {
      expect(next(chargeMachine, state, 'late_success')).toBe('succeeded');
    }
    expect(can(chargeMachine, 'processing', 'cancel')).toBe(false);
  });

  it('an invoice written off still takes money; a void one does not', () => {
    expect(next(invoiceMachine, 'uncollectible', 'pay')).toBe('paid');
    expect(can(invoiceMachine, 'void', 'pay')).toBe(false);
  });

  it('what a payment or a decline means to a subscription is always a listed event', () => {
    for (const state of SUBSCRIPTION_STATES) {
      for (const event of [eventWhenPaid(state), eventWhenDeclined(state)]) {
        if (event !== null) expect(can(subscriptionMachine, state, event)).toBe(true);
      }
    }
    expect(SUBSCRIPTION_STATES.map((state) => eventWhenPaid(state))).toEqual([
      'first_payment_succeeded',
      null,
      null,
      'payment_recovered',
      'payment_recovered',
      null,
      null,
      null,
    ]);
    expect(eventWhenDeclined('past_due')).toBeNull();
  });
});

describe('a wrong table fails when the program starts', () => {
  const light = {
    name: 'light',
    states: ['red', 'green', 'broken'],
    initial: 'red',
    final: ['broken'],
    transitions: { red: { go: 'green' }, green: { stop: 'red', fail: 'broken' }, broken: {} },
  };
  const define = (change: object): unknown => defineStateMachine({ ...light, ...change });

  it.each([
    [
      'a target that is no state',
      { transitions: { ...light.transitions, red: { go: 'gren' } } },
      '"gren" is not a state',
    ],
    ['a row that is no state', { transitions: { ...light.transitions, blue: {} } }, '"blue" is not a state'],
    ['an initial that is no state', { initial: 'blue' }, '"blue" is not a state'],
    ['a final that is no state', { final: ['broken', 'blue'] }, '"blue" is not a state'],
    [
      'a missing row',
      { transitions: { red: { go: 'green' }, green: { fail: 'broken' } } },
      '"broken" has no row',
    ],
    ['a state twice', { states: [...light.states, 'red'] }, '"red" is listed twice'],
    [
      'an unreachable state',
      { transitions: { ...light.transitions, green: { stop: 'red' } } },
      '"broken" cannot be reached',
    ],
    ['a dead end', { final: [] }, '"broken" is a dead end but not final'],
    [
      'a dead end that loops',
      { final: [], transitions: { ...light.transitions, broken: { fail: 'broken' } } },
      'dead end',
    ],
    [
      'a final that can be left',
      { transitions: { ...light.transitions, broken: { go: 'red' } } },
      '"broken" can be left',
    ],
    [
      'a ring with no way out',
      {
        states: [...light.states, 'a', 'b'],
        transitions: {
          ...light.transitions,
          red: { go: 'green', trap: 'a' },
          a: { go: 'b' },
          b: { go: 'a' },
        },
      },
      '"a" cannot reach a final state; "b" cannot reach a final state',
    ],
  ])('%s', (_name, change, message) => {
    expect(() => define(light)).not.toThrow();
    expect(() => define(change)).toThrow(`state machine light: `);
    expect(() => define(change)).toThrow(message);
  });
});
