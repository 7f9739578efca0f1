import type { BillingInput } from '../../domain/subscription/billing.js';
import { anchorOf, intervalOf, type Subscription } from '../subscriptions/index.js';
import type { Billables } from './billables.js';

/** What the decision about a subscription's next period is made from; for who bills, and for who foretells. */
export function billingInputOf(
  subscription: Subscription,
  { items, terms }: Billables,
  hasUsableCard: boolean,
): BillingInput {
  return {
    status: subscription.status,
    anchor: anchorOf(subscription),
    interval: intervalOf(subscription),
    nextPeriodIndex: subscription.nextPeriodIndex,
    trialEnd: subscription.trialEnd,
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd,
    currency: subscription.currency,
    items,
    terms,
    resumedAt: subscription.resumedAt,
    hasUsableCard,
  };
}
