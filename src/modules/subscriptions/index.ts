import { Subscription } from './subscription.entity.js';
import { SubscriptionItem } from './subscription-item.entity.js';

export { CollectionInFlight } from './collection-in-flight.js';
export { type Checkout, HostedCheckout } from './hosted-checkout.js';
export { CheckoutResponse } from './dto/subscription.response.js';
export { ImportSubscriptions, type ImportedOrder } from './use-cases/import-subscriptions.js';
export { anchorColumns, anchorOf, intervalOf } from './subscription-calendar.js';
export { SubscriptionLifecycle } from './subscription-lifecycle.js';
export { SubscriptionsModule } from './subscriptions.module.js';
export { SubscriptionsRepository } from './subscriptions.repository.js';
export { Subscription, SubscriptionItem };
export const SUBSCRIPTION_ENTITIES = [Subscription, SubscriptionItem];
