import { defineStateMachine } from '../state-machine.js';

export const ATTEMPT_STATES = [
  /** Written ahead; nothing was sent. */
  'prepared',
  /** A hosted session that the customer may pay; no money call is ours. */
  'ready',
  /** The write-ahead of the money call is committed: from here on the card may have been charged. */
  'sent',
  /** The call was made and no believable answer came. Never treated as failed. */
  'unknown',
  /** The session is confirmed closed against payment; the waiting time counts from that confirmation. */
  'fenced',
  /** The bank holds the money for the merchant, who captures it or lets it go; none has moved. */
  'authorized',
  'succeeded',
  'declined',
  /** The platform would not take the request: our fault or the token's, no dunning step is used. */
  'rejected',
  /** Proven to have moved no money. */
  'abandoned',
  /** Cannot be decided by asking; a person decides with evidence. */
  'manual',
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

export type AttemptEvent =
  | 'session_opened'
  | 'customer_declined'
  | 'mark_sent'
  | 'never_sent'
  | 'answer_succeeded'
  | 'answer_declined'
  | 'answer_refused'
  | 'answer_unknown'
  | 'fence_confirmed'
  | 'hold_found'
  | 'proven_unpaid'
  | 'decline_found'
  | 'give_to_human'
  | 'late_doubt'
  | 'resolved_unpaid'
  | 'late_success';

/**
 * While an attempt is in one of these, no other attempt of its invoice may begin: the money may still
 * move. The partial unique index on attempts lists the same states.
 */
export const OPEN_ATTEMPT_STATES = [
  'prepared',
  'ready',
  'sent',
  'unknown',
  'fenced',
  'authorized',
  'manual',
] as const satisfies readonly AttemptState[];

/** The end of a subscription waits for these; a person who decides about one is not waited for. */
export const AWAITED_ATTEMPT_STATES = OPEN_ATTEMPT_STATES.filter((status) => status !== 'manual');

/**
 * Money was asked for and nobody knows yet whether it moved. The partial index attempts_in_doubt lists the
 * same states. While a subscription has such an attempt, its dunning does not end and its access does not fall.
 */
export const ATTEMPT_STATES_IN_DOUBT = [
  'sent',
  'unknown',
  'fenced',
  'authorized',
  'manual',
] as const satisfies readonly AttemptState[];

/**
 * Success absorbs: `late_success` is listed in every other state, and nothing leaves succeeded, so the
 * order in which answers, webhooks and look-ups arrive does not matter. A second message of success is
 * no event; the caller drops it. The reason for all of it: the platform takes no idempotency key for a
 * charge, so what was sent can only be asked for, never sent again.
 */
export const attemptMachine = defineStateMachine<AttemptState, AttemptEvent>({
  name: 'attempt',
  states: ATTEMPT_STATES,
  initial: 'prepared',
  final: ['succeeded'],
  transitions: {
    prepared: {
      session_opened: 'ready',
      mark_sent: 'sent',
      never_sent: 'abandoned',
      // The session itself was refused, before any money call.
      answer_refused: 'rejected',
      late_success: 'succeeded',
    },
    ready: {
      answer_succeeded: 'succeeded',
      // The payer may try again on the same page, with the same card or another.
      customer_declined: 'ready',
      decline_found: 'declined',
      fence_confirmed: 'fenced',
      hold_found: 'authorized',
      late_success: 'succeeded',
    },
    sent: {
      answer_succeeded: 'succeeded',
      answer_declined: 'declined',
      answer_refused: 'rejected',
      answer_unknown: 'unknown',
      // Only with proof that no byte left this machine.
      never_sent: 'abandoned',
      decline_found: 'declined',
      fence_confirmed: 'fenced',
      hold_found: 'authorized',
      give_to_human: 'manual',
      late_success: 'succeeded',
    },
    unknown: {
      decline_found: 'declined',
      fence_confirmed: 'fenced',
      hold_found: 'authorized',
      proven_unpaid: 'abandoned',
      give_to_human: 'manual',
      late_success: 'succeeded',
    },
    fenced: {
      // It was seen open after all, and is closed anew: the wait begins again.
      fence_confirmed: 'fenced',
      decline_found: 'declined',
      hold_found: 'authorized',
      proven_unpaid: 'abandoned',
      give_to_human: 'manual',
      late_success: 'succeeded',
    },
    authorized: {
      // Voided: by the merchant here, or at the platform.
      proven_unpaid: 'abandoned',
      fence_confirmed: 'fenced',
      // Nobody captured it in time, or only a part was captured at the platform.
      give_to_human: 'manual',
      // Captured, here or there.
      late_success: 'succeeded',
    },
    manual: { resolved_unpaid: 'abandoned', late_success: 'succeeded' },
    // Settled as unpaid, and money came to it all the same, in another amount or held: nobody but a person can tell.
    declined: { late_doubt: 'manual', late_success: 'succeeded' },
    rejected: { late_doubt: 'manual', late_success: 'succeeded' },
    abandoned: { late_doubt: 'manual', late_success: 'succeeded' },
    succeeded: {},
  },
});

/** Whether the attempt still forbids another one for its invoice. */
export function isOpenAttempt(state: AttemptState): boolean {
  return (OPEN_ATTEMPT_STATES as readonly AttemptState[]).includes(state);
}
