import type { SubscriptionState } from '../subscription/subscription-states.js';

export interface AccessInput {
  status: SubscriptionState;
  trialEnd: Date | null;
  /** End of the last period that was billed; null before the first. */
  currentPeriodEnd: Date | null;
  cancelAtPeriodEnd: boolean;
  pastDueSince: Date | null;
  graceUntil: Date | null;
  endedAt: Date | null;
  /** Set when it is paused on purpose; dunning pauses without. */
  pausedAt?: Date | null;
  pauseAccess?: 'keep' | 'remove' | null;
  /** Since when a payment is under way of which nobody knows whether it arrived; null when there is none. */
  inDoubtSince: Date | null;
}

/**
 * - full: use the product. - grace: use it, and be asked to pay. - restricted: no use, but the customer
 *   may enter to pay. - none: no claim at all.
 */
export interface Access {
  access: 'full' | 'grace' | 'restricted' | 'none';
  /** Since when; null where no fact says it. */
  since: Date | null;
  /** For people. */
  reason: string;
}

/**
 * May this customer use the product now? Derived each time from facts and never stored, so it cannot be
 * stale. When the clock is behind, the customer keeps what was paid for: a missing fact never takes access.
 */
export function deriveAccess(input: AccessInput, now: Date): Access {
  const over = paidTimeIsOver(input, now);
  if (over)
    return {
      access: 'none',
      since: over,
      reason: 'The subscription was to end with its period, which is over.',
    };
  switch (input.status) {
    case 'incomplete':
      return { access: 'none', since: null, reason: 'The first payment was not made yet.' };
    case 'trialing':
      return { access: 'full', since: null, reason: trialReason(input, now) };
    case 'active':
      return { access: 'full', since: null, reason: 'The subscription is active.' };
    case 'past_due':
      return pastDue(input, now);
    case 'unpaid':
      return {
        access: 'restricted',
        since: input.graceUntil ?? input.pastDueSince,
        reason: 'Collection was given up and the invoice is still open.',
      };
    case 'paused':
      return paused(input);
    case 'canceled':
      return { access: 'none', since: input.endedAt, reason: 'The subscription was canceled.' };
    case 'ended':
      return { access: 'none', since: input.endedAt, reason: 'The subscription ended.' };
  }
}

/** The clock may be minutes late in canceling; the paid time is over all the same. */
function paidTimeIsOver(
  { status, cancelAtPeriodEnd, trialEnd, currentPeriodEnd }: AccessInput,
  now: Date,
): Date | null {
  if (!cancelAtPeriodEnd || !(status === 'trialing' || status === 'active' || status === 'past_due'))
    return null;
  const end = status === 'trialing' ? trialEnd : currentPeriodEnd;
  return end !== null && now >= end ? end : null;
}

function trialReason({ trialEnd }: AccessInput, now: Date): string {
  const isOver = trialEnd !== null && now >= trialEnd;
  return isOver ? 'The trial is over and its first charge is being made.' : 'The trial is running.';
}

/** Dunning keeps what was due when it pauses; whoever pauses on purpose owes nothing. */
function paused({ pastDueSince, graceUntil, pausedAt = null, pauseAccess }: AccessInput): Access {
  if (pastDueSince === null && pauseAccess === 'keep') {
    return { access: 'full', since: pausedAt, reason: 'The subscription is paused and access was kept.' };
  }
  if (pastDueSince === null)
    return { access: 'restricted', since: pausedAt, reason: 'The subscription is paused.' };
  const reason = 'Collection was given up and the subscription is paused until the open invoice is paid.';
  return { access: 'restricted', since: graceUntil ?? pastDueSince, reason };
}

/** Nobody loses access over a payment that was under way in time and may have arrived. */
function pastDue({ pastDueSince, graceUntil, inDoubtSince }: AccessInput, now: Date): Access {
  if (graceUntil !== null && now >= graceUntil) {
    if (inDoubtSince !== null && inDoubtSince < graceUntil) {
      return {
        access: 'grace',
        since: pastDueSince,
        reason: 'A payment is overdue, and whether the last one arrived is still being found out.',
      };
    }
    return {
      access: 'restricted',
      since: graceUntil,
      reason: 'A payment is overdue and the time of grace is over.',
    };
  }
  return { access: 'grace', since: pastDueSince, reason: 'A payment was declined and is being collected.' };
}
