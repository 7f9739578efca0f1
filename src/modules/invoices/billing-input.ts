import type { BillingInput } from '../../domain/subscription/billing.js';
import { anchorOf, intervalOf, type Subscription } from '../subscriptions/index.js';
import type { Billables } from './assemble-billables.js';

/** What the decision about a subscription's next period is made from; for who bills, and for who foretells. */
export function billingInputOf(
  subscription: Subscription,
  { items, terms, catchUp: policy }: Pick<Billables, 'items' | 'terms' | 'catchUp'>,
  facts: Pick<BillingInput, 'hasUsableCard' | 'isCollecting'>,
): BillingInput {
  return {
    ...subscription,
    anchor: anchorOf(subscription),
    interval: intervalOf(subscription),
    items,
    terms,
    catchUp: { policy, confirmedUntil: subscription.catchUpUntil },
    ...facts,
  };
}
