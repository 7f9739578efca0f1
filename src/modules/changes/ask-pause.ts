import { AppError } from '../../platform/http/app-error.js';
import {
  type Plan,
  requireWithinReach,
  type ScheduledWhat,
  type Subscription,
} from '../subscriptions/index.js';
import type { PauseSubscriptionRequest } from './dto/pause-subscription.request.js';

export interface AskedPause {
  access: 'keep' | 'remove';
  resumeAt: Date | null;
  /** Null: at once. */
  planned: {
    what: Extract<ScheduledWhat, { kind: 'pause' }>;
    when: Extract<Plan['when'], { periodIndex: number }>;
  } | null;
}

/** What a request for a pause asks for, if it fits together; for who pauses and for who only looks. Pure. @throws AppError */
export function askedPause(
  { access = 'remove', resume_at, when }: PauseSubscriptionRequest,
  subscription: Subscription,
  now: Date,
): AskedPause {
  const resumeAt = resume_at === undefined ? null : new Date(resume_at);
  const isAtEnd = when === 'period_end';
  if (resumeAt && resumeAt <= (isAtEnd ? (subscription.nextBillAt ?? now) : now)) {
    throw AppError.field('rule_violation', 'resume_at', 'must be later than the pause begins');
  }
  if (resumeAt) requireWithinReach('resume_at', resumeAt, now);
  if (!isAtEnd) return { access, resumeAt, planned: null };
  refuseToPlan(subscription);
  const what = { kind: 'pause' as const, access, resume_at: resumeAt?.toISOString() ?? null };
  return { access, resumeAt, planned: { what, when: { periodIndex: subscription.nextPeriodIndex } } };
}

/**
 * One that is past due is not paused while that is owed, so it would be billed for the period that was not to come.
 * @throws AppError
 */
function refuseToPlan({ publicId, status, cancelAtPeriodEnd }: Subscription): void {
  if (status === 'active' && !cancelAtPeriodEnd) return;
  const why =
    status === 'active'
      ? 'it is to be canceled at the end of its period'
      : status === 'past_due'
        ? 'it can be paused once its open invoice is paid or given up; or cancel it at the end of its period'
        : 'it has no period at whose end it could be paused';
  throw new AppError('conflict', `Subscription ${publicId} is ${status}: ${why}`);
}
