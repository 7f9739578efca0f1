import { PeriodBreak } from './period-break.entity.js';
import { ScheduledChange } from './scheduled-change.entity.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionItem } from './subscription-item.entity.js';

export { CollectionInFlight } from './collection-in-flight.js';
export { type Checkout, HostedCheckout } from './hosted-checkout.js';
export { CheckoutResponse } from './dto/subscription.response.js';
export { ImportSubscriptions, type ImportedOrder } from './use-cases/import-subscriptions.js';
export { anchorColumns, anchorOf, countedFrom, intervalOf } from './subscription-calendar.js';
export { usageThresholdOf } from './usage-threshold-of.js';
export { BasketReader } from './basket-reader.js';
export { type Basket, type BasketEntry, chooseBasket } from './choose-basket.js';
export { describeScheduled } from './describe-scheduled.js';
export { CancelSubscription } from './use-cases/cancel-subscription.js';
export { CreateSubscriptionRequest, PhaseItem } from './dto/create-subscription.request.js';
export { CANCEL_EXAMPLES, SUBSCRIPTION_EXAMPLES } from './dto/examples.js';
export { boundUntil, decideCancel } from './cancel-time.js';
export { requireFuture, requireWithinReach } from './future-instant.js';
export { CancelSubscriptionRequest } from './dto/cancel-subscription.request.js';
export { type DecidedSubscription, NewSubscriptions } from './new-subscriptions.js';
export { trialFrom, trialUntil } from './trial-from.js';
export { ItemChangesRepository } from './item-changes.repository.js';
export { inRowOrder } from './item-order.js';
export { afterSkip, countedFromNow, owedPart, owedPeriod } from './owed-period.js';
export { LoadSubscriptionView } from './use-cases/load-subscription-view.js';
export { presentSubscription, SubscriptionResponse } from './dto/subscription.response.js';
export { boundaryOf, type Plan, ScheduleBook } from './schedule-book.js';
export type { ScheduledWhat } from './scheduled-change.entity.js';
export { ScheduledChangesRepository, waitsInSql } from './scheduled-changes.repository.js';
export { UnusedCredit } from './unused-credit.js';
export { NEXT_PERIOD } from './next-period.js';
export { afterTransition, SubscriptionLifecycle } from './subscription-lifecycle.js';
export { SubscriptionsModule } from './subscriptions.module.js';
export {
  CHANGES_DUE,
  CHANGES_OF_STANDING_DUE,
  DueSubscriptionsRepository,
  FINAL_BILLS_DUE,
  PERIODS_DUE,
  QUARANTINED_TO_REMIND_OF,
  UNSTARTED,
} from './due-subscriptions.repository.js';
export { imagineSubscription, SubscriptionsRepository } from './subscriptions.repository.js';
export { PeriodBreak, ScheduledChange, Subscription, SubscriptionItem };
export const SUBSCRIPTION_ENTITIES = [Subscription, SubscriptionItem, ScheduledChange, PeriodBreak];
