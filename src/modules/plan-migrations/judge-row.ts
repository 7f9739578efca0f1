import type { AppError } from '../../platform/http/app-error.js';
import { boundUntil, type ScheduledChange, type Subscription } from '../subscriptions/index.js';

/** Why a subscription is not changed: `wait` passes by itself, `refuse` does not, `skip` is nobody's fault. */
export interface Obstacle {
  kind: 'wait' | 'refuse' | 'skip';
  code: string;
  reason: string;
}

/**
 * What stands in the way of a migration besides the rules of a change: what is on its way is waited for, and what
 * somebody else has decided about this one subscription is not overruled in bulk. Pure.
 */
export function obstacleOf(
  subscription: Subscription,
  pending: readonly ScheduledChange[],
  now: Date,
): Obstacle | null {
  const { status, quarantinedAt, quarantineReason, cancelRequestedAt, nextBillAt } = subscription;
  if (quarantinedAt !== null) {
    return refuse('quarantined', `it is in quarantine: ${quarantineReason ?? 'a person looks at it'}`);
  }
  if (status === 'incomplete') return wait('not_begun', 'its first payment has not been made');
  if (cancelRequestedAt !== null) return wait('cancel_pending', 'its cancel waits for a payment under way');
  const items = pending.find(({ kind }) => kind === 'items');
  if (items) {
    const at = items.at.toISOString();
    return refuse('change_planned', `a change of its items is planned for ${at} (${items.publicId})`);
  }
  // What was missed is billed first, as it was then; a period that begins this very instant is not missed.
  if (nextBillAt !== null && nextBillAt < now)
    return wait('renewal_due', 'its period is over and is billed first');
  return null;
}

/**
 * A customer who cannot leave is not asked for more: of a change now not within the last period of the term either. (That
 * nobody bound pays at other times is a rule of every change.) Pure.
 */
export function obstacleOfTerm(
  subscription: Subscription,
  effectiveAt: Date,
  { before, after }: { before: bigint; after: bigint },
): Obstacle | null {
  const until = boundUntil(subscription);
  if (after <= before || until === null || effectiveAt >= until) return null;
  const reason = `its customer is bound by a minimum term until ${until.toISOString()} and would pay more`;
  return refuse('minimum_term', reason);
}

/** By the rules of a change. */
export function obstacleOfRefusal({ code, detail }: AppError): Obstacle {
  return refuse(code === 'consent_needed' ? 'consent_needed' : 'not_allowed', detail);
}

export function wait(code: string, reason: string): Obstacle {
  return { kind: 'wait', code, reason };
}

export function skip(code: string, reason: string): Obstacle {
  return { kind: 'skip', code, reason };
}

export function refuse(code: string, reason: string): Obstacle {
  return { kind: 'refuse', code, reason };
}

const MINUTE_MS = 60_000;
const LONGEST_WAIT_MS = 6 * 60 * MINUTE_MS;

/** Twice as long each time: most charges are settled in a moment, and some wait out a dunning of weeks. */
export function nextTry(tries: number, now: Date): Date {
  return new Date(now.getTime() + Math.min(MINUTE_MS * 2 ** Math.min(tries, 20), LONGEST_WAIT_MS));
}
