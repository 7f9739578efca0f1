import { defineStateMachine } from '../state-machine.js';

export const CHARGEBACK_STATES = [
  /** The bank took the money back, and it is not decided whether it stays with the customer. */
  'open',
  /** The merchant was right: the money came back. */
  'won',
  /** It stays with the customer. */
  'lost',
] as const;
export type ChargebackState = (typeof CHARGEBACK_STATES)[number];

/** What the scheme decided is decided; a second case about the same payment is another chargeback. */
export const chargebackMachine = defineStateMachine<ChargebackState, 'win' | 'lose'>({
  name: 'chargeback',
  states: CHARGEBACK_STATES,
  initial: 'open',
  final: ['won', 'lost'],
  transitions: { open: { win: 'won', lose: 'lost' }, won: {}, lost: {} },
});
