import { defineStateMachine } from '../state-machine.js';

export const CARD_STATES = [
  /** May be charged within an agreement. */
  'active',
  /** An issuer said never again. */
  'refused',
  /** Somebody wants it gone; Ottu has not confirmed that it is. Not charged any more. */
  'deleting',
  /** Deleted, or no longer known to Ottu. */
  'removed',
] as const;
export type CardState = (typeof CARD_STATES)[number];

export type CardEvent =
  | 'refuse'
  | 'ask_deletion'
  | 'confirm_gone'
  | 'find_undeleted'
  | 'give_again'
  | 'give_again_refused'
  | 'give_renewed';

/** Nothing is final: a customer may give any card again on a hosted page, and that is a new consent. */
export const cardMachine = defineStateMachine<CardState, CardEvent>({
  name: 'card',
  states: CARD_STATES,
  initial: 'active',
  final: [],
  transitions: {
    active: { refuse: 'refused', ask_deletion: 'deleting', confirm_gone: 'removed' },
    // Under its token a card may be renewed: what was said of the one before says nothing of it.
    refused: { ask_deletion: 'deleting', confirm_gone: 'removed', give_renewed: 'active' },
    // What its issuer said stays said, however often the card goes and comes.
    deleting: { confirm_gone: 'removed', give_again: 'active', give_again_refused: 'refused' },
    removed: { find_undeleted: 'deleting', give_again: 'active', give_again_refused: 'refused' },
  },
});
