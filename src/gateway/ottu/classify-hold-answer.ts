import type { HoldAnswer, HoldOperation, HoldReading, RefundRequest } from '../payment-gateway.js';
import { classifyOperationAnswer, unknown } from './classify-operation-answer.js';
import type { HttpOutcome } from './one-outcome.js';

/** How the transaction of each is told. */
const STATE_OF: Record<HoldOperation, HoldReading['state']> = { capture: 'paid', void: 'voided' };

/**
 * What an answer to a capture or void means. Pure. As for a refund, but that neither is ever queued, and that a
 * transaction of it exists only where it was made:
 *
 * | answer                                                       | class                |
 * |--------------------------------------------------------------|----------------------|
 * | 2xx: transaction paid (voided), result success               | done                 |
 * | any: a transaction in another state                          | unknown wrong_echo   |
 * | any: with another result, or not 2xx                         | unknown contradiction |
 */
export function classifyHoldAnswer(
  outcome: HttpOutcome,
  operation: HoldOperation,
  request: RefundRequest,
  now: Date,
): HoldAnswer {
  return classifyOperationAnswer<HoldAnswer>(outcome, operation, request, now, (answer) => {
    const { status, result, isSuccess } = answer;
    const { state } = answer.operation;
    if (state !== STATE_OF[operation]) {
      return unknown('wrong_echo', 'the answer is about another operation', status);
    }
    if (!isSuccess || result !== 'success') {
      return unknown('contradiction', `HTTP ${status}, ${state} with result ${result ?? 'absent'}`, status);
    }
    return { kind: 'done', operation: { ...answer.operation, state } };
  });
}
