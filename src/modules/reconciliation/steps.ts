import { canBeInquired, FENCE_WAIT_MINUTES } from '../../domain/charge/inquiry-windows.js';
import type { PaymentReading } from '../../gateway/payment-gateway.js';
import {
  after,
  type Attempt,
  CONTRADICTED_MINUTES,
  type GatewayOutcome,
  isSeenBefore,
  type Moment,
  troubleOf,
  type Verdict,
} from '../charges/index.js';

/** What the sweep does about one attempt after a look. */
export type Step =
  | { do: 'settle'; outcome: GatewayOutcome }
  /** Close the session; `settled` is what that proves. */
  | { do: 'expire'; settled: GatewayOutcome }
  | { do: 'inquire' }
  /** Keep what was seen and cannot be; look once more then. */
  | { do: 'doubt'; reason: string; at: Date }
  /** Tell the merchant that what the bank holds ends soon; look again then. */
  | { do: 'warn'; at: Date }
  | { do: 'wait'; at: Date }
  | { do: 'rest' };

/** When an attempt without a believable answer is looked at; the last one repeats. */
export const UNKNOWN_LOOKS_MINUTES = [1, 5, 15, 31];
/** Asking is given up after this and a person decides. */
export const MOST_DAYS_OF_ASKING = 7;
/** What says the same of the money in whatever doubt an attempt is. */
type Decisive = Extract<Verdict, { kind: 'paid' | 'held' | 'voided' | 'contradiction' }>;

export function isDecisive(verdict: Verdict): verdict is Decisive {
  return ['paid', 'held', 'voided', 'contradiction'].includes(verdict.kind);
}

/** Says itself that it can be paid yet, whatever was concluded before. */
export function isStillOpen(verdict: Verdict): boolean {
  return verdict.kind === 'untouched' || verdict.kind === 'under_way';
}

export function byVerdict(attempt: Attempt, verdict: Decisive, moment: Moment): Step {
  switch (verdict.kind) {
    case 'paid':
      return succeeded(verdict.payment);
    case 'held':
      return settle({ kind: 'authorized', payment: verdict.payment });
    case 'voided':
      return settle({ kind: 'unpaid', reason: 'what the bank held was voided at the payment platform' });
    case 'contradiction':
      return isAskedTooLong(attempt, moment) || isSeenBefore(attempt, verdict.reason)
        ? settle({ kind: 'to_human', reason: verdict.reason })
        : doubt(verdict.reason, moment);
  }
}

/** One altered answer is no reason to call a person, and asking once more decides nothing. */
export function doubt(reason: string, moment: Moment): Step {
  return { do: 'doubt', reason, at: after(moment, { minutes: CONTRADICTED_MINUTES }) };
}

/**
 * What could not be read or closed. One that was `sent` is unknown from then on: whoever sent it is gone, and as long
 * as it says that its call is under way, no other charge of its card is made, for as many days as we ask.
 */
export function askAgain(
  attempt: Attempt,
  retryAfterSeconds: number | null,
  reason: string,
  moment: Moment,
): Step {
  if (isAskedTooLong(attempt, moment)) {
    return settle({
      kind: 'to_human',
      reason: `after ${MOST_DAYS_OF_ASKING} days still no answer: ${reason}`,
    });
  }
  if (attempt.status === 'sent') {
    return settle({ kind: 'unknown', trouble: troubleOf(reason) });
  }
  const seconds = Math.max(retryAfterSeconds ?? 0, nth(UNKNOWN_LOOKS_MINUTES, attempt.checks) * 60);
  return { do: 'wait', at: after(moment, { seconds }) };
}

function isAskedTooLong({ sentAt, fencedAt, expiresAt, preparedAt }: Attempt, moment: Moment): boolean {
  const since = sentAt ?? fencedAt ?? expiresAt ?? preparedAt;
  return moment.now >= after(moment, { days: MOST_DAYS_OF_ASKING }, since);
}

export function fenced(reason: string, moment: Moment): GatewayOutcome {
  return { kind: 'fenced', reason, checkAgainAt: after(moment, { minutes: FENCE_WAIT_MINUTES }) };
}

/** A person's, where the list of payment methods or the answer itself names a gateway that cannot be asked. */
export function withoutInquiry(listed: string | null, verdict: Verdict): Step | null {
  const told = 'gatewayName' in verdict ? (verdict.gatewayName ?? null) : null;
  const name = [listed, told].find((each) => !canBeInquired(each));
  if (name === undefined) return null;
  const reason = `nothing proves that no money moved: ${name} answers no inquiry, and the session is closed`;
  return settle({ kind: 'to_human', reason });
}

export function succeeded(payment: PaymentReading): Step {
  return settle({ kind: 'succeeded', payment });
}

export function settle(outcome: GatewayOutcome): Step {
  return { do: 'settle', outcome };
}

export function expire(settled: GatewayOutcome): Step {
  return { do: 'expire', settled };
}

export function nth(list: readonly number[], i: number): number {
  return list[Math.min(i, list.length - 1)]!;
}
