import type { ExpireResult } from '../../gateway/payment-gateway.js';
import type { GatewayOutcome, Moment, Verdict } from '../charges/index.js';
import { byVerdict, fenced, isDecisive, settle, type Step } from './steps.js';

/**
 * Pure. A session that was seen untouched is closed now: whether that proves that nobody ever paid it. Between the
 * look and the confirmed closing somebody may have begun to, and closing stops no payment that is under way.
 * @param seen what a look after the closing told; null where nobody but us could have paid it
 * @param isStale the look before the closing is too old to prove anything
 */
export function afterClosing(
  proven: GatewayOutcome,
  seen: Verdict | null,
  isStale: boolean,
  moment: Moment,
): Step {
  if (isStale) return settle(fenced('the session was closed long after it was seen untouched', moment));
  if (seen === null) return settle(proven);
  if (isDecisive(seen)) return byVerdict(seen);
  if (seen.kind === 'closed' && seen.decline === null) return settle(proven);
  return settle(fenced('the session was closed, and somebody may have tried to pay it before', moment));
}

/** Why closing was not confirmed, and after how long the platform wants to be asked again. */
export function notClosed(result: Exclude<ExpireResult, { kind: 'expired' }>): {
  seconds: number | null;
  reason: string;
} {
  const why =
    result.kind === 'trouble'
      ? result.trouble.message
      : 'message' in result
        ? result.message
        : 'asked too often';
  const seconds = result.kind === 'rate_limited' ? result.retryAfterSeconds : null;
  return { seconds, reason: `the session cannot be closed: ${why}` };
}
