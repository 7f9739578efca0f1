import { defineStateMachine } from '../state-machine.js';

export const REFUND_STATES = [
  /** Written down and wanted; nothing was sent. */
  'requested',
  /** So much that another person has to agree first. */
  'awaiting_approval',
  /** The write-ahead of the call is committed: from here on the money may have gone back. */
  'sent',
  /** The call was made and no believable answer came. Asked about, never taken for a no. */
  'unknown',
  /** The gateway took it and has not decided; how it ends is looked up. */
  'queued',
  'succeeded',
  /** No money went back: the platform or the gateway said no, or it had gone back already. */
  'rejected',
  /** Cannot be decided by asking; a person decides with evidence. */
  'manual',
] as const;
export type RefundState = (typeof REFUND_STATES)[number];

export type RefundEvent =
  | 'hold'
  | 'approve'
  | 'mark_sent'
  | 'never_sent'
  | 'confirm'
  | 'queue'
  | 'reject'
  | 'answer_lost'
  | 'give_to_human'
  | 'resolved_refunded'
  | 'resolved_not_refunded';

/** While a refund is in one of these the clock has something to do about it. */
export const OPEN_REFUND_STATES = [
  'requested',
  'sent',
  'unknown',
  'queued',
] as const satisfies readonly RefundState[];

/**
 * Nobody knows whether this one's money went back. No other refund of the same payment is sent meanwhile, or a
 * refund found at the platform could be either of the two. The partial unique index refunds_one_in_doubt lists
 * the same states, but for a manual one that the gateway has queued: that may become manual while another is in doubt,
 * for it waits at the gateway under its own name.
 */
export const REFUND_STATES_IN_DOUBT = ['sent', 'unknown', 'manual'] as const satisfies readonly RefundState[];

/**
 * Unlike a charge, a refund that is in doubt may be sent again: the platform answers a repeat under the same
 * tracking key with what became of the first. Nothing leaves `rejected`: money that turns out to have gone back
 * after all is booked as a refund of its own, found at the platform.
 */
export const refundMachine = defineStateMachine<RefundState, RefundEvent>({
  name: 'refund',
  states: REFUND_STATES,
  initial: 'requested',
  final: ['succeeded', 'rejected'],
  transitions: {
    requested: {
      mark_sent: 'sent',
      reject: 'rejected',
      hold: 'awaiting_approval',
      // Its payment could not be looked at for days, and nothing is sent blindly.
      give_to_human: 'manual',
    },
    awaiting_approval: { approve: 'requested', reject: 'rejected' },
    sent: {
      // Only with proof that the platform did not take the request.
      never_sent: 'requested',
      confirm: 'succeeded',
      queue: 'queued',
      reject: 'rejected',
      answer_lost: 'unknown',
      // A process that died after this write-ahead left it behind: asked again under the same key.
      mark_sent: 'sent',
      give_to_human: 'manual',
    },
    unknown: {
      confirm: 'succeeded',
      queue: 'queued',
      reject: 'rejected',
      answer_lost: 'unknown',
      mark_sent: 'sent',
      give_to_human: 'manual',
    },
    queued: { confirm: 'succeeded', reject: 'rejected', give_to_human: 'manual' },
    // A machine's no never ends it; a refund that is seen at the platform does.
    manual: { confirm: 'succeeded', resolved_refunded: 'succeeded', resolved_not_refunded: 'rejected' },
    succeeded: {},
    rejected: {},
  },
});

export function isOpenRefund(state: RefundState): boolean {
  return (OPEN_REFUND_STATES as readonly RefundState[]).includes(state);
}

export function isRefundInDoubt(state: RefundState): boolean {
  return (REFUND_STATES_IN_DOUBT as readonly RefundState[]).includes(state);
}
