import { equals, type Money } from '../money/money.js';
import type { ReportLine } from './read-report-line.js';

export const DIFFERENCE_TYPES = [
  /** The platform tells of money that our books do not know. */
  'missing_here',
  /** Our books say that money moved, and the platform's file does not. */
  'missing_there',
  'amount',
  'currency',
  'state',
  'fee',
  'duplicate',
  'sandbox_in_live',
] as const;
export type DifferenceType = (typeof DIFFERENCE_TYPES)[number];

/** What our books say of the payment or refund that a line is about. */
export interface OurSide {
  kind: 'attempt' | 'refund';
  status: string;
  sessionId: string | null;
  amount: Money;
  /** When its fate was decided; null while it is open. */
  resolvedAt: Date | null;
}

export interface Pair {
  line: ReportLine;
  ours: OurSide | null;
  /** The order number has the form that this engine gives; others in the account are none of our business. */
  looksOurs: boolean;
  /** The same session stood in an earlier line. */
  isRepeated: boolean;
  isLive: boolean;
  /** When the platform made the file: what was decided after it, it cannot say. */
  fileMadeAt: Date;
}

const MOVED = {
  payment: ['paid', 'authorized', 'refunded', 'voided'],
  refund: ['refunded', 'refund_queued', 'paid'],
};
/** Our states in which money has moved; for a refund also those in which it is on its way. */
const OURS_MOVED = { attempt: ['succeeded'], refund: ['succeeded', 'queued', 'sent', 'unknown', 'manual'] };
/** Held, or let go: no money moved, and one that is captured still stands there as authorized. */
const HELD = ['authorized', 'voided'];
const OURS_ONCE_HELD = ['authorized', 'succeeded', 'abandoned', 'manual'];
const OURS_OPEN = ['prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized', 'requested', 'queued'];

/** Everything in which a line and our books differ; nothing for lines of others that share the account. */
export function classifyDifference(pair: Pair): DifferenceType[] {
  const { line, ours, isLive } = pair;
  if (line.operation === 'capture' || line.operation === 'void') return [];
  const hasMoved = MOVED[line.operation].includes(line.state);
  if (!ours && !pair.looksOurs) return [];
  const found: DifferenceType[] = [];
  if (isLive && line.isSandbox === true) found.push('sandbox_in_live');
  if (!ours) return hasMoved ? [...found, 'missing_here'] : found;
  const isOtherSession = ours.sessionId !== null && ours.sessionId !== line.sessionId;
  if (pair.isRepeated || isOtherSession) return hasMoved ? [...found, 'duplicate'] : found;
  if (ours.amount.currency !== line.amount.currency) found.push('currency');
  else if (!equals(ours.amount, line.amount)) found.push('amount');
  if (differInState(pair, ours, hasMoved)) found.push('state');
  if (hasMoved && feeOf(line) !== 0n) found.push('fee');
  return found;
}

/**
 * Money that moved there and not here is always told, whatever was decided since; that it did not move there is
 * believed only of a file that is younger than our decision.
 */
function differInState({ fileMadeAt, line }: Pair, ours: OurSide, hasMoved: boolean): boolean {
  if (ours.kind === 'attempt' && HELD.includes(line.state)) return !OURS_ONCE_HELD.includes(ours.status);
  const movedHere = OURS_MOVED[ours.kind].includes(ours.status);
  if (hasMoved) return !movedHere;
  if (!movedHere || OURS_OPEN.includes(ours.status)) return false;
  return ours.resolvedAt === null || ours.resolvedAt <= fileMadeAt;
}

/** What did not arrive of what was paid; negative when more arrived. */
export function feeOf({ amount, settledMinor, feeMinor, operation }: ReportLine): bigint {
  if (feeMinor !== null) return feeMinor;
  return settledMinor === null || operation !== 'payment' ? 0n : amount.minor - settledMinor;
}

export const PROPOSALS = ['ask_again', 'look_at_refunds', 'accept'] as const;
export type Proposal = (typeof PROPOSALS)[number];

/**
 * What the platform says itself of the session, the third way; null when it was not asked. A person always
 * decides, and what is done goes through the same doors as everything that is learned of a payment.
 */
export function proposeAction(
  type: DifferenceType,
  ours: Pick<OurSide, 'kind' | 'status'> | null,
  line: Pick<ReportLine, 'operation'> | null,
): Proposal {
  if (type === 'fee' || type === 'sandbox_in_live' || type === 'duplicate') return 'accept';
  if (ours?.kind === 'refund' || line?.operation === 'refund') return 'look_at_refunds';
  if (ours?.kind === 'attempt' && ours.status !== 'succeeded') return 'ask_again';
  return 'accept';
}
