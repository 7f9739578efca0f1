import { defineStateMachine } from '../state-machine.js';

export const DIFFERENCE_STATES = [
  /** Waits for somebody. */
  'open',
  /** What was proposed is under way; the next comparison tells whether it helped. */
  'applied',
  /** A person has said, with evidence, that it may stay. */
  'accepted',
  /** It is not there any more. */
  'gone',
] as const;
export type DifferenceState = (typeof DIFFERENCE_STATES)[number];
export type DifferenceEvent = 'apply' | 'accept' | 'still_there' | 'back_as_accepted' | 'changed' | 'vanish';

/** Only these keep a day from being proven. */
export const OPEN_DIFFERENCE_STATES = ['open', 'applied'] as const satisfies readonly DifferenceState[];

/**
 * What was accepted stays accepted while it says the same, also when it was gone in between; with other figures it is
 * another difference, and somebody has to look again.
 */
export const differenceMachine = defineStateMachine<DifferenceState, DifferenceEvent>({
  name: 'difference',
  states: DIFFERENCE_STATES,
  initial: 'open',
  final: [],
  transitions: {
    open: { apply: 'applied', accept: 'accepted', still_there: 'open', changed: 'open', vanish: 'gone' },
    applied: {
      apply: 'applied',
      accept: 'accepted',
      still_there: 'open',
      changed: 'open',
      vanish: 'gone',
    },
    accepted: { still_there: 'accepted', changed: 'open', vanish: 'gone' },
    gone: { still_there: 'open', back_as_accepted: 'accepted', changed: 'open', vanish: 'gone' },
  },
});
