import { defineStateMachine } from '../state-machine.js';

export const CHARGE_STATES = [
  /** Has a next attempt at a known time. */
  'scheduled',
  /** Has an open attempt of ours. */
  'processing',
  /** The customer is to pay on a hosted page: the first time, or what a person has made. */
  'awaiting_customer',
  'succeeded',
  /** Given up: dunning ran out. */
  'failed',
  /** In a person's queue: its attempt is manual. */
  'blocked',
  'canceled',
] as const;
export type ChargeState = (typeof CHARGE_STATES)[number];

export type ChargeEvent =
  | 'attempt_opened'
  | 'checkout_opened'
  | 'attempt_succeeded'
  | 'attempt_declined_retry'
  | 'attempt_unsent'
  | 'give_up'
  | 'block'
  | 'unblock'
  | 'reopen'
  | 'cancel'
  | 'leave_to_customer'
  | 'late_success';

/**
 * A charge is the collecting of one invoice; its attempts come and go. While an attempt is in flight the
 * charge cannot be canceled: a cancel waits for the answer. `late_success` is listed in every other state,
 * because money that arrived settles the charge whatever we believed.
 */
export const chargeMachine = defineStateMachine<ChargeState, ChargeEvent>({
  name: 'charge',
  states: CHARGE_STATES,
  initial: 'scheduled',
  final: ['succeeded'],
  transitions: {
    scheduled: {
      attempt_opened: 'processing',
      checkout_opened: 'awaiting_customer',
      // Made by a person and not taken from the card: its link is open, and nobody is dunned.
      leave_to_customer: 'awaiting_customer',
      give_up: 'failed',
      block: 'blocked',
      cancel: 'canceled',
      late_success: 'succeeded',
    },
    processing: {
      attempt_succeeded: 'succeeded',
      attempt_declined_retry: 'scheduled',
      attempt_unsent: 'scheduled',
      leave_to_customer: 'awaiting_customer',
      give_up: 'failed',
      block: 'blocked',
      late_success: 'succeeded',
    },
    awaiting_customer: {
      attempt_succeeded: 'succeeded',
      attempt_declined_retry: 'scheduled',
      // The page closed without a payment.
      attempt_unsent: 'scheduled',
      give_up: 'failed',
      block: 'blocked',
      cancel: 'canceled',
      late_success: 'succeeded',
    },
    blocked: {
      unblock: 'scheduled',
      leave_to_customer: 'awaiting_customer',
      give_up: 'failed',
      cancel: 'canceled',
      late_success: 'succeeded',
    },
    // A new card, or a customer who pays after all, collects again what dunning gave up.
    failed: { reopen: 'scheduled', cancel: 'canceled', late_success: 'succeeded' },
    canceled: { late_success: 'succeeded' },
    succeeded: {},
  },
});
