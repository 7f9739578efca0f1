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
  kind: 'attempt' | 'refund' | 'capture';
  status: string;
  sessionId: string | null;
  amount: Money;
  /** When its fate was decided; null while it is open. */
  resolvedAt: Date | null;
}

export interface Pair {
  line: ReportLine;
  /** Of a capture or void: the payment that a bank held. */
  ours: OurSide | null;
  /** The order number has the form that this engine gives; others in the account are none of our business. */
  looksOurs: boolean;
  /** The same session stood in an earlier line. */
  isRepeated: boolean;
  isLive: boolean;
  /** When the platform made the file: what was decided after it, it cannot say. */
  fileMadeAt: Date;
  /** What the lines of all files that are kept tell of captures of this line's payment. */
  capturedMinor: bigint;
  /** What was decided here after this may stand in the next day's file. */
  dayEndsAt: Date;
}

const MOVED = {
  payment: ['paid', 'authorized', 'refunded', 'voided'],
  refund: ['refunded', 'refund_queued', 'paid'],
  capture: ['paid', 'captured'],
  void: ['voided'],
};
/** Our states in which money has moved; for a refund also those in which it is on its way. */
const OURS_MOVED = {
  attempt: ['succeeded'],
  capture: ['succeeded'],
  refund: ['succeeded', 'queued', 'sent', 'unknown', 'manual'],
};
/** Held, or let go: no money moved; one that is captured still stands there as authorized. */
const HELD = ['authorized', 'voided'];
const OURS_HELD = ['authorized', 'abandoned', 'manual'];
const OURS_OPEN = ['prepared', 'ready', 'sent', 'unknown', 'fenced', 'authorized', 'requested', 'queued'];

/** Everything in which a line and our books differ; nothing for lines of others that share the account. */
export function classifyDifference(pair: Pair): DifferenceType[] {
  const { line, ours, isLive } = pair;
  const hasMoved = MOVED[line.operation].includes(line.state);
  const isOfHold = line.operation === 'capture' || line.operation === 'void';
  // The line of the payment itself tells of one that we do not know.
  if (!ours && (isOfHold || !pair.looksOurs)) return [];
  const found: DifferenceType[] = [];
  if (isLive && line.isSandbox === true) found.push('sandbox_in_live');
  if (!ours) return hasMoved ? [...found, 'missing_here'] : found;
  const session = isOfHold ? line.parentSessionId : line.sessionId;
  const isOtherSession = ours.sessionId !== null && ours.sessionId !== session;
  if (pair.isRepeated || isOtherSession) return hasMoved ? [...found, 'duplicate'] : found;
  if (ours.amount.currency !== line.amount.currency) found.push('currency');
  else if (!equals(ours.amount, line.amount)) found.push('amount');
  if (differInState(pair, ours, hasMoved)) found.push('state');
  if (hasMoved && !isOfHold && feeOf(line) !== 0n) found.push('fee');
  return found;
}

/**
 * Money that moved there and not here is always told, whatever was decided since; that it did not move there is
 * believed only of a file that is younger than our decision.
 */
function differInState(pair: Pair, ours: OurSide, hasMoved: boolean): boolean {
  const { fileMadeAt, line } = pair;
  const movedHere = OURS_MOVED[ours.kind].includes(ours.status);
  if (line.operation === 'void') return hasMoved && movedHere;
  if (line.operation === 'payment' && HELD.includes(line.state)) {
    return movedHere ? !isCaptured(pair, ours) : !OURS_HELD.includes(ours.status);
  }
  if (hasMoved) return !movedHere;
  if (!movedHere || OURS_OPEN.includes(ours.status)) return false;
  return ours.resolvedAt === null || ours.resolvedAt <= fileMadeAt;
}

/** Money that only a bank holds is no payment: there has to be a capture of all of it, now or in the next day's file. */
function isCaptured({ line, capturedMinor, dayEndsAt }: Pair, ours: OurSide): boolean {
  if (line.state === 'voided') return false;
  const isLater = ours.resolvedAt !== null && ours.resolvedAt > dayEndsAt;
  return isLater || capturedMinor === ours.amount.minor;
}

/** What did not arrive of what was paid; negative when more arrived. */
export function feeOf({ amount, settledMinor, feeMinor, operation }: ReportLine): bigint {
  if (feeMinor !== null) return feeMinor;
  return settledMinor === null || operation !== 'payment' ? 0n : amount.minor - settledMinor;
}
