import { can } from '../../domain/state-machine.js';
import { subscriptionMachine } from '../../domain/subscription/subscription-states.js';
import { AppError } from '../../platform/http/app-error.js';
import type { CancelSubscriptionRequest } from './dto/cancel-subscription.request.js';
import { requireFuture } from './future-instant.js';
import { boundaryOf } from './schedule-book.js';
import type { Subscription } from './subscription.entity.js';

export function requireCancelable({ publicId, status }: Subscription): void {
  if (can(subscriptionMachine, status, 'cancel')) return;
  throw new AppError('conflict', `Subscription ${publicId} is ${status} and cannot be canceled`);
}

export interface DecidedCancel {
  at: Date;
  /** Until when its customer was bound, where that is broken by force. */
  broken: Date | null;
}

/** When a cancel takes effect, if it is allowed; for who cancels and for who only looks. Pure. @throws AppError */
export function decideCancel(
  request: CancelSubscriptionRequest,
  subscription: Subscription,
  now: Date,
): DecidedCancel {
  const { force, reason } = request;
  if (force && reason === undefined)
    throw AppError.field('invalid_request', 'reason', 'must be given with force: it is told with the cancel');
  requireCancelable(subscription);
  const at = cancelTime(request, subscription, now);
  const broken = brokenBy(subscription, at);
  if (broken && !force) throw refusedBefore(broken, subscription);
  return { at, broken };
}

/** When the cancel that is asked for takes effect. @throws AppError for what does not fit together */
function cancelTime(
  { when, at, credit }: CancelSubscriptionRequest,
  subscription: Subscription,
  now: Date,
): Date {
  if ((when === 'date') !== (at !== undefined)) {
    throw AppError.field('invalid_request', 'at', 'must be given with when "date", and only then');
  }
  if (when === 'now') return now;
  if (subscription.nextBillAt === null) {
    const message = `a subscription that is ${subscription.status} can only be canceled now`;
    throw AppError.field('conflict', 'when', message);
  }
  if (when === 'period_end') {
    if (credit) throw AppError.field('rule_violation', 'credit', 'at the end of a period nothing is unused');
    return subscription.nextBillAt;
  }
  const date = new Date(at!);
  requireFuture('at', date, now);
  return date;
}

/** Until when its customer is bound; null: not, or not any more. */
export function boundUntil(subscription: Subscription): Date | null {
  const { committedIndex, nextPeriodIndex } = subscription;
  // Of a term that was counted before periods were counted anew only what is still to come is binding.
  if (committedIndex === null || committedIndex < nextPeriodIndex) return null;
  return boundaryOf(subscription, committedIndex);
}

/** A minimum term is kept: the customer agreed to it, and got something for it. */
function brokenBy(subscription: Subscription, at: Date): Date | null {
  if (subscription.status === 'incomplete') return null;
  const until = boundUntil(subscription);
  return until === null || at >= until ? null : until;
}

function refusedBefore(until: Date, { publicId }: Subscription): AppError {
  return AppError.field(
    'rule_violation',
    'when',
    `subscription ${publicId} has a minimum term until ${until.toISOString()}; it can be canceled for that moment or later`,
  );
}
