import { defineStateMachine } from '../state-machine.js';

export const SUBSCRIPTION_STATES = [
  /** Waits for its first payment, or for a card if it begins with a trial. */
  'incomplete',
  'trialing',
  'active',
  /** A renewal was declined and dunning collects it. */
  'past_due',
  /** Dunning gave up and the policy leaves the subscription standing until somebody pays. */
  'unpaid',
  'paused',
  'canceled',
  /** Came to its natural end, or never began. */
  'ended',
] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

export type SubscriptionEvent =
  | 'first_payment_succeeded'
  | 'trial_started'
  | 'trial_ended'
  | 'payment_failed'
  | 'payment_recovered'
  | 'payment_resumed'
  | 'first_payment_expired'
  | 'dunning_exhausted_cancel'
  | 'dunning_exhausted_unpaid'
  | 'dunning_exhausted_pause'
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'reactivate'
  | 'end';

/** The life of a subscription. Access is derived from it, never stored: see dunning/access.ts. */
export const subscriptionMachine = defineStateMachine<SubscriptionState, SubscriptionEvent>({
  name: 'subscription',
  states: SUBSCRIPTION_STATES,
  initial: 'incomplete',
  final: ['ended'],
  transitions: {
    incomplete: {
      first_payment_succeeded: 'active',
      trial_started: 'trialing',
      first_payment_expired: 'ended',
      cancel: 'canceled',
    },
    trialing: { trial_ended: 'active', payment_failed: 'past_due', pause: 'paused', cancel: 'canceled' },
    active: { payment_failed: 'past_due', pause: 'paused', cancel: 'canceled', end: 'ended' },
    past_due: {
      // A second decline changes nothing: dunning already runs and must not begin again.
      payment_failed: 'past_due',
      payment_recovered: 'active',
      dunning_exhausted_cancel: 'canceled',
      dunning_exhausted_unpaid: 'unpaid',
      dunning_exhausted_pause: 'paused',
      cancel: 'canceled',
    },
    // A customer who tries to pay and is declined once more is still unpaid.
    unpaid: { payment_failed: 'unpaid', payment_recovered: 'active', cancel: 'canceled' },
    // Paying an old invoice does not resume what was paused on purpose; resume does. What dunning paused
    // waited for just that payment.
    paused: {
      payment_recovered: 'paused',
      payment_resumed: 'active',
      resume: 'active',
      cancel: 'canceled',
    },
    // Only on purpose and by a call of its own: money that arrives late never brings it back.
    canceled: { reactivate: 'active' },
    ended: {},
  },
});

/**
 * What a settled payment means to a subscription in this state; null when the state stays. Money that
 * arrives after the end pays its invoice and never brings the subscription back. `pastDueSince` is kept while
 * unpaid or paused by dunning, and is how that pause is told from one that somebody asked for.
 */
export function eventWhenPaid(
  state: SubscriptionState,
  { pastDueSince }: { pastDueSince: Date | null } = { pastDueSince: null },
): SubscriptionEvent | null {
  if (state === 'incomplete') return 'first_payment_succeeded';
  if (state === 'paused' && pastDueSince !== null) return 'payment_resumed';
  return state === 'past_due' || state === 'unpaid' ? 'payment_recovered' : null;
}

/** What a declined renewal means to a subscription in this state; null when the state stays. */
export function eventWhenDeclined(state: SubscriptionState): SubscriptionEvent | null {
  return state === 'trialing' || state === 'active' ? 'payment_failed' : null;
}
