import { type RefundEvent, refundMachine, type RefundState } from '../../domain/refund/refund-states.js';
import { can } from '../../domain/state-machine.js';
import type { OperationReading, Trouble } from '../../gateway/payment-gateway.js';

/** What became of a refund, whoever found out: the direct answer, a look, or a person. */
export type RefundOutcome =
  | { kind: 'succeeded'; refund: OperationReading }
  | { kind: 'queued'; refund: OperationReading }
  | { kind: 'rejected'; reason: string; refund: OperationReading | null }
  /** Proven that the platform did not take the request: it is sent again later. */
  | { kind: 'unsent'; reason: string; retryAfterSeconds?: number; isRefusal?: boolean }
  | { kind: 'unknown'; trouble: Trouble }
  | { kind: 'to_human'; reason: string }
  /** What a person found. Of its own kind, so that no machine's finding ends a manual refund. */
  | { kind: 'resolved'; isRefunded: boolean; reason: string; by: string };

/** The step through the table that an outcome means for a refund in this state; null if it says nothing new. */
export function eventFor(state: RefundState, outcome: RefundOutcome): RefundEvent | null {
  const event = outcome.kind === 'resolved' ? resolutionOf(outcome.isRefunded) : EVENTS[outcome.kind];
  return can(refundMachine, state, event) ? event : null;
}

function resolutionOf(isRefunded: boolean): RefundEvent {
  return isRefunded ? 'resolved_refunded' : 'resolved_not_refunded';
}

const EVENTS: Record<Exclude<RefundOutcome['kind'], 'resolved'>, RefundEvent> = {
  succeeded: 'confirm',
  queued: 'queue',
  rejected: 'reject',
  unsent: 'never_sent',
  unknown: 'answer_lost',
  to_human: 'give_to_human',
};
