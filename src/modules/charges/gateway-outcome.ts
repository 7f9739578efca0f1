import { type AttemptEvent, attemptMachine, type AttemptState } from '../../domain/charge/attempt-states.js';
import { can } from '../../domain/state-machine.js';
import type { CardReading, Decline, PaymentReading, Trouble } from '../../gateway/payment-gateway.js';

/**
 * What became of one attempt, whoever found out: the direct answer, a look after a webhook's hint, the
 * sweep, or a person. Everything enters the books as one of these, through SettleCharge.
 */
export type GatewayOutcome =
  | { kind: 'succeeded'; payment: PaymentReading }
  /** The bank holds the money; nothing moved, and the merchant decides whether it does. */
  | { kind: 'authorized'; payment: PaymentReading }
  /** `card`: the one that was used, where the customer chose it on a page. */
  | { kind: 'declined'; decline: Decline; card?: CardReading | null }
  /** A request of ours that the platform would not take; no money moved and no dunning step is used. */
  | { kind: 'refused'; message: string }
  /** Proven that the money call never reached the platform. */
  /** `isObstructed`: an earlier session of the invoice stood in the way. */
  | { kind: 'unsent'; reason: string; retryAfterSeconds?: number; isObstructed?: boolean }
  /** Fenced, waited, asked: no money moved. */
  | { kind: 'unpaid'; reason: string }
  /** A person found that no money moved. Of its own kind, so that no machine's finding ends a manual attempt. */
  | { kind: 'resolved_unpaid'; reason: string }
  | { kind: 'unknown'; trouble: Trouble }
  | { kind: 'fenced'; reason: string; checkAgainAt: Date }
  | { kind: 'to_human'; reason: string }
  /** Money may have come, not as it was asked for, to what had been settled as unpaid. */
  | { kind: 'late_doubt'; reason: string };

/** The steps through the table that an outcome means for an attempt in this state; none if it says nothing new. */
export function eventsFor(state: AttemptState, outcome: GatewayOutcome): AttemptEvent[] {
  const path = PATHS[outcome.kind].find((events) => can(attemptMachine, state, events[0]!));
  return path ?? [];
}

/** For each outcome the possible ways, the first that the table allows is taken. */
const PATHS: Record<GatewayOutcome['kind'], AttemptEvent[][]> = {
  succeeded: [['answer_succeeded'], ['late_success']],
  authorized: [['hold_found']],
  declined: [['answer_declined'], ['decline_found']],
  refused: [['answer_refused'], ['proven_unpaid']],
  unsent: [['never_sent'], ['proven_unpaid'], ['fence_confirmed', 'proven_unpaid']],
  unpaid: [['proven_unpaid'], ['fence_confirmed', 'proven_unpaid']],
  resolved_unpaid: [['resolved_unpaid']],
  unknown: [['answer_unknown']],
  fenced: [['fence_confirmed']],
  to_human: [['give_to_human'], ['fence_confirmed', 'give_to_human']],
  late_doubt: [['late_doubt']],
};
