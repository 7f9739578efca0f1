import { classifyDifference, feeOf, type Pair } from '../../domain/day-report/classify-difference.js';
import { formatAmount, money } from '../../domain/money/money.js';
import type { Sighting } from './difference-lifecycle.js';
import type { Booked } from './books.repository.js';
import type { Matched } from './match-lines.js';
import type { Figures } from './report-difference.entity.js';

/** In what a line differs from our books. Pure. */
export function sightingsOf(
  matched: Matched,
  file: Pick<Pair, 'isLive' | 'fileMadeAt' | 'dayEndsAt'>,
): Sighting[] {
  const { pair, attemptId, refundId } = matched;
  const { line, ours } = pair;
  return classifyDifference({ ...pair, ...file }).map((type) => ({
    type,
    subject: line.sessionId,
    attemptId,
    refundId,
    sessionId: line.sessionId,
    orderNo: line.orderNo,
    ours: ours && oursOf(ours),
    theirs: {
      operation: line.operation,
      state: line.state,
      amount: formatAmount(line.amount),
      currency: line.amount.currency,
      fee: formatAmount(money(feeOf(line), line.amount.currency)),
      is_sandbox: line.isSandbox,
    },
  }));
}

/** Money that only our books tell of. Pure. */
export function untoldSighting({ ours, attemptId, refundId, orderNo }: Booked): Sighting {
  return {
    type: 'missing_there',
    subject: ours.sessionId ?? orderNo,
    attemptId,
    refundId,
    sessionId: ours.sessionId,
    orderNo,
    ours: oursOf(ours),
    theirs: null,
  };
}

function oursOf({ kind, status, sessionId, amount }: Booked['ours']): Figures {
  return { kind, status, session_id: sessionId, amount: formatAmount(amount), currency: amount.currency };
}
