import { type AttemptState, AWAITED_ATTEMPT_STATES } from '../../domain/charge/attempt-states.js';
import type { LookResult } from '../../gateway/payment-gateway.js';

type Refusal = Extract<LookResult, { kind: 'unauthorized' }>;

/**
 * So long after the first refusal one more counts as the second. A firewall before Ottu that shuts us out, or a bad moment
 * of Ottu's, is over by then, and so is what was asked at once.
 */
const AGAIN_MS = 10 * 60_000;

/**
 * Pure. Whether the answer to a reading says that who asks may not. Nobody known may read nothing. Somebody known may have
 * lost the permission for one gateway together with the gateway: of what is settled nothing is lost by that.
 */
export function isRefused(answer: LookResult, status: AttemptState): answer is Refusal {
  if (answer.kind !== 'unauthorized') return false;
  return answer.httpStatus === 401 || AWAITED_ATTEMPT_STATES.some((awaited) => awaited === status);
}

/** Pure. Whether a refusal now is one more than the one since which it is refused. */
export function isSecond(since: Date, now: Date, waitScale: number): boolean {
  return now.getTime() >= since.getTime() + AGAIN_MS * waitScale;
}
